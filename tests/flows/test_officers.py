"""What officers do: nothing is changed, the order of arrival decides what stands, and every act is on record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import officers
from flows.named import file_named
from flows.officers import acts_on_record
from flows.receipts import receipts_of
from flows.trouble import UsageTrouble
from tests.examples import FIGURES, VERSION, monthly, projects
from tests.office import Model, Office, model_office

FORM, SEPTEMBER = "sxkd-thang", "2026-09-01"
LOSS = {**FIGURES, "02": "200", "02.1": "300"}  # exports above all revenue: SXKD-01 returns it
OLD = "2026-10-05/1.csv"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """An office with an on-time report that was returned, and a late one that was accepted, to be copied."""

    def fill(place: Office) -> None:
        assert place.send("2026-08-01", projects({}, day="01/08/2026")) == ["accepted"]
        assert place.send("2026-10-05", monthly(LOSS), monthly(reporter="9999999999")) == ["returned", "returned"]
        assert place.send("2026-10-16", monthly({**FIGURES, "02": "100"})) == ["accepted"]

    return model_office(request, tmp_path_factory, fill)


@pytest.fixture
def place(model: Model, tmp_path: Path) -> Iterator[Office]:
    """That office, for one test."""
    with model.copied(tmp_path / "home") as copy:
        yield copy


LATE = "2026-10-16/1.csv"


def revenue(place: Office, as_of: str | None = None) -> list[object]:
    """The revenue of September that stands."""
    rows = place.rows("observations", "value", as_of=as_of, indicator="net_revenue", period_start=SEPTEMBER)
    return [value for (value,) in rows]


def stands(place: Office, path: str) -> bool:
    """Whether the figures of a file are those that count."""
    with place.engine.connect() as connection:
        return officers.stands(connection, file_named(connection, path))


def filed(place: Office) -> tuple[object, ...]:
    """What the obligation of September says."""
    (row,) = place.rows("obligation", "filing", "timeliness", "filed_on", form_code=FORM, window_start=SEPTEMBER)
    return row


def test_the_reporter_is_told_of_a_decision_and_of_nothing_twice(place: Office) -> None:
    place.accept(OLD, "2026-10-20")
    (told,) = place.letters("2026-10-20", "decision")
    assert "Ngày 20/10/2026, 01 báo cáo của Quý đơn vị đã được xem xét lại." in told
    assert "Tháng 9 năm 2026: được nhận, có lưu ý.\n   - Tệp “1.csv”, biên nhận số 2.\n" in told
    assert "Theo quyết định của cán bộ, lý do: đã gọi điện xác nhận." in told
    assert "SXKD-01 (cán bộ đã xem xét):" in told
    assert "lấy theo báo cáo gửi ngày 16/10/2026" in told
    place.withdraw(LATE, "2026-10-21")
    assert len(letters := place.letters("2026-10-21", "decision")) == 2
    assert "lấy theo báo cáo gửi ngày 05/10/2026 (biên nhận số 2)" in "".join(letters)
    assert len(place.letters("2026-10-22", "decision")) == 2


def test_of_an_acceptance_and_a_withdrawal_of_one_day_only_the_last_goes_out(place: Office) -> None:
    place.accept(OLD, "2026-10-20")
    place.withdraw(OLD, "2026-10-20")
    (told,) = place.letters("2026-10-20", "decision")
    assert "Tháng 9 năm 2026: đã rút.\n" in told
    assert "ĐÃ NHẬN" not in told


def test_withdrawal_that_leaves_nothing_asks_for_another_report(place: Office) -> None:
    place.withdraw(LATE, "2026-10-21")
    (told,) = place.letters("2026-10-21", "decision")
    assert "Theo quyết định của cán bộ, lý do: đã gọi điện xác nhận." in told
    assert "gửi báo cáo thay thế, chậm nhất ngày 28/10/2026 (hạn nộp 12/10/2026 đã qua)." in told


def test_an_accepted_report_does_not_overtake_a_newer_one(place: Office) -> None:
    place.accept(OLD, "2026-10-20")
    assert place.outcome(OLD) == "accepted_with_warnings"
    assert (revenue(place), stands(place, OLD)) == ([100_000_000], False)
    place.withdraw(LATE, "2026-10-21")
    assert (revenue(place), stands(place, OLD)) == ([200_000_000], True)
    place.accept(LATE, "2026-10-22")
    assert revenue(place) == [100_000_000]
    assert sum(place.rebuild("2026-10-22").values()) == 0


def test_findings_and_override_stay_visible_and_the_day_of_arrival_holds(place: Office) -> None:
    arrived = place.ledger()
    assert filed(place) == ("accepted", "late", "2026-10-16")
    place.accept(OLD, "2026-10-20")
    assert place.findings(OLD)["rule_code"].tolist() == ["SXKD-01"]
    assert place.findings(OLD)["effect"].tolist() == ["return"]
    assert place.ledger() == arrived
    assert filed(place) == ("accepted", "on time", "2026-10-05")
    with place.engine.connect() as connection:
        acts = acts_on_record(connection)
    told = acts[["kind", "path", "done_by", "reason"]].to_numpy().tolist()
    assert told == [["accept", OLD, "Phòng QLDN", "đã gọi điện xác nhận"]]


def test_withdrawn_is_sent_back_and_a_later_report_takes_its_place(place: Office) -> None:
    place.withdraw(LATE, "2026-10-20")
    assert (revenue(place), filed(place)[0]) == ([], "returned")
    assert place.rows("reporting_rate", "returned", form_code=FORM, window_start=SEPTEMBER) == [(1,)]
    assert place.send("2026-10-21", monthly({**FIGURES, "02": "120"})) == ["accepted"]
    assert (revenue(place), filed(place)[0]) == ([120_000_000], "accepted")
    assert sum(place.rebuild("2026-10-21").values()) == 0


def test_what_was_told_before_the_act_is_told_as_of_then(place: Office) -> None:
    before = place.told()
    place.withdraw(LATE, "2026-10-16")
    assert place.told() != before
    assert place.told(as_of="2026-10-16") == before


def test_replay_leaves_what_officers_decided(place: Office) -> None:
    place.accept(OLD, "2026-10-20")
    place.withdraw(LATE, "2026-10-21")
    place.send("2026-10-22", monthly({**FIGURES, "02": "120"}, period="Tháng 10 năm 2026"))
    before = place.content_hash()
    done = place.replay("2026-10-22")
    assert done.changed == 0
    assert done.decided[["path", "kind"]].to_numpy().tolist() == [[OLD, "accept"], [LATE, "withdraw"]]
    assert place.content_hash() == before


def test_a_withdrawn_register_takes_its_projects_with_it(place: Office) -> None:
    moved = {**VERSION, "KCN": "Gián Khẩu", "Áp dụng từ ngày": "01/09/2026"}
    place.send("2026-10-18", projects(moved, day="18/10/2026"))
    assert place.rows("enterprise_month", "park_code", window_start=SEPTEMBER) == [("GK",)]
    place.withdraw("2026-10-18/1.csv", "2026-10-20")
    assert place.rows("enterprise_month", "park_code", window_start=SEPTEMBER) == [("KP",)]
    assert sum(place.rebuild("2026-10-20").values()) == 0


def test_a_report_of_a_closed_period_waits_for_an_officer(place: Office) -> None:
    place.close(FORM, "2026-09", "2026-10-20")
    assert place.send("2026-10-21", monthly({**FIGURES, "02": "120"})) == ["held"]
    assert revenue(place) == [100_000_000]
    assert place.replay("2026-10-21").changed == 0
    place.accept("2026-10-21/1.csv", "2026-10-22")
    assert (revenue(place), place.outcome("2026-10-21/1.csv")) == ([120_000_000], "accepted")
    place.close(FORM, "Tháng 9 năm 2026", "2026-10-23", again=True)
    assert place.send("2026-10-24", monthly({**FIGURES, "02": "130"})) == ["accepted"]


def test_held_is_a_state_of_its_own(place: Office) -> None:
    place.close(FORM, "2026-10", "2026-11-01")
    place.send("2026-11-02", monthly(period="Tháng 10 năm 2026"))
    assert place.rows("obligation", "filing", form_code=FORM, window_start="2026-10-01") == [("held",)]
    assert place.rows(
        "reporting_rate", "returned", "reporters_received", form_code=FORM, window_start="2026-10-01"
    ) == [(1, 0)]
    assert place.rows("data_quality", "findings", rule_code="held:period-closed") == [(1,)]


@pytest.mark.parametrize(
    ("path", "why"),
    [(LATE, "its outcome is"), ("2026-10-05/2.csv", "in no register"), ("2026-08-01/1.csv", "its outcome is")],
)
def test_what_cannot_be_accepted_is_told_of_and_changes_nothing(place: Office, path: str, why: str) -> None:
    before = place.content_hash()
    with pytest.raises(UsageTrouble, match=why):
        place.accept(path, "2026-10-20")
    assert place.content_hash() == before


def test_closing_twice_and_periods_that_are_none_are_refused(place: Office) -> None:
    place.close(FORM, "2026-09", "2026-10-20")
    with pytest.raises(UsageTrouble, match="closed already"):
        place.close(FORM, "2026-09", "2026-10-20")
    with pytest.raises(UsageTrouble, match="is no period"):
        place.close(FORM, "hôm qua", "2026-10-20")
    with pytest.raises(UsageTrouble, match="not closed"):
        place.close(FORM, "2026-08", "2026-10-20", again=True)


def test_a_file_is_named_by_number_path_or_hash_and_several_are_listed(place: Office) -> None:
    with place.engine.connect() as connection:
        file = file_named(connection, LATE)
        assert file_named(connection, str(file.arrival_rank)) == file_named(connection, file.sha256[:8]) == file
        with pytest.raises(UsageTrouble, match="several files"):
            file_named(connection, "1.csv")
        with pytest.raises(UsageTrouble, match="no file"):
            file_named(connection, "nothing.csv")


def test_the_number_is_that_of_the_receipt_also_after_an_act(place: Office) -> None:
    place.accept(OLD, "2026-10-17")
    assert place.send("2026-10-18", monthly({**FIGURES, "02": "130"})) == ["accepted"]
    with place.engine.connect() as connection:
        file = file_named(connection, "2026-10-18/1.csv")
        assert file.submission_id != file.arrival_rank
        assert file_named(connection, str(file.arrival_rank)) == file
        (told,) = receipts_of(connection, arrival_rank=file.arrival_rank)
    assert told["receipt"]["sha256"] == file.sha256
