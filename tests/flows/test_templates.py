"""`parkwatch template`: for whom, for which period, and into which files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from expectations.catalogue import load_catalogue
from expectations.periods import read_label
from flows import stages, store
from flows.command import app
from flows.settings import load_settings
from flows.template_facts import previous_figures, registered_projects
from flows.templates import due_next, file_name
from tests.examples import PROJECT, monthly, projects
from transforms.read.report import read_report

DAY = date(2026, 9, 20)


@pytest.fixture
def warehouse(tmp_path: Path, warehouse_url: str) -> str:
    """A warehouse that holds one project, and its report of September 2026."""
    inbox = tmp_path / "inbox" / "2026-10-05"
    inbox.mkdir(parents=True)
    (inbox / "1.csv").write_bytes(projects({"Tên doanh nghiệp": "=1+1"}, day="01/09/2026"))
    (inbox / "2.csv").write_bytes(monthly({"01": "100", "02": ("61,5", "500"), "05": "5", "06": "50"}))
    settings = load_settings(home=tmp_path / "home", warehouse=warehouse_url, settle_seconds=0, processes=1)
    engine = store.make_warehouse(settings.warehouse_url)
    store.upgrade(engine)
    night = stages.plan(settings, [str(tmp_path / "inbox")], date(2026, 10, 6))
    for batch in stages.receive(engine, night, [stages.look(night, each) for each in night.entries]).batches:
        stages.ingest(engine, night, batch)
    stages.refresh(engine, night)
    engine.dispose()
    return warehouse_url


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["template", *words])
    return result.exit_code, result.output


def test_reporter_and_last_figures_come_from_the_warehouse(warehouse: str, tmp_path: Path) -> None:
    target = tmp_path / "made" / "october.xlsx"
    words = ("sxkd-thang", "--reporter", PROJECT, "--period", "2026-10", "-o", str(target), "--warehouse", warehouse)
    assert run(*words)[0] == 0
    reading = read_report(1, target.read_bytes(), load_catalogue())
    assert (reading.reporter, reading.tax_code, str(reading.window_start)) == (PROJECT, "0100109106", "2026-10-01")
    sheet = pd.read_excel(target, header=None, engine="calamine")
    assert sheet.iloc[0, 0] == "=1+1"
    assert sheet.iloc[12, 7:9].tolist() == [61.5, 500]


def test_all_reporters_get_one_each(warehouse: str, tmp_path: Path) -> None:
    words = ("sxkd-thang", "--all-reporters", "--period", "2026-10", "--warehouse", warehouse)
    assert run(*words, "-o", str(tmp_path / "all"))[0] == 0
    assert [path.name for path in (tmp_path / "all").iterdir()] == [f"SXKD-T_{PROJECT}_2026-10-31.xlsx"]


def test_a_stranger_is_a_mistake(warehouse: str) -> None:
    code, told = run("sxkd-thang", "--reporter", "9999999999", "--period", "2026-10", "--warehouse", warehouse)
    assert (code, "9999999999" in told) == (2, True)


def test_facts_are_those_of_the_period(warehouse: str) -> None:
    form = load_catalogue().forms["sxkd-thang"]
    october, long_ago = (read_label(label, "calendar", "month") for label in ("2026-10", "2019-01"))
    assert october is not None
    assert long_ago is not None
    with store.open_warehouse(warehouse).connect() as connection:
        assert registered_projects(connection, october)[1] == {PROJECT}
        assert registered_projects(connection, long_ago)[1] == frozenset()
        figures = previous_figures(connection, form, october, [PROJECT])[PROJECT]
        assert figures["", "net_revenue", "period"] == 61_500_000
        assert previous_figures(connection, form, long_ago, [PROJECT]) == {}


@pytest.mark.parametrize(
    "words",
    [["nope"], ["sxkd-thang", "--period", "2026-Q3"], ["sxkd-thang", "--period", "2026-09", "--version", "2024"]],
)
def test_what_cannot_be_is_one_plain_sentence(words: list[str], tmp_path: Path) -> None:
    code, told = run(*words, "--warehouse", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert code == 2
    assert "Traceback" not in told


def test_without_a_warehouse_the_form_is_made_for_whoever_is_named(tmp_path: Path) -> None:
    target = tmp_path / "form.xlsx"
    none = f"sqlite:///{tmp_path / 'none.sqlite'}"
    assert run("TNLD", "--reporter", PROJECT, "-o", str(target), "--now", "2026-07-01", "--warehouse", none)[0] == 0
    reading = read_report(1, target.read_bytes(), load_catalogue())
    assert (reading.reporter, str(reading.window_end)) == (PROJECT, "2026-06-30")


@pytest.mark.parametrize(
    ("form", "today", "end"),
    [("sxkd-thang", date(2026, 9, 10), "2026-08-31"), ("sxkd-thang", date(2026, 9, 11), "2026-09-30"),
     ("pccc-6thang", date(2026, 6, 10), "2026-06-30"), ("vuviec-thang", date(2026, 9, 19), "2026-10-14")],
)  # fmt: skip
def test_without_a_period_it_is_the_one_due_next(form: str, today: date, end: str) -> None:
    assert str(due_next(load_catalogue().forms[form], today).end) == end


def test_no_code_leads_out_of_the_folder_or_meets_another() -> None:
    form = load_catalogue().forms["tnld-6thang"]
    window = read_label("2026-H1", "calendar", "half")
    assert window is not None
    names = [file_name(form, code, window) for code in ("../../etc", ".. .. etc", "a/b")]
    assert len(set(names)) == 3
    assert not any("/" in name or ".." in name for name in names)
