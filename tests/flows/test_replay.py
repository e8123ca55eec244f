"""The archive read again: the same under the same rules; otherwise a new reading, with the day of arrival as it was."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.catalogue import Catalogue, load_catalogue
from flows import dimensions, due_days, replaying, stages, store
from flows.officers import acts_on_record
from flows.publication import Sealing, seal, verify
from flows.replay_asked import Replay
from flows.signing import signing_key, trusted_keys
from flows.trouble import NightTrouble
from tests.examples import FIGURES, SEPTEMBER, cases, monthly, projects
from tests.office import Model, Office, model_office, office
from transforms.read.report import read_report

LOSS = {**FIGURES, "02.1": "300"}  # exports above all revenue: SXKD-01 returns it
AUGUST = "Tháng 8 năm 2026"
FORM = "sxkd-thang"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """An office after its autumn, on each kind of database, to be copied."""
    return model_office(request, tmp_path_factory, autumn)


@pytest.fixture
def place(model: Model, tmp_path: Path) -> Iterator[Office]:
    """An office after its autumn, for one test."""
    with model.copied(tmp_path / "home") as copy:
        yield copy


def report(figures: Mapping[str, str] = FIGURES, period: str = SEPTEMBER) -> bytes:
    """A monthly report that bears the number of its form, by which it is told even where the form is not declared."""
    return "Biểu số: SXKD-T\n".encode() + monthly(figures, period=period)


def autumn(place: Office) -> None:
    """A register, a report with its correction, one that is returned, an old one, a case, a copy."""
    place.send("2026-08-01", projects({}, day="01/08/2026"))
    place.send("2026-09-05", report({**FIGURES, "02": "90"}, period=AUGUST))
    place.send("2026-10-05", report({**FIGURES, "02": "100"}), report(LOSS), cases({}))
    place.send("2026-10-06", report({**FIGURES, "02": "110"}))
    place.send("2026-10-07", report({**FIGURES, "02": "110"}), report({**FIGURES, "01": "80"}, period=AUGUST))


def catalogue_where(**changes: Any) -> Catalogue:
    """The catalogue with a changed monthly form."""
    usual = load_catalogue()
    form = usual.forms[FORM].model_copy(update=changes)
    return usual.model_copy(update={"forms": {**usual.forms, FORM: form}})


def stricter() -> Catalogue:
    """The catalogue whose first rule returns revenue above 105 million."""
    rule = load_catalogue().rule("SXKD-06", FORM)
    told = {"column": "net_revenue", "max_value": 105_000_000}
    expectation = "expect_column_values_to_be_between"
    new = rule.model_copy(
        update={"code": "SXKD-99", "effect": "return", "expectation": expectation, "arguments": told,
                "expression": None, "when": None, "mark": "net_revenue", "each": ()}
    )  # fmt: skip
    return catalogue_where(rules=(*load_catalogue().forms[FORM].rules, new))


def test_replay_under_the_same_rules_is_the_identity(place: Office) -> None:
    before, readings = place.content_hash(), place.readings()
    done = place.replay("2026-10-07")
    assert (done.files, done.not_archived, done.changed, len(done.figures)) == (8, 0, 0, 0)
    assert place.readings() == readings
    assert place.content_hash() == before


def test_a_form_that_is_declared_later_is_read_as_if_it_had_been_there(
    place: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = load_catalogue()
    lacking = usual.model_copy(update={"forms": {code: form for code, form in usual.forms.items() if code != FORM}})
    late = office(f"sqlite:///{tmp_path / 'late.sqlite'}", tmp_path / "late")
    with monkeypatch.context() as patch:
        for module in (stages, dimensions, due_days):
            patch.setattr(module, "load_catalogue", lambda: lacking)
        patch.setattr(
            stages, "read_all", lambda files, _: [read_report(rank, file, lacking) for rank, file in files.items()]
        )
        dimensions.fingerprint.cache_clear()
        autumn(late)
    dimensions.fingerprint.cache_clear()
    assert late.outcome("2026-10-05/1.csv") == "unknown_form"
    arrived, then = late.ledger(), late.told(as_of="2026-10-07")
    done = late.replay("2026-10-07", Replay(form=FORM))
    assert sorted(done.outcomes["before"].unique()) == ["duplicate", "unknown_form"]
    assert late.told() == place.told()
    assert late.ledger() == arrived
    place = late
    assert place.rows("obligation", "timeliness", "filed_on", form_code=FORM, window_start="2026-09-01") == [
        ("on time", "2026-10-05")
    ]
    assert place.told(as_of="2026-10-07")["observations"] == then["observations"]
    assert sum(place.rebuild("2026-10-07").values()) == 0


def test_a_rule_that_returns_more_lets_the_report_before_stand_again(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.told()
    review = Sealing("quy-3", "họp giao ban", None, datetime(2026, 10, 19, 3, tzinfo=UTC))
    with store.writing(place.engine) as connection:
        content = seal(connection, review, signing_key(place.settings.home))
    with monkeypatch.context() as patch:
        patch.setattr(replaying, "load_catalogue", stricter)
        looked = place.replay("2026-10-20", Replay(form=FORM), dry=True)
        assert place.told() == before
        done = place.replay("2026-10-20", Replay(form=FORM))
    assert done.figures.equals(looked.figures)
    assert done.outcomes.to_dict("records") == [
        {"form_code": FORM, "before": "accepted", "after": "returned", "number": 1}
    ]
    (revenue,) = done.figures[done.figures["indicator_code"] == "net_revenue"].to_dict("records")
    assert (revenue["value_before"], revenue["value_after"]) == (110_000_000, 100_000_000)
    assert place.rows("enterprise_month", "net_revenue_vnd", window_start="2026-09-01") == [(100_000_000,)]
    assert place.rows("park_month", "net_revenue_vnd", as_of="2026-10-07", window_start="2026-09-01") == [
        (110_000_000,)
    ]
    assert sum(place.rebuild("2026-10-20").values()) == 0
    with place.engine.connect() as connection:
        assert verify(connection, content, "quy-3", trusted_keys(place.settings.home)) == []
    (told,) = place.letters("2026-10-20", "decision")
    assert "đọc lại theo biểu mẫu và quy tắc kiểm tra đã sửa." in told
    back = place.replay("2026-10-21", Replay(form=FORM))
    assert back.changed == 1
    assert place.rows("enterprise_month", "net_revenue_vnd", window_start="2026-09-01") == [(110_000_000,)]
    assert [reading for reading in place.readings() if reading[0] == "2026-10-06/1.csv"] == [
        ("2026-10-06/1.csv", 1, "accepted"),
        ("2026-10-06/1.csv", 2, "returned"),
        ("2026-10-06/1.csv", 3, "accepted"),
    ]


def test_replay_never_touches_the_day_of_arrival_or_the_timeliness(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived = place.ledger()
    timely = place.rows("obligation", "reporter_code", "window_start", "timeliness", "filed_on", form_code=FORM)
    with monkeypatch.context() as patch:
        patch.setattr(replaying, "load_catalogue", stricter)
        place.replay("2026-12-24", Replay(form=FORM))
    now = place.rows("obligation", "reporter_code", "window_start", "timeliness", "filed_on", form_code=FORM)
    assert [row for row in now if row in timely] == timely
    assert place.ledger() == arrived
    assert all(rate <= 1 for (rate,) in ((got / owed,) for got, owed in place.rows(
        "reporting_rate", "reporters_received", "reporters_expected") if owed))  # fmt: skip


def test_the_rules_of_a_day_judge_reports_of_whatever_period(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = stricter().forms[FORM].rules
    dated = (*rules[:-1], rules[-1].model_copy(update={"since": date(2027, 1, 1)}))
    monkeypatch.setattr(replaying, "load_catalogue", lambda: catalogue_where(rules=dated))
    assert place.replay("2026-10-20", Replay(form=FORM), dry=True).changed == 0
    assert place.replay("2026-10-20", Replay(form=FORM, rules_as_of=date(2027, 2, 1)), dry=True).changed == 1


def test_what_is_not_in_the_archive_is_told_of_and_left(place: Office) -> None:
    assert place.send("2026-10-08", b"") == ["unreadable"]
    done = place.replay("2026-10-08", Replay(since=date(2026, 10, 8)))
    assert (done.files, done.not_archived, done.changed) == (0, 1, 0)


def test_a_damaged_archive_changes_nothing(place: Office) -> None:
    before = place.content_hash()
    for kept in place.settings.archive_folder.rglob("*"):
        if kept.is_file():
            kept.write_bytes(b"other")
    with pytest.raises(NightTrouble, match="gone or damaged"):
        place.replay("2026-10-08")
    assert place.content_hash() == before


def test_every_replay_is_on_record(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "load_catalogue", stricter)
    place.replay("2026-10-20", Replay(form=FORM))
    with place.engine.connect() as connection:
        runs = store.last_runs(connection)
        acts = acts_on_record(connection)
    assert (runs["command"].iloc[0], runs["state"].iloc[0]) == ("replay", "done")
    assert (acts["kind"].tolist(), acts["reason"].tolist()) == (["replay"], [f"replay --form {FORM}"])
