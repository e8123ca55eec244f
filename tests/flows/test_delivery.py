"""The order of arrival, what is new, and batches of whole days."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from flows.delivery import batches_of_days, fetch, new_parcels
from flows.sources import Listing, Parcel
from flows.sources.parcel import StillBeingWritten, TooLarge
from flows.trouble import FileTrouble, SourceTrouble

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
NOTHING = pd.DataFrame(columns=["source", "path", "sha256", "size", "modified"])


def parcel(path: str, source: str = "a", read: Callable[[], bytes] | None = None) -> Parcel:
    """A parcel whose content is its path."""
    return Parcel(source, path, len(path), NOW, read or path.encode)


def failing(error: Exception) -> Callable[[], bytes]:
    """A read that fails."""

    def read() -> bytes:
        raise error

    return read


def paths(parcels: tuple[Parcel, ...]) -> list[str]:
    """Source and path of each."""
    return [f"{each.source}:{each.path}" for each in parcels]


def test_days_come_first_then_sources_then_paths() -> None:
    first = Listing("a", (parcel("2026-03-01/z"), parcel("2026-03-02/a"), parcel("loose")))
    second = Listing("b", (parcel("2026-03-01/a", "b"), parcel("2026-03-03/a", "b")))
    ordered = new_parcels([first, second], NOTHING, TODAY)
    assert paths(ordered) == ["a:2026-03-01/z", "b:2026-03-01/a", "a:2026-03-02/a", "a:loose", "b:2026-03-03/a"]


def test_file_that_the_ledger_holds_is_not_new_until_it_changes() -> None:
    held = pd.DataFrame([("a", "x", "00", 1, NOW)], columns=NOTHING.columns)
    assert new_parcels([Listing("a", (parcel("x"),))], held, TODAY) == ()
    changed = Parcel("a", "x", 2, NOW, lambda: b"xx")
    assert paths(new_parcels([Listing("a", (changed,))], held, TODAY)) == ["a:x"]


def test_batches_never_cut_a_day() -> None:
    files = tuple(
        parcel(f"2026-03-0{day}/{name}") for day, names in ((1, "abc"), (2, "a"), (3, "ab")) for name in names
    )
    assert [len(batch) for batch in batches_of_days(files, TODAY, 2)] == [3, 1, 2]
    assert [len(batch) for batch in batches_of_days(files, TODAY, 4)] == [4, 2]


def test_files_are_ranked_hashed_and_dated() -> None:
    delivery = fetch([parcel("2026-03-01/a"), parcel("b")], 5, TODAY, NOW, NOTHING)
    assert delivery.contents == {5: b"2026-03-01/a", 6: b"b"}
    assert delivery.arrivals["arrived_on"].tolist() == [date(2026, 3, 1), TODAY]
    assert delivery.arrivals["arrived_at"].tolist() == [pd.Timestamp("2026-02-28 17:00", tz="UTC"), pd.Timestamp(NOW)]


def test_touched_file_is_no_new_arrival() -> None:
    first = fetch([parcel("a")], 1, TODAY, NOW, NOTHING)
    again = fetch([parcel("a"), parcel("b")], 2, TODAY, NOW, first.arrivals)
    assert again.arrivals["path"].tolist() == ["b"]
    assert again.arrivals["arrival_rank"].tolist() == [2]


def test_source_that_goes_away_leaves_its_other_files_for_another_night() -> None:
    gone = failing(SourceTrouble("mất", "gone"))
    batch = [parcel("1"), parcel("2", read=gone), parcel("3"), parcel("4", "b")]
    delivery = fetch(batch, 1, TODAY, NOW, NOTHING)
    assert delivery.arrivals["path"].tolist() == ["1", "4"]
    assert list(delivery.out_of_reach) == ["a"]


def test_growing_file_is_counted_and_left() -> None:
    delivery = fetch([parcel("1", read=failing(StillBeingWritten("1"))), parcel("2")], 1, TODAY, NOW, NOTHING)
    assert delivery.arrivals["path"].tolist() == ["2"]
    assert delivery.unsettled == 1


@pytest.mark.parametrize("name", ["2026-02-30/a", "2026-3-1/a", "20260301/a", "2026-03-01"])
def test_other_names_are_no_day(name: str) -> None:
    assert parcel(name).day is None


def test_file_that_may_not_be_read_does_not_stop_the_others_of_its_source() -> None:
    closed = failing(FileTrouble("không có quyền", "no permission"))
    delivery = fetch([parcel("1"), parcel("2", read=closed), parcel("3")], 1, TODAY, NOW, NOTHING)
    assert delivery.arrivals["path"].tolist() == ["1", "3"]
    assert list(delivery.out_of_reach) == ["a: 2"]


def test_a_file_larger_than_any_report_is_entered_by_its_hash_and_not_held() -> None:
    large = Parcel("a", "video.xlsx", 900_000_000, NOW, lambda: TooLarge("ab" * 32))
    delivery = fetch([parcel("a"), large], 1, TODAY, NOW, NOTHING)
    assert (delivery.contents, delivery.too_large) == ({1: b"a"}, frozenset({2}))
    assert delivery.arrivals[["sha256", "size"]].to_numpy().tolist()[1] == ["ab" * 32, 900_000_000]
