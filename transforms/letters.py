"""What a letter tells a reporter of one night, as facts: what came of each file, the few causes, what is asked by when.

The words stand in the templates of `flows/letters/templates`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from expectations.periods import NO_SWAPS, Swaps, working_days_after
from transforms.marts.obligation import ACCEPTED
from transforms.said import Said
from transforms.shown import given
from transforms.standing import KEY

MOST_CAUSES = 5
MOST_PLACES = 4
EFFECTS = ("return", "refuse_row", "doubt", "warn", "set_aside", "explained")
PARTS = ("returned", "partly", "doubted", "withdrawn", "held", "other", "accepted", "replaced")
GOING_BACK = ("returned", "unreadable")
PLACE = ["sheet", "sheet_row", "sheet_column", "column_title", "value", "record"]


@dataclass(frozen=True)
class Place:
    """A cell of the reporter's file: its address, the label of its row or column, its record, what stands in it."""

    sheet: str = ""
    row: str = ""
    column: str = ""
    label: str = ""
    value: str = ""
    record: str = ""

    @property
    def cell(self) -> str:
        """The address as in a spreadsheet; blank where the file has no such cell."""
        return self.column + self.row if self.column.isupper() and self.row else ""

    @property
    def is_named(self) -> bool:
        """Whether anything tells where it is."""
        return bool(self.cell or self.label or self.column or self.row)


@dataclass(frozen=True)
class Cause:
    """One rule that was not kept, and how often; `others`: cells of which the same words hold, with other figures."""

    rule_code: str
    effect: str
    said: Said
    number: int
    places: tuple[Place, ...] = ()
    others: int = 0
    other_places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The act by which a file was looked at again, and its reason: an officer's, or a replay's."""

    act: str
    reason: str


@dataclass(frozen=True)
class Counting:
    """The report whose figures count for a period: its receipt, the day on which it came, and whether it is final."""

    receipt: int
    arrived_on: date
    is_estimate: bool = False


@dataclass(frozen=True)
class Rows:
    """Of a register that is taken in part: how many of its rows were refused, and of how many."""

    refused: int
    total: int


@dataclass(frozen=True)
class Named:
    """A reporter of the register, by code and name and nothing else."""

    code: str
    name: str


@dataclass(frozen=True)
class Told:
    """One report of the night: what it was read as, its outcome, and what became of an earlier one.

    sheet: that of the report, where its file holds several; ignored_sheets: the places of those that hold none.
    counting: the report of the period that counts, where there is one. unjudged: its form's own rules were not applied.
    answer_by: the day by which a correction or an explanation is asked for. meant: whom an unknown code may mean.
    again_of: the receipt of what it says once more; of_returned: that was returned, and is still to be corrected.
    """

    file: str
    outcome: str
    outcome_said: Said
    answer_by: date
    sheet: str | None = None
    ignored_sheets: str = ""
    report: Said | None = None
    receipt: int | None = None
    is_estimate: bool = False
    again_of: int | None = None
    of_returned: bool = False
    decision: Decision | None = None
    why: Said | None = None
    causes: tuple[Cause, ...] = ()
    rows: Rows | None = None
    unjudged: bool = False
    counting: Counting | None = None
    due_on: date | None = None
    returned_on: date | None = None
    accepted_on: date | None = None
    stranger: bool = False
    meant: tuple[Named, ...] = ()

    @property
    def part(self) -> str:
        """The part of the letter that tells of it."""
        goes_back = self.outcome in GOING_BACK or self.of_returned
        if self.is_replaced and (self.is_accepted or goes_back):
            return "replaced"
        if goes_back:
            return "returned"
        if not self.is_accepted:
            return self.outcome if self.outcome in PARTS else "other"
        if self.rows is not None:
            return "partly"
        return "doubted" if self.is_doubted else "accepted"

    @property
    def is_accepted(self) -> bool:
        """Whether its figures were taken."""
        return self.outcome in ACCEPTED

    @property
    def is_warned(self) -> bool:
        """Whether something is to be looked at that nobody has explained or seen."""
        return any(cause.effect == "warn" for cause in self.causes)

    @property
    def is_doubted(self) -> bool:
        """Whether a figure of it is to be corrected or explained."""
        return any(cause.effect == "doubt" for cause in self.causes)

    @property
    def replaced_by(self) -> Counting | None:
        """The other report whose figures count for the period."""
        return self.counting if self.counting and self.counting.receipt != self.receipt else None

    @property
    def is_replaced(self) -> bool:
        """Whether a later report was accepted for the period, so that nothing is asked of this one."""
        by = self.replaced_by
        return by is not None and by.receipt > (self.receipt or 0) and (self.is_estimate or not by.is_estimate)


@dataclass(frozen=True)
class Earlier:
    """What had become of the same report before: the last return that was not mended, the last acceptance."""

    returned_on: date | None = None
    accepted_on: date | None = None


def in_parts(files: Sequence[Told]) -> dict[str, list[Told]]:
    """The files under the parts of the letter: what asks for something comes first."""
    parts = {part: [told for told in files if told.part == part] for part in PARTS}
    return {part: mine for part, mine in parts.items() if mine}


def answer_by(outcome: str, due_on: date | None, day: date, days: int, swaps: Swaps = NO_SWAPS) -> date:
    """The day until which an answer is awaited: some working days on, or, if it comes later, the due day.

    What goes back, or has to be replaced, is awaited by the due day, unless that is past.
    """
    later = working_days_after(day, days, swaps)
    if due_on is None or due_on < day:
        return later
    return due_on if outcome in (*GOING_BACK, "withdrawn") else max(due_on, later)


def causes_of(findings: pd.DataFrame) -> tuple[Cause, ...]:
    """The findings of one file by rule: what sends it back first, then what occurs most often."""
    groups = findings.sort_values("finding_no").groupby(["effect", "rule_code"], sort=False)
    causes = [cause_of(str(effect), str(rule_code), rows) for (effect, rule_code), rows in groups]
    return tuple(sorted(causes, key=lambda cause: (EFFECTS.index(cause.effect), -cause.number, cause.rule_code)))


def cause_of(effect: str, rule_code: str, rows: pd.DataFrame) -> Cause:
    """One cause, in the words of its first finding; of those that say the same the places are told."""
    first, words = rows.iloc[0], rows["message_vi"].fillna("")
    alike, others = rows[words == words.iloc[0]], rows[words != words.iloc[0]]
    said = Said(given(first["message_vi"]), given(first["message_en"]))
    return Cause(rule_code, effect, said, len(alike), places_of(alike), len(others), places_of(others))


def places_of(rows: pd.DataFrame) -> tuple[Place, ...]:
    """The first cells of some findings, once each."""
    cells = rows.reindex(columns=PLACE).head(MOST_PLACES).itertuples(index=False)
    places = (Place(*(given(part) for part in cell)) for cell in cells)
    return tuple(dict.fromkeys(place for place in places if place.is_named))


def refused_rows(findings: pd.DataFrame, kept: int) -> Rows | None:
    """How many rows of a register were refused, where `kept` of them were taken; None where none was refused."""
    refused = len(findings.loc[findings["effect"] == "refuse_row", ["sheet", "sheet_row"]].drop_duplicates())
    return Rows(refused, refused + kept) if refused else None


def with_records(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings of a register with `record`, what names the row that each is about."""
    return findings.assign(record=findings["cell_key"].astype("str").str.replace(r"/[^/]*$", "", regex=True))


