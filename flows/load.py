"""Loading a judged batch: ledger, facts, findings, standing and marts, all in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core, intake
from expectations.warehouse.dimensions import cut, indicator, reporter
from expectations.warehouse.explanations import finding_passed_over
from flows import bulk
from flows.dimensions import fill_dimensions
from flows.frames import fetch, key_table
from flows.ledger import next_submission_id, run_now, start_of_day, with_cuts
from flows.refresh import Batch, refresh
from transforms.judged import FACT_TABLES, TELLING, Judged
from transforms.marts.obligation import ACCEPTED
from transforms.standing import KEY, StandingChanges, standing_changes

FACTS = FACT_TABLES
STILL_OPEN = -1


@dataclass(frozen=True)
class LoadReport:
    """What a batch brought: rows by table, mart rows rewritten by mart, and the last cut."""

    rows: dict[str, int] = field(default_factory=dict)
    mart_rows: dict[str, int] = field(default_factory=dict)
    cut_id: int | None = None


def load(
    connection: sa.Connection, arrivals: pd.DataFrame, judged: Judged, today: date, now: datetime | None = None
) -> LoadReport:
    """Load one batch of whole arrival days and refresh the marts up to today; the caller commits.

    now: the instant from which on what comes for days that were told before is known; by default the day's beginning.
    """
    fill_dimensions(connection)
    if arrivals.empty:
        return LoadReport(mart_rows=refresh(connection, today))
    dated, cuts = with_cuts(connection, arrivals, now or start_of_day(today))
    submissions = _submissions(connection, dated, judged)
    facts = fact_rows(connection, judged, submissions)
    accepted = submissions[submissions["outcome"].isin(ACCEPTED)]
    changes = _standing(connection, accepted, facts["observations"])
    loaded = bulk.insert(
        connection,
        {
            cut: cuts,
            intake.arrival: dated.rename(columns={"size": "size_bytes", "modified": "modified_at"}),
            intake.submission: submissions,
            intake.finding: with_id(judged.findings, submissions),
            finding_passed_over: with_id(judged.passed_over, submissions),
            reporter: new_projects(connection, judged.projects),
            core.acceptance: accepted.rename(columns={"cut_id": "from_cut_id"}),
            **{FACTS[name]: frame for name, frame in facts.items()},
            core.standing: changes.opened,
        },
    )
    end_standing(connection, changes.closed)
    touched = pd.concat([changes.opened, changes.closed], ignore_index=True)[KEY]
    batch = Batch(int(submissions["submission_id"].min()), touched, submissions)
    return LoadReport(loaded, refresh(connection, today, batch), int(dated["cut_id"].max()))


def _submissions(connection: sa.Connection, dated: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """The rows of `submission`, numbered in the order of arrival."""
    rows = judged.submissions.merge(dated[["arrival_rank", "cut_id"]], on="arrival_rank", validate="1:1")
    if len(rows) != len(dated):
        raise ValueError(f"{len(dated)} files arrived, but {len(rows)} of them were judged")
    rows = rows.sort_values("arrival_rank").reset_index(drop=True)
    ranks = pd.concat([getattr(judged, name)["arrival_rank"] for name in TELLING], ignore_index=True)
    counts = ranks.value_counts()
    first = next_submission_id(connection)
    return rows.assign(
        submission_id=range(first, first + len(rows)),
        reading_no=1,
        run_id=run_now(connection),
        rows_loaded=rows["arrival_rank"].map(counts).fillna(0).astype("int64"),
    )


def with_id(frame: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """The rows with the number of their submission, by their arrival rank."""
    ids = submissions.set_index("arrival_rank")["submission_id"]
    return frame.assign(submission_id=frame["arrival_rank"].map(ids).astype("int64"))


def fact_rows(connection: sa.Connection, judged: Judged, submissions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of facts with the number of their submission; a unit other than the indicator's is an error."""
    facts = {name: with_id(getattr(judged, name), submissions) for name in FACTS}
    units = fetch(connection, sa.select(indicator.c.indicator_code, indicator.c.base_unit))
    expected = units.set_index("indicator_code")["base_unit"]
    for name, frame in facts.items():
        if "unit" in frame and not frame.empty:
            wrong = frame[frame["unit"].astype("str") != frame["indicator_code"].map(expected).astype("str")]
            if len(wrong):
                told = wrong[["indicator_code", "unit"]].drop_duplicates().to_dict("records")
                raise ValueError(f"{name} in other than the base unit of their indicator: {told}")
    published = facts["published_figures"]
    facts["published_figures"] = published.assign(figure_no=published.groupby("submission_id").cumcount() + 1)
    return facts


def new_projects(connection: sa.Connection, projects: pd.DataFrame) -> pd.DataFrame:
    """The rows of `reporter` for projects that are told of for the first time."""
    codes = projects[["project_code"]].drop_duplicates().rename(columns={"project_code": "reporter_code"})
    held = set(connection.execute(sa.select(reporter.c.reporter_code)).scalars()) if len(codes) else set()
    return codes[~codes["reporter_code"].isin(held)].assign(reporter_kind="project")


def _standing(connection: sa.Connection, accepted: pd.DataFrame, observations: pd.DataFrame) -> StandingChanges:
    """What the batch changes in `standing`."""
    columns = ["submission_id", "arrival_rank", "status", *KEY]
    new = accepted[[*columns, "cut_id"]].rename(columns={"cut_id": "from_cut_id"})
    new = new[new["window_start"].notna() & new["reporter_code"].notna()]
    told = observations[["submission_id", *KEY]].drop_duplicates()
    own = told.merge(new[["submission_id", *KEY]], on=["submission_id", *KEY], how="left", indicator=True)
    carried = told[(own["_merge"] == "left_only").to_numpy()]
    st = core.standing.c
    names = [st.form_code, st.reporter_code, st.window_start, st.window_end]
    is_open = sa.func.coalesce(st.until_cut_id, STILL_OPEN) == STILL_OPEN  # so that no plan begins at every open row
    with key_table(connection, "batch_key", names, pd.concat([new[KEY], carried[KEY]])) as keys:
        mine = sa.and_(*(st[name] == keys.c[name] for name in KEY), is_open)
        ours = sa.select(st.submission_id).join(keys, mine)
        ranked = sa.select(core.standing, intake.submission.c.arrival_rank).join(intake.submission)
        held = fetch(connection, ranked.where(is_open, st.submission_id.in_(ours)))
    return standing_changes(held, new, carried)


def end_standing(connection: sa.Connection, closed: pd.DataFrame) -> None:
    """End the rows of `standing` that have been superseded; one that was superseded in its own cut never stood."""
    st = core.standing
    key = [st.c.submission_id, st.c.window_start, st.c.window_end, st.c.from_cut_id]
    rows = [
        {f"_{name}": value for name, value in row.items()}
        for row in closed.assign(
            window_start=closed["window_start"].dt.date, window_end=closed["window_end"].dt.date
        ).to_dict("records")
    ]
    never = [row for row in rows if row["_until_cut_id"] <= row["_from_cut_id"]]
    ended = [row for row in rows if row["_until_cut_id"] > row["_from_cut_id"]]
    this = sa.and_(*(column == sa.bindparam(f"_{column.name}", type_=column.type) for column in key))
    if never:
        connection.execute(sa.delete(st).where(this), never)
    if ended:
        connection.execute(sa.update(st).where(this).values(until_cut_id=sa.bindparam("_until_cut_id")), ended)
