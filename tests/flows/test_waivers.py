"""An explained warning stays explained while value and rule stay the same; when one of them changes it drops."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import store
from flows.letters.postman import deliver_letters
from flows.rule_switches import Switch, switch
from flows.trouble import UsageTrouble
from flows.waivers import Explanation, explain, explain_all, explanations_in
from tests import examples
from tests.examples import PROJECT
from tests.flows.made_nights import REGISTER, MadeNights, made_nights
from transforms.read.open_document import open_document

TAXES = {"01": "100", "02": "4", "05": "5", "06": "50"}  # SXKD-04: more taxes than revenue
NOW = datetime(2026, 10, 5, tzinfo=UTC)
ASKED = Explanation("SXKD-04", examples.PROJECT, "truy nộp năm trước", "Phòng QLDN")


@pytest.fixture
def nights(warehouse_url: str, tmp_path: Path) -> MadeNights:
    """A report with a warning."""
    made = made_nights(warehouse_url, tmp_path)
    made.night("2026-10-01", a_register=REGISTER, b_taxes=examples.monthly(TAXES))
    return made


def explained(nights: MadeNights, asked: Explanation = ASKED, now: datetime = NOW) -> int:
    """Explain the warnings; how many."""
    with store.writing(nights.engine) as connection:
        return explain(connection, asked, now)


def state(nights: MadeNights, as_of: datetime | None = None) -> list[int]:
    """Of each warning SXKD-04 in the order of arrival whether it is explained."""
    with nights.engine.connect() as connection:
        told = store.export(connection, "warnings_explained", as_of)
    return told[told["rule_code"] == "SXKD-04"].sort_values("submission_id")["explained"].tolist()


def counts(nights: MadeNights) -> list[tuple[str, int, int, int, int]]:
    """By rule: warnings, explained, open, passed over."""
    columns = ["rule_code", "findings", "explained", "unexplained", "switched_off"]
    with nights.engine.connect() as connection:
        told = store.export(connection, "data_quality_explained")[columns]
    return [tuple(row) for row in told.itertuples(index=False, name=None)]


def test_until_it_is_explained_the_letter_asks_for_it_by_a_day(nights: MadeNights) -> None:
    deliver_letters(nights.engine, nights.settings, NOW.date())
    letter = next(each for each in (nights.settings.home / "outbox").rglob("letter.txt") if PROJECT in each.parent.name)
    text = letter.read_text(encoding="utf-8")
    assert "SXKD-04 (số liệu chưa rõ):" in text
    assert "Đề nghị sửa hoặc giải trình trước ngày 12/10/2026." in text
    assert "Please correct or explain by 12 October 2026." in text


def test_the_next_letter_says_that_it_is_explained(nights: MadeNights) -> None:
    assert explained(nights) == 1
    nights.night("2026-10-06", same=examples.monthly({**TAXES, "05": "5,0", "01": "101"}))
    settings = nights.settings
    deliver_letters(nights.engine, settings, NOW.date())
    (letter,) = (settings.home / "outbox" / "2026-10-06").rglob("letter.txt")
    assert "SXKD-04 (đã giải trình):" in letter.read_text(encoding="utf-8")


def test_it_carries_over_to_a_report_with_the_same_value_and_drops_with_another(nights: MadeNights) -> None:
    assert counts(nights) == [("SXKD-04", 1, 0, 1, 0)]
    assert explained(nights) == 1
    assert counts(nights) == [("SXKD-04", 1, 1, 0, 0)]
    nights.night("2026-10-06", same=examples.monthly({**TAXES, "05": "5,0", "01": "101"}))
    nights.night("2026-10-07", other=examples.monthly({**TAXES, "05": "6"}))
    assert state(nights) == [1, 1, 0]
    assert counts(nights) == [("SXKD-04", 3, 2, 1, 0)]


def test_before_it_was_given_it_was_not_known(nights: MadeNights) -> None:
    explained(nights)
    assert state(nights, datetime(2026, 10, 4, tzinfo=UTC)) == [0]
    assert state(nights, datetime(2026, 10, 6, tzinfo=UTC)) == [1]


def test_it_runs_out(nights: MadeNights) -> None:
    explained(nights, replace(ASKED, until_on=date(2026, 10, 10)))
    nights.night("2026-10-10")
    assert state(nights) == [1]
    nights.night("2026-10-11")
    assert state(nights) == [0]


def test_it_drops_when_the_rule_changes(nights: MadeNights) -> None:
    explained(nights)
    sql = nights.placed("UPDATE intake.finding SET rule_sha256 = 'another' WHERE rule_code = 'SXKD-04'")
    with nights.engine.begin() as connection:
        connection.exec_driver_sql(sql)
    assert state(nights) == [0]


def test_what_does_not_stand_is_not_explained(nights: MadeNights) -> None:
    wrong: list[dict[str, Any]] = [
        {"rule_code": "SXKD-01"}, {"reporter_code": "9"}, {"period": "2026-08"}, {"form_code": "dautu-quy"},
        {"indicator": "workers"}, {"report": "1"},
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(UsageTrouble, match="no such warning"):
            explained(nights, replace(ASKED, **each))


def test_it_can_be_named_closely(nights: MadeNights) -> None:
    close: dict[str, Any] = {
        "period": "Tháng 9 năm 2026",
        "form_code": "sxkd-thang",
        "indicator": "budget_paid",
        "report": "2",
    }
    assert explained(nights, replace(ASKED, **close)) == 1
    assert explained(nights, replace(ASKED, indicator="05")) == 1


def test_a_table_explains_many_and_tells_each_bad_line(nights: MadeNights) -> None:
    rows = [
        ["Mã quy tắc", "Mã số dự án", "Kỳ", "Giải trình", "Người giải trình", "Đến ngày"],
        ["SXKD-04", examples.PROJECT, "09/2026", "truy nộp", "Bà Hoa", "31/12/2026"],
        ["SXKD-04", examples.PROJECT, "09/2026", "", "Bà Hoa", ""],
        ["SXKD-04", examples.PROJECT, "09/2026", "truy nộp", "Bà Hoa", "mai"],
        ["SXKD-06", examples.PROJECT, "", "truy nộp", "Bà Hoa", ""],
    ]
    lines = list(explanations_in(open_document(examples.as_bytes(rows))))
    with store.writing(nights.engine) as connection:
        number, wrong = explain_all(connection, lines, NOW)
    assert number == 1
    assert [line for line, _ in wrong] == [3, 4, 5]
    assert state(nights) == [1]


def test_a_rule_that_is_off_is_counted_apart(nights: MadeNights) -> None:
    off = Switch("SXKD-04", True, date(2026, 9, 1), date(2026, 9, 30), "sai ngưỡng", "Phòng QLDN", NOW)
    with store.writing(nights.engine) as connection:
        switch(connection, off)
    nights.night("2026-10-06", again=examples.monthly({**TAXES, "01": "101"}))
    assert counts(nights) == [("SXKD-04", 1, 0, 1, 1)]
    with pytest.raises(UsageTrouble, match="cannot be switched off"), store.writing(nights.engine) as connection:
        switch(connection, replace(off, rule_code="GEN-10"))


def test_a_switch_that_would_change_nothing_is_refused(warehouse_url: str, tmp_path: Path) -> None:
    engine = made_nights(warehouse_url, tmp_path).engine
    september = Switch("SXKD-04", True, date(2026, 9, 1), date(2026, 9, 30), "sai ngưỡng", "Phòng QLDN", NOW)
    on_again = replace(september, is_off=False)
    steps = [on_again, september, september, replace(september, to_on=date(2026, 10, 1)), on_again, on_again]
    refused = []
    for step in steps:
        try:
            with store.writing(engine) as connection:
                switch(connection, step)
        except UsageTrouble as trouble:
            refused.append(trouble.en)
    off, on = (f"“SXKD-04” is {word} for those periods already; nothing was changed." for word in ("off", "on"))
    assert refused == [on, off, on]


def test_an_explanation_that_is_over_is_refused(nights: MadeNights) -> None:
    with pytest.raises(UsageTrouble, match="is over"):
        explained(nights, replace(ASKED, until_on=date(2026, 10, 4)))
    assert state(nights) == [0]