def earlier_of(files: pd.DataFrame, of_the_same: pd.DataFrame) -> dict[int, Earlier]:
    """By submission what had come for its form, reporter and period before it.

    files: the key, submission_id, arrival_rank and status. of_the_same: the key, arrival_rank, arrived_on, outcome and
    status of all that came. A final is not replaced by an estimate.
    """
    before = of_the_same.rename(columns={name: f"{name}_before" for name in of_the_same.columns if name not in KEY})
    known = files.merge(before, on=KEY, validate="many_to_many")
    known = known[known["arrival_rank_before"] < known["arrival_rank"]].sort_values("arrival_rank_before")
    accepted = known[known["outcome_before"].isin(ACCEPTED)].groupby("submission_id").tail(1)
    taken = accepted[(accepted["status_before"] == "estimate") | (accepted["status"] != "estimate")]
    since = known["submission_id"].map(accepted.set_index("submission_id")["arrival_rank_before"]).fillna(0)
    open_ones = known[(known["outcome_before"] == "returned") & (known["arrival_rank_before"] > since)]
    returned = open_ones.groupby("submission_id").tail(1)
    days = {
        name: dict(zip(rows["submission_id"], rows["arrived_on_before"].dt.date, strict=True))
        for name, rows in (("returned_on", returned), ("accepted_on", taken))
    }
    both = {*days["returned_on"], *days["accepted_on"]}
    return {int(each): Earlier(days["returned_on"].get(each), days["accepted_on"].get(each)) for each in both}
