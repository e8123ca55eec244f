"""Judging a batch so that an error which nobody foresaw costs the report that it comes of, and no other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from flows.failure import note
from transforms.judged import Judged
from transforms.read.reading import Reading

NOT_JUDGED = "held:not-judged"

Judge = Callable[[Sequence[Reading]], Judged]
Ranks = frozenset[int]


def judge_each(readings: Sequence[Reading], judge: Judge) -> Judged:
    """What judging makes of the readings; a file that it fails on waits for an officer, and the others are judged."""
    try:
        return judge(readings)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is put on record and its file is found
        note(error)
        everyone = frozenset(each.arrival_rank for each in readings)
        if fails(judge, readings, everyone):  # also of nothing at all: no file is to blame
            raise
        ranks = sorted(everyone)
        return judge(set_aside(readings, culprits(ranks, everyone, judge, readings)))


def culprits(suspects: Sequence[int], aside: Ranks, judge: Judge, readings: Sequence[Reading]) -> Ranks:
    """The files among the suspects without which all others can be judged; found by halving, the last to arrive first.

    With all in `aside` set aside judging is well, without the suspects among them it is not.
    """
    if len(suspects) == 1:
        return frozenset(suspects)
    bad: Ranks = frozenset()
    for half in (suspects[: len(suspects) // 2], suspects[len(suspects) // 2 :]):
        aside -= frozenset(half)
        if fails(judge, readings, aside):
            found = culprits(half, aside | frozenset(half), judge, readings)
            bad |= found
            aside |= found
    return bad


def fails(judge: Judge, readings: Sequence[Reading], aside: Ranks) -> bool:
    """Whether judging fails although these files are set aside."""
    try:
        judge(set_aside(readings, aside))
    except Exception:  # noqa: BLE001 - the first of its kind is on record
        return True
    return False


def set_aside(readings: Sequence[Reading], ranks: Ranks) -> list[Reading]:
    """The readings, of these files with nothing but what they are and who sent them."""
    return [each if each.arrival_rank not in ranks else waiting(each) for each in readings]


def waiting(reading: Reading) -> Reading:
    """A report that waits for an officer, for our own program failed on it."""
    if reading.outcome != "read":
        return reading
    return replace(reading, outcome="held", reason=NOT_JUDGED, entries=(), found=(), stamp=None)
