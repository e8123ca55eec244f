"""What a night tells afterwards: counts by form, rule and table, and what stood in its way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from flows.letters.postman import Delivered
from flows.stages import Ingested, Night, NotRead, Reminded, Waiting
from flows.trouble import FileTrouble, NightTrouble, SourceTrouble, Trouble

ACCEPTED = ["accepted", "accepted_with_warnings"]


@dataclass(frozen=True)
class NightReport:
    """The closing account of a night."""

    today: date
    files: int
    outcomes: pd.DataFrame
    findings: pd.DataFrame
    rows: dict[str, int]
    mart_rows: dict[str, int]
    letters: int
    unsettled: int
    not_yet: int
    due: pd.DataFrame
    delivered: Delivered = field(default_factory=Delivered)
    out_of_reach: dict[str, Trouble] = field(default_factory=dict)
    not_read: tuple[NotRead, ...] = ()

    def total(self, outcome: str) -> int:
        """How many files ended in this outcome."""
        return int(self.outcomes.loc[self.outcomes["outcome"] == outcome, "number"].sum())


class NightIncomplete(NightTrouble):
    """The night was carried through, but a source or an outbox was out of reach; `report` tells of the rest."""

    def __init__(self, report: NightReport) -> None:
        troubles = without_files(report.out_of_reach)
        super().__init__(" ".join(each.vi for each in troubles), " ".join(each.en for each in troubles))
        self.report = report


def without_files(out_of_reach: Mapping[str, Trouble]) -> list[Trouble]:
    """What stood in the way, as Prefect may keep it: of single files only how many, for paths may name people."""
    files = [each for each in out_of_reach.values() if isinstance(each, FileTrouble)]
    others = [each for each in out_of_reach.values() if not isinstance(each, FileTrouble)]
    if not files:
        return others
    counted = NightTrouble(
        f"{len(files)} tệp không đọc được; xem bằng lệnh parkwatch status.",
        f"{len(files)} files cannot be read; parkwatch status names them.",
    )
    return [*others, counted]


def close_night(
    night: Night,
    waiting: Waiting,
    batches: Iterable[Ingested],
    refreshed: dict[str, int],
    reminded: Reminded,
    delivered: Delivered,
    out_of_reach: dict[str, SourceTrouble],
) -> NightReport:
    """Add up what the stages told."""
    done = list(batches) or [Ingested()]
    mart_rows: Counter[str] = Counter(refreshed)
    rows: Counter[str] = Counter()
    for batch in done:
        rows.update(batch.rows)
        mart_rows.update(batch.mart_rows)
    return NightReport(
        today=night.today,
        files=sum(batch.files for batch in done),
        outcomes=added([batch.outcomes for batch in done]),
        findings=added([batch.findings for batch in done]),
        rows=dict(rows),
        mart_rows=dict(mart_rows),
        letters=sum(batch.letters for batch in done) + reminded.letters,
        unsettled=waiting.unsettled + sum(batch.unsettled for batch in done),
        not_yet=waiting.not_yet,
        due=reminded.due,
        delivered=delivered,
        out_of_reach={
            **out_of_reach,
            **{name: each for batch in done for name, each in batch.out_of_reach.items()},
            **{f"outbox {name}": each for name, each in delivered.out_of_reach.items()},
        },
        not_read=tuple(each for batch in done for each in batch.not_read),
    )


def added(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of counts added up."""
    table = pd.concat(tables, ignore_index=True)
    by = [name for name in table.columns if name != "number"]
    return table.groupby(by, dropna=False, sort=True)["number"].sum().reset_index()
