"""Nothing that we write comes to life: in a spreadsheet program, or on a terminal."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from flows.commands.tables import for_excel
from flows.commands.tell import write_csv
from flows.commands.words import PlainConsole, print_trouble, show_table
from flows.publication import as_csv
from flows.safe_text import plain_letters, safe_cell, safe_frame
from flows.trouble import UsageTrouble

LIVE = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "-", "--5"]


@pytest.mark.parametrize("cell", LIVE)
def test_a_cell_that_could_be_a_command_is_quoted(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-5", "-61,75", "+1.234.567,8", "-12%", "a=1", "Mã số", "", "0101"])
def test_figures_with_their_sign_and_plain_texts_stay(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_numbers_and_days_of_a_frame_stay_what_they_are_and_texts_are_safe() -> None:
    frame = pd.DataFrame(
        {"=name": ["=1", None], "n": [-5, 7], "d": [date(2026, 1, 2)] * 2, "e": [Decimal("-1.5"), None]}
    )
    safe = safe_frame(frame)
    assert list(safe.columns) == ["'=name", "n", "d", "e"]
    assert safe["'=name"].tolist()[0] == "'=1"
    assert safe["n"].tolist() == [-5, 7]
    assert safe["e"].tolist()[0] == Decimal("-1.5")
    assert safe["d"].tolist() == [date(2026, 1, 2)] * 2


def test_every_way_to_a_csv_is_safe(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["=cmd|'/c calc'!A1", "\x1b[2J"], "n": [-5, 1]})
    write_csv(frame, tmp_path / "a.csv")
    for written in ((tmp_path / "a.csv").read_text(), as_csv(frame).decode(), for_excel(frame)):
        assert "'=cmd" in written
        assert "\x1b" not in written
        assert "-5" in written
        assert "'-5" not in written


def test_what_steers_a_terminal_is_told_by_its_code() -> None:
    assert plain_letters("a\x1b[31m\x9b\u202e\x07\rb\udce1") == r"a\u001b[31m\u009b\u202e\u0007\u000db\u00e1"
    assert plain_letters("Ninh Bình\n\t– “ổn”") == "Ninh Bình\n\t– “ổn”"


def test_no_sentence_table_or_trouble_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console = PlainConsole(highlight=False, width=80)
    console.print("tệp \x1b[2J \udce1", markup=False)
    show_table("t \x1b]0;x\x07", ["a"], [["\x1b[31mđỏ"]])
    print_trouble(UsageTrouble("lỗi \x1b[2J", "wrong \x9b2J"))
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert "\x9b" not in told.out + told.err
    assert r"\u001b[31mđỏ" in told.out
