"""Another reading in place of one that was loaded: facts are kept, what holds is closed and opened at a cut."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.warehouse import core
from expectations.warehouse.acts import act, rereading
from expectations.warehouse.dimensions import reporter
from expectations.warehouse.explanations import finding_passed_over
from expectations.warehouse.intake import finding, submission
from flows import bulk
from flows.dimensions import fill_dimensions
from flows.frames import fetch, key_table
from flows.history import is_newest
from flows.ledger import cut_now, next_rank, next_submission_id, run_now
from flows.load import FACTS, LoadReport, end_standing, fact_rows, new_projects, with_id
from flows.refresh import Batch, rebuild, refresh
from flows.restanding import keys_of, restanding
from transforms.differing import differing
from transforms.judged import TELLING, Judged
from transforms.marts.obligation import ACCEPTED
from transforms.standing import KEY

OF_OLD = ["arrival_rank", "submission_id", "reading_no", "archived_sha256"]


@dataclass(frozen=True)
class Act:
    """Who does what to which file or period, and why."""

    kind: str
    reason: str
    done_by: str
    done_at: datetime
    arrival_rank: int | None = None
    form_code: str | None = None
    window_start: date | None = None
    window_end: date | None = None


@dataclass
class Rereading:
    """The readings that an act has put in place of others so far; without a cut there are none."""

    act: Act
    act_no: int = 0
    cut_id: int = 0
    first_submission_id: int = 0
    old: list[pd.DataFrame] = field(default_factory=list)
    new: list[pd.DataFrame] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def enter(connection: sa.Connection, done: Act, cut_id: int | None = None) -> int:
    """Put an act on record; returns its number."""
    fill_dimensions(connection)
    number = (connection.execute(sa.select(sa.func.max(act.c.act_no))).scalar() or 0) + 1
    own = {"act_no": number, "cut_id": cut_id, "after_rank": next_rank(connection) - 1}
    connection.execute(sa.insert(act).values(done.__dict__ | own))
    return number


def begin(connection: sa.Connection, under: Rereading) -> None:
    """Put the act on record with a cut of its own, if that has not been done."""
    if not under.cut_id:
        under.cut_id = cut_now(connection, under.act.done_at)
        under.act_no = enter(connection, under.act, under.cut_id)
        under.first_submission_id = next_submission_id(connection)


def in_force(connection: sa.Connection, ranks: Collection[int]) -> Judged:
    """What holds now of these files; the submissions with their numbers and the hash of their archived copy."""
    wanted = pd.DataFrame({"arrival_rank": pd.Series(sorted(ranks), dtype="int64")})
    with key_table(connection, "in_force_rank", [submission.c.arrival_rank], wanted) as keys:
        ours = is_newest() & submission.c.arrival_rank.in_(sa.select(keys.c.arrival_rank))
        submissions = fetch(connection, sa.select(submission).where(ours).order_by(submission.c.arrival_rank))
        facts = {name: fetch(connection, _rows_of(table, ours)) for name, table in FACTS.items()}
        findings = fetch(connection, _rows_of(finding, ours))
        passed_over = fetch(connection, _rows_of(finding_passed_over, ours))
    return Judged(submissions=submissions, findings=findings, passed_over=passed_over, **facts)


def _rows_of(table: sa.Table, ours: sa.ColumnElement[bool]) -> sa.Select[Any]:
    columns = [column for column in table.c if column.name != "arrival_rank"]
    rows = sa.select(submission.c.arrival_rank, *columns)
    return rows.join(submission, submission.c.submission_id == table.c.submission_id).where(ours)


def put(connection: sa.Connection, told: Judged, under: Rereading) -> set[int]:
    """Load what the judgement tells otherwise than what holds; returns the arrival ranks of it."""
    held = in_force(connection, told.submissions["arrival_rank"])
    changed = differing(told, held)
    if changed:
        begin(connection, under)
        _replace(connection, told.of(changed), held.submissions[held.submissions["arrival_rank"].isin(changed)], under)
    return changed


def _replace(connection: sa.Connection, told: Judged, old: pd.DataFrame, under: Rereading) -> None:
    """Load these readings, and end the acceptance of those that they replace."""
    new = _numbered(connection, told, old, under)
    facts = fact_rows(connection, told, new)
    rows = bulk.insert(
        connection,
        {
            submission: new,
            rereading: new,
            finding: with_id(told.findings, new),
            finding_passed_over: with_id(told.passed_over, new),
            reporter: new_projects(connection, told.projects),
            core.acceptance: new[new["outcome"].isin(ACCEPTED)].rename(columns={"cut_id": "from_cut_id"}),
            **{FACTS[name]: frame for name, frame in facts.items()},
        },
    )
    a = core.acceptance
    with key_table(connection, "ended_reading", [submission.c.submission_id], old) as ended:
        held = a.c.submission_id.in_(sa.select(ended.c.submission_id)) & a.c.until_cut_id.is_(None)
        connection.execute(sa.update(a).where(held).values(until_cut_id=under.cut_id))
    under.old.append(old)
    under.new.append(new)
    under.rows = {name: under.rows.get(name, 0) + number for name, number in rows.items()}


def _numbered(connection: sa.Connection, told: Judged, old: pd.DataFrame, under: Rereading) -> pd.DataFrame:
    """The rows of `submission` and `rereading`; the archived copy is the old one's."""
    new = told.submissions.drop(columns=OF_OLD[1:], errors="ignore")
    new = new.merge(old[OF_OLD].rename(columns={"submission_id": "replaces_id"}), on="arrival_rank", validate="1:1")
    new = new.sort_values("arrival_rank").reset_index(drop=True)
    first = next_submission_id(connection)
    loaded = pd.concat([getattr(told, name)["arrival_rank"] for name in TELLING], ignore_index=True).value_counts()
    return new.assign(
        submission_id=range(first, first + len(new)),
        reading_no=new["reading_no"] + 1,
        run_id=run_now(connection),
        rows_loaded=new["arrival_rank"].map(loaded).fillna(0).astype("int64"),
        cut_id=under.cut_id,
        act_no=under.act_no,
    )


