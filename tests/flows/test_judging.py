"""An error of our own while a batch is judged costs the report that it comes of."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from expectations.catalogue import load_catalogue
from flows.judging import NOT_JUDGED, judge_each
from flows.words import why_not_read
from tests import examples
from transforms.judge import judge
from transforms.judged import Judged
from transforms.read.reading import Reading


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, for what is put on record."""
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path))
    return tmp_path


FILES = [examples.cases({**examples.CASE, "Số vụ việc": f"{number}/26"}) for number in range(8)]


def judged(fails_on: Callable[[set[int]], bool]) -> dict[int, str]:
    """The outcome of each of eight files, where judging fails on some files beside each other."""
    readings = [examples.read(content, rank) for rank, content in enumerate(FILES)]
    hashes = pd.DataFrame({"arrival_rank": range(8), "sha256": [str(rank) for rank in range(8)]})

    def judging(those: Sequence[Reading]) -> Judged:
        if fails_on({each.arrival_rank for each in those if each.outcome == "read"}):
            raise LookupError("words of a report")
        return judge(those, hashes, load_catalogue(), examples.registered())

    submissions = judge_each(readings, judging).submissions
    assert len(submissions) == 8
    held = submissions[submissions["outcome"] == "held"]
    return dict(zip(held["arrival_rank"].tolist(), held["reason"].tolist(), strict=True))


def test_nothing_is_held_where_nothing_fails() -> None:
    assert judged(lambda files: False) == {}


@pytest.mark.parametrize("bad", [{5}, {0, 3, 7}])
def test_only_the_files_that_judging_fails_on_wait_for_an_officer(bad: set[int], at_home: Path) -> None:
    assert judged(lambda files: bool(files & bad)) == dict.fromkeys(bad, NOT_JUDGED)
    log = (at_home / "failures.log").read_text("utf-8")
    assert "LookupError" in log
    assert "words of a report" not in log.replace('raise LookupError("words of a report")', "")


def test_of_two_files_that_only_fail_beside_each_other_the_later_waits() -> None:
    assert judged(lambda files: {2, 6} <= files) == {6: NOT_JUDGED}


def test_an_error_of_no_file_is_the_nights() -> None:
    with pytest.raises(LookupError):
        judged(lambda files: True)


def test_whoever_sent_it_is_told_in_words() -> None:
    told = why_not_read("held", NOT_JUDGED)
    assert told is not None
    assert "chờ cán bộ" in told[0]
