"""Reports that say again what counts already: they change nothing, and are told so.

The same bytes are a duplicate of the report that counts; where another one has come since, they are meant anew and
count again. A report of a workbook of several that brings the very figures that count repeats them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from transforms.differing import content_hashes
from transforms.judged import Judged
from transforms.marts.obligation import ACCEPTED
from transforms.read.reading import Reading

Row = Mapping[Any, Any]
REPEATS = "repeats"
SUBJECT = ["form_code", "reporter_code", "window_start", "window_end"]


class Repeat(NamedTuple):
    """What a report says again: the rank of the file or report, and whether it has the same bytes."""

    of: int
    same_bytes: bool


def same_bytes_as(arrivals: pd.DataFrame, earlier: pd.DataFrame) -> dict[int, int]:
    """For each report whose bytes came before, on the same sheet: the arrival rank of the first one."""
    columns = ["arrival_rank", "sha256", "sheet"]
    told = [frame.reindex(columns=columns).astype({"sheet": "str"}) for frame in (earlier, arrivals)]
    both = pd.concat(told, ignore_index=True)
    both["first"] = both.groupby(["sha256", "sheet"], dropna=False)["arrival_rank"].transform("min")
    again = both[(both["first"] < both["arrival_rank"]) & both["arrival_rank"].isin(arrivals["arrival_rank"])]
    return dict(zip(again["arrival_rank"].tolist(), again["first"].tolist(), strict=True))


def perhaps_meant_anew(first: Mapping[int, int], readings: Sequence[Reading], earlier: pd.DataFrame) -> set[int]:
    """Those whose bytes came before, and then another report of their subject: they may be meant to count again."""
    asked = {each.arrival_rank: subject_of(each) for each in readings if each.arrival_rank in first}
    came: dict[tuple[object, ...], list[int]] = {}
    for row in earlier[["arrival_rank", *SUBJECT]].dropna().itertuples(index=False, name=None):
        came.setdefault((*row[1:3], row[3].date(), row[4].date()), []).append(row[0])
    for each in readings:
        came.setdefault(subject_of(each), []).append(each.arrival_rank)
    return {
        rank
        for rank, subject in asked.items()
        if None not in subject and any(first[rank] < other < rank for other in came.get(subject, ()))
    }


def subject_of(reading: Reading) -> tuple[object, ...]:
    """Form, reporter and period."""
    return reading.form_code, reading.reporter, reading.window_start, reading.window_end


def repeats(
    submissions: pd.DataFrame, arrivals: pd.DataFrame, earlier: pd.DataFrame, anew: Collection[int],
    first: Mapping[int, int],
) -> dict[int, Repeat]:  # fmt: skip
    """What the reports of the batch repeat, by their ranks: those with bytes that came before, and those of several.

    submissions: the batch's, with content_hash. earlier: what had been accepted before it. anew: ranks of the former.
    """
    several = set(arrivals.loc[arrivals["sheet"].notna(), "arrival_rank"]) if "sheet" in arrivals else set()
    if not anew and not several:
        return {}
    columns = ["arrival_rank", *SUBJECT, "status", "outcome", "content_hash", "sha256", "sheet"]
    own = submissions.merge(arrivals.reindex(columns=["arrival_rank", "sha256", "sheet"]), on="arrival_rank")
    known = pd.concat([earlier.reindex(columns=columns), own[columns]], ignore_index=True).drop_duplicates(
        "arrival_rank"
    )
    counted = known[known["outcome"].isin(ACCEPTED)].sort_values("arrival_rank")
    before: dict[tuple[Any, ...], list[Row]] = {}
    rows = {int(row["arrival_rank"]): row for row in known.astype("object").to_dict("records")}
    found: dict[int, Repeat] = {}
    accepted = set(counted["arrival_rank"])
    for rank in sorted(accepted | set(anew)):
        row = rows[rank]
        subject = tuple(row[name] for name in SUBJECT)
        mine = [one for one in before.get(subject, []) if one["status"] in (row["status"], "final")]
        last = mine[-1] if mine else None
        if rank in anew:
            if last is None or last["arrival_rank"] < first[rank] or _same_bytes(last, row):
                found[rank] = Repeat(first[rank], same_bytes=True)
        elif rank in several and last is not None and _same_content(last, row):
            found[rank] = Repeat(int(last["arrival_rank"]), same_bytes=False)
        if rank in accepted and rank not in found:
            before.setdefault(subject, []).append(row)
    return found


def with_content(judged: Judged) -> pd.DataFrame:
    """The submissions with the fingerprint of what each brings."""
    hashes = content_hashes(judged)
    return judged.submissions.assign(content_hash=judged.submissions["arrival_rank"].map(hashes).astype("str"))


def without(judged: Judged, repeated: Mapping[int, Repeat]) -> Judged:
    """What was judged, with these reports as duplicates that bring nothing and of which nothing is found."""
    if not repeated:
        return judged
    kept = judged.of(set(judged.submissions["arrival_rank"]) - repeated.keys())
    again = judged.submissions["arrival_rank"].isin(list(repeated))
    told = judged.submissions.copy()
    told.loc[again, "duplicate_of"] = told.loc[again, "arrival_rank"].map(lambda rank: repeated[rank].of)
    told.loc[again, "reason"] = [
        None if repeated[rank].same_bytes else REPEATS for rank in told.loc[again, "arrival_rank"]
    ]
    told.loc[again, ["status", "content_hash"]] = None
    told.loc[again, "outcome"] = "duplicate"
    told.loc[again, ["cells_read", "cells_used", "cells_ignored", "cells_reported"]] = 0
    return replace(kept, submissions=told)


def _same_bytes(one: Row, other: Row) -> bool:
    return one["sha256"] == other["sha256"] and str(one["sheet"]) == str(other["sheet"])


def _same_content(one: Row, other: Row) -> bool:
    return bool(one["status"] == other["status"] and one["content_hash"] == other["content_hash"])