def settle(connection: sa.Connection, under: Rereading, today: date) -> LoadReport:
    """Let stand what now stands, by the order of arrival, and refresh the marts; the caller commits."""
    if not under.cut_id:
        return LoadReport(mart_rows=refresh(connection, today))
    old, new = pd.concat(under.old, ignore_index=True), pd.concat(under.new, ignore_index=True)
    changes = restanding(connection, touched_keys(connection, under), old["submission_id"], under.cut_id)
    bulk.insert(connection, {core.standing: changes.opened})
    end_standing(connection, changes.closed)
    if _moves_projects(old) or _moves_projects(new):  # what is owed, and since when, may all be another
        return LoadReport(under.rows, rebuild(connection, today, new), under.cut_id)
    settled = old["window_start"].notna() & old["reporter_code"].notna()
    keys = pd.concat([changes.opened[KEY], changes.closed[KEY], old.loc[settled, KEY]], ignore_index=True)
    batch = Batch(under.first_submission_id, keys, new, old)
    return LoadReport(under.rows, refresh(connection, today, batch), under.cut_id)


def touched_keys(connection: sa.Connection, under: Rereading) -> pd.DataFrame:
    """Form, reporter and period of all that was replaced and put in its place, estimates beside their own among it."""
    none = pd.DataFrame({"submission_id": pd.Series(dtype="int64")})
    both = pd.concat([none, *under.old, *under.new], ignore_index=True)
    return keys_of(connection, both["submission_id"])


def _moves_projects(submissions: pd.DataFrame) -> bool:
    forms: Mapping[str, Any] = load_catalogue().forms
    return any(forms[code].loads == "projects" for code in submissions["form_code"].dropna().unique() if code in forms)
