"""Instants as people write them."""

from datetime import UTC, datetime

import pytest

from flows.instants import instant_of
from flows.trouble import UsageTrouble


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-18", datetime(2026, 9, 18, 16, 59, 59, tzinfo=UTC)),
        ("18/09/2026", datetime(2026, 9, 18, 16, 59, 59, tzinfo=UTC)),
        ("18/9/2026 12:00", datetime(2026, 9, 18, 5, tzinfo=UTC)),
        ("2026-09-18T12:00", datetime(2026, 9, 18, 5, tzinfo=UTC)),
        ("2026-09-18 00:00:00", datetime(2026, 9, 17, 17, tzinfo=UTC)),
        ("2026-09-18T12:00:00Z", datetime(2026, 9, 18, 12, tzinfo=UTC)),
        ("2026-09-18T12:00:00+09:00", datetime(2026, 9, 18, 3, tzinfo=UTC)),
    ],
)
def test_a_day_is_its_end_and_a_time_is_vietnams_unless_it_names_a_zone(written: str, meant: datetime) -> None:
    assert instant_of(written) == meant


def test_nothing_is_no_instant() -> None:
    assert instant_of(None) is None


@pytest.mark.parametrize("written", ["hôm nay", "09/18/2026", "18/09/2026 25:00", "2026-02-30", "", "2026-09-18T25"])
def test_what_is_no_instant_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(UsageTrouble, match="2026-09-18"):
        instant_of(written)
