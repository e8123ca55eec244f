"""An officer's confirmation that figures in doubt are true; it stands beside the explanations, as one by its act."""

from datetime import date, timedelta

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.warehouse.core import standing
from expectations.warehouse.explained import (
    CONFIRMED,
    OF_WAIVER,
    OPEN,
    doubt_state,
    newest_waiver,
    said_of_finding,
)
from expectations.warehouse.explanations import waiver
from expectations.warehouse.intake import finding, submission
from flows import bulk
from flows.frames import fetch
from flows.ledger import cut_now, last_cut
from flows.named import File
from flows.officers import Officer
from flows.refresh import Batch, refresh
from flows.reread import Act, enter
from flows.trouble import UsageTrouble
from flows.waivers import next_waiver_id, of_indicator

NO_FIGURE = {
    OPEN: ("Không có số liệu nào cần xác minh trong báo cáo “{}”.", "No figure of “{}” is in doubt."),
    CONFIRMED: ("Không có xác nhận nào về số liệu của báo cáo “{}”.", "No figure of “{}” has been confirmed."),
}


def confirm(
    connection: sa.Connection, file: File, officer: Officer, rule: str | None = None, indicator: str | None = None
) -> int:
    """Confirm the figures of a report that are in doubt, all or those named, and tell the marts; how many."""
    return _say(connection, file, officer, OPEN, rule, indicator)


def take_back(
    connection: sa.Connection, file: File, officer: Officer, rule: str | None = None, indicator: str | None = None
) -> int:
    """Take a confirmation back from today on, so that the figures are in doubt again; how many."""
    return _say(connection, file, officer, CONFIRMED, rule, indicator)


def _say(
    connection: sa.Connection, file: File, officer: Officer, state: str, rule: str | None, indicator: str | None
) -> int:
    found = doubted(connection, file, state, officer.today, rule, indicator)
    if found.empty:
        vi, en = NO_FIGURE[state]
        raise UsageTrouble(vi.format(file.path), en.format(file.path))
    cut_id, first = cut_now(connection, officer.now), next_waiver_id(connection)
    kind, until_on = ("confirm", None) if state == OPEN else ("unconfirm", officer.today - timedelta(days=1))
    act_no = enter(connection, Act(kind, officer.reason, officer.name, officer.now, file.arrival_rank), cut_id)
    rows = found.assign(
        waiver_id=range(first, first + len(found)),
        because=officer.reason,
        explained_by=officer.name,
        explained_at=last_cut(connection)[1],
        until_on=pd.Series([until_on] * len(found), index=found.index, dtype="object"),
        act_no=act_no,
    )
    bulk.insert(connection, {waiver: rows})
    refresh(connection, officer.today, Batch(first_waiver_id=first))
    return len(found)


def doubted(
    connection: sa.Connection, file: File, state: str, today: date, rule: str | None, indicator: str | None
) -> pd.DataFrame:
    """What doubts figures of a report that stands, as far as it is in this state."""
    f, s, said = finding.c, submission.c, newest_waiver(None)
    stands = sa.exists().where(standing.c.submission_id == s.submission_id, standing.c.until_cut_id.is_(None))
    rows = (
        sa.select(*((f[name] if name in f else s[name]) for name in OF_WAIVER))
        .select_from(finding)
        .join(submission, s.submission_id == f.submission_id)
        .outerjoin(said, said_of_finding(said))
        .where(f.submission_id == file.submission_id, f.doubts, stands, doubt_state(said, today) == state)
    )
    found = fetch(connection, rows if rule is None else rows.where(f.rule_code == rule))
    named = found if indicator is None else found[of_indicator(found, indicator, load_catalogue())]
    return named.drop_duplicates(list(OF_WAIVER)).reset_index(drop=True)
