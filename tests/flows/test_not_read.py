"""The night names the files that it could not read, or not judge, to whoever runs it."""

from pathlib import Path

from tests.examples import monthly
from tests.flows.made_nights import made_nights


def test_files_that_could_not_be_read_are_named_and_the_others_are_loaded(
    sqlite_warehouse_url: str, tmp_path: Path
) -> None:
    nights = made_nights(sqlite_warehouse_url, tmp_path)
    done = nights.night("2026-10-08", a=b"%PDF-1.7", b=monthly(), c=b"")
    assert [(each.path, each.outcome, each.reason) for each in done.not_read] == [
        ("2026-10-08/a.csv", "unreadable", "unreadable:pdf"),
        ("2026-10-08/c.csv", "unreadable", "unreadable:empty"),
    ]
    assert done.files == 3
