"""What letters are made from: their items, the findings, names, and what had come before."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core, outbox
from expectations.warehouse.acts import act, rereading
from expectations.warehouse.dimensions import form
from expectations.warehouse.explained import warnings_explained
from expectations.warehouse.intake import arrival, finding, submission
from flows.frames import fetch, key_table
from flows.history import is_newest
from flows.ledger import complete_until
from flows.letters.addressees import Addressee, addressees
from flows.letters.attachments import Attachment, attachments
from flows.letters.blanks import blank_forms
from flows.letters.strangers import strangers
from transforms.judged import FACT_TABLES, TELLING
from transforms.letters import Counting, Earlier, Named, earlier_of
from transforms.reminders import Gap
from transforms.standing import KEY

Row = Mapping[str, Any]  # a row of a frame, None where it is blank
Key = tuple[Any, ...]  # form, reporter and period


@dataclass(frozen=True)
class Material:
    """All that some letters are made from."""

    letters: Sequence[Row]
    items: Mapping[str, Sequence[Row]]
    findings: Mapping[int, pd.DataFrame]
    no_findings: pd.DataFrame
    attachments: Mapping[int, Attachment]
    earlier: Mapping[int, Earlier]
    counting: Mapping[Key, Counting]
    who: Mapping[str, Addressee]
    rows_kept: Mapping[int, int]
    overtaken: Collection[int]
    blanks: Mapping[Key, Attachment]
    strangers: Mapping[int, tuple[Named, ...]]
    gap: Gap | None

    def findings_of(self, submission_id: int) -> pd.DataFrame:
        """The findings of one submission."""
        return self.findings.get(submission_id, self.no_findings)

    def name_of(self, reporter_code: str) -> str:
        """What a reporter is called; its code where the warehouse does not know it."""
        known = self.who.get(reporter_code)
        return known.name if known else reporter_code


def gather(
    connection: sa.Connection, letters: pd.DataFrame, archive: Path, today: date, *, whole: bool = True
) -> Material:
    """Gather the material of some letters; names are those of today. whole: every source and file could be read."""
    items = fetch(connection, _items(letters["letter_id"].tolist()))
    ids = [int(number) for number in items["submission_id"].dropna()]
    found = _findings(connection, ids, today)
    codes = {*items["reporter_code"].dropna(), *letters["reporter_code"].dropna()}
    of_the_same, counting = _of_the_same(connection, items)
    items_of: dict[str, list[Row]] = {}
    for item in rows_of(items):
        items_of.setdefault(item["letter_id"], []).append(item)
    return Material(
        rows_of(letters),
        items_of,
        findings={int(str(number)): rows for number, rows in found.groupby("submission_id")},
        no_findings=found.head(0),
        attachments=attachments(connection, archive, ids),
        earlier=earlier_of(items[items["kind"] == "result"], of_the_same),
        counting={key_of(row): counting_of(row) for row in rows_of(counting)},
        who=addressees(connection, codes, today),
        rows_kept=_rows_kept(connection, found),
        overtaken=_overtaken(connection, ids),
        blanks=blank_forms(connection, items),
        gap=None if whole else Gap(complete_until(connection)),
        strangers=strangers(connection, items, found, archive, today),
    )


def _findings(connection: sa.Connection, submission_ids: Sequence[int], today: date) -> pd.DataFrame:
    """The findings of these submissions; the effect of a warning that somebody has explained is `explained`."""
    ours = finding.c.submission_id.in_(submission_ids)
    found = fetch(connection, sa.select(finding).where(ours))
    told = warnings_explained(None, today, ours).subquery("told")
    keys = ["submission_id", "finding_no"]
    explained = fetch(connection, sa.select(*(told.c[name] for name in keys)).where(told.c.explained == 1))
    is_explained = pd.MultiIndex.from_frame(found[keys]).isin(pd.MultiIndex.from_frame(explained))
    return found.assign(effect=found["effect"].mask(is_explained, "explained"))


def _rows_kept(connection: sa.Connection, findings: pd.DataFrame) -> dict[int, int]:
    """How many rows were taken of each register of which some were refused."""
    ids = [int(number) for number in findings.loc[findings["effect"] == "refuse_row", "submission_id"].unique()]
    kept: Counter[int] = Counter()
    for name in TELLING if ids else ():
        c = FACT_TABLES[name].c
        rows = sa.select(c.submission_id, c.sheet, c.sheet_row).where(c.submission_id.in_(ids)).distinct()
        kept.update(row.submission_id for row in connection.execute(rows))
    return kept


def _overtaken(connection: sa.Connection, submission_ids: Sequence[int]) -> set[int]:
    """Of these readings of files those that were decided on again later, of which a letter of its own tells."""
    later, told = submission.alias("later"), outbox.letter_item.alias("told")
    s = submission.c
    rows = (
        sa.select(s.submission_id)
        .join(later, (later.c.arrival_rank == s.arrival_rank) & (later.c.reading_no > s.reading_no))
        .join(told, (told.c.submission_id == later.c.submission_id) & (told.c.kind == "decision"))
        .where(s.submission_id.in_(submission_ids), s.reading_no > 1)
    )
    return set(connection.execute(rows).scalars())


def _items(letter_ids: Sequence[str]) -> sa.Select[Any]:
    """The items of the letters, each with its file, its form and how its obligation stands now."""
    i, s, a, o = outbox.letter_item.c, submission.c, arrival.c, core.obligation.c
    first, under, origin = submission.alias("first"), rereading.alias("under"), arrival.alias("origin")
    return (
        sa.select(
            outbox.letter_item, s.arrival_rank, s.outcome, s.reason, s.status, s.form_version, s.archived_sha256,
            a.path, a.sha256, act.c.kind.label("act"), act.c.reason.label("act_reason"), form.c.title_vi,
            form.c.title_en, form.c.regime, form.c.length, o.filing,
            a.file_rank, a.sheet, s.ignored_sheets, first.c.outcome.label("first_outcome"),
            origin.c.file_rank.label("again_of"),
        )
        .outerjoin(submission, s.submission_id == i.submission_id)
        .outerjoin(arrival, a.arrival_rank == s.arrival_rank)
        .outerjoin(first, (first.c.arrival_rank == s.duplicate_of) & is_newest(first))
        .outerjoin(origin, origin.c.arrival_rank == s.duplicate_of)
        .outerjoin(under, under.c.submission_id == s.submission_id)
        .outerjoin(act, act.c.act_no == under.c.act_no)
        .outerjoin(form, form.c.form_code == i.form_code)
        .outerjoin(core.obligation, sa.and_(*(o[name] == i[name] for name in KEY)))
        .where(i.letter_id.in_(letter_ids))
        .order_by(i.letter_id, i.item_no)
    )  # fmt: skip


def _of_the_same(connection: sa.Connection, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All files that arrived for the same form, reporter and period as any of the items, and those that count now."""
    s, a, st = submission.c, arrival.c, core.standing.c
    keys_of = items[items["window_start"].notna() & items["submission_id"].notna()]
    with key_table(connection, "letter_keys", [s[name] for name in KEY], keys_of) as keys:
        same = sa.and_(*(keys.c[name] == s[name] for name in KEY))
        files = sa.select(*(s[name] for name in KEY), s.arrival_rank, s.outcome, s.status, a.arrived_on, a.file_rank)
        files = files.join(keys, same).join(arrival, a.arrival_rank == s.arrival_rank)
        counting = files.join(core.standing, st.submission_id == s.submission_id)
        counting = counting.where(st.until_cut_id.is_(None), sa.not_(st.is_carried))
        return (
            fetch(connection, files.where(s.reading_no == 1).order_by(s.arrival_rank)),
            fetch(connection, counting.order_by(st.status == "final", s.arrival_rank)),
        )


def counting_of(row: Row) -> Counting:
    """The report whose figures count, of its row."""
    return Counting(row["file_rank"], row["arrived_on"].date(), row["status"] == "estimate")


def key_of(row: Row) -> Key:
    """Form, reporter and period of an item."""
    return tuple(row[name] for name in KEY)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, None where a cell is blank."""
    plain = frame.astype("object").where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
