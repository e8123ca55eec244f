"""What officers decided, as judging sees it: which reports count when, and which have to wait for an officer."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from expectations.catalogue import Form
from transforms.history import History
from transforms.no_rows import no_rows

FOR_EVER = 2**62  # an arrival rank that none has
SPANS = {"arrival_rank": "int64", "from_rank": "int64", "until_rank": "int64"}
CLOSED, TOO_OLD = "held:period-closed", "held:correction-too-old"


@dataclass(frozen=True)
class Acts:
    """The acts on reports and periods.

    forced: reports that an officer has accepted at some time; withdrawn: reports whose last act is a withdrawal.
    spans: for reports with acts, the ranks after `from_rank` up to `until_rank` by which they were seen as accepted.
    closed: periods of forms, and the ranks for which they are closed. arrived_on: the day of arrival by rank.
    """

    forced: frozenset[int] = frozenset()
    withdrawn: frozenset[int] = frozenset()
    spans: pd.DataFrame = field(default_factory=lambda: no_rows(SPANS))
    closed: pd.DataFrame = field(default_factory=pd.DataFrame)
    arrived_on: pd.Series = field(default_factory=lambda: pd.Series(dtype="datetime64[s]"))


def acts_of(history: History, arrivals: pd.DataFrame) -> Acts:
    """The acts that the history knows of, and when the files of the batch arrived."""
    on_reports = history.acts[history.acts["kind"].isin(["accept", "withdraw"])].sort_values("act_no")
    last = on_reports.drop_duplicates("arrival_rank", keep="last")
    days = arrivals.set_index("arrival_rank")["arrived_on"] if "arrived_on" in arrivals else pd.Series(dtype="object")
    return Acts(
        forced=frozenset(on_reports.loc[on_reports["kind"] == "accept", "arrival_rank"]),
        withdrawn=frozenset(last.loc[last["kind"] == "withdraw", "arrival_rank"]),
        spans=_spans(on_reports),
        closed=_closed(history.acts),
        arrived_on=pd.to_datetime(days).astype("datetime64[s]"),
    )


def _spans(on_reports: pd.DataFrame) -> pd.DataFrame:
    """From each acceptance until the next withdrawal; before a first withdrawal from the arrival on."""
    following = on_reports.groupby("arrival_rank")["after_rank"].shift(-1).fillna(FOR_EVER)
    accepted = on_reports.assign(from_rank=on_reports["after_rank"], until_rank=following)
    accepted = accepted[accepted["kind"] == "accept"]
    first = on_reports.drop_duplicates("arrival_rank")
    before = first[first["kind"] == "withdraw"]
    before = before.assign(from_rank=before["arrival_rank"], until_rank=before["after_rank"])
    return pd.concat([accepted[list(SPANS)], before[list(SPANS)]], ignore_index=True).astype(SPANS)


def _closed(acts: pd.DataFrame) -> pd.DataFrame:
    """The periods that were closed, each until it was opened again."""
    on_periods = acts[acts["kind"].isin(["close", "reopen"])].sort_values("act_no")
    following = on_periods.groupby(["form_code", "window_start", "window_end"])["after_rank"].shift(-1)
    closed = on_periods.assign(from_rank=on_periods["after_rank"], until_rank=following.fillna(FOR_EVER))
    columns = ["form_code", "window_start", "window_end", "from_rank", "until_rank"]
    return closed.loc[closed["kind"] == "close", columns].astype({"until_rank": "int64"}).reset_index(drop=True)


def counted(held_rank: pd.Series, rank: pd.Series, spans: pd.DataFrame) -> pd.Series:
    """Whether what arrived at `held_rank` was seen as accepted by what arrived at `rank`."""
    before = held_rank < rank
    decided = held_rank.isin(spans["arrival_rank"])
    if not decided.any():
        return before
    asked = pd.DataFrame({"arrival_rank": held_rank[decided], "rank": rank[decided]}).rename_axis("at").reset_index()
    seen = asked.merge(spans, on="arrival_rank")
    seen = seen[(seen["from_rank"] < seen["rank"]) & (seen["rank"] <= seen["until_rank"])]
    return (before & ~decided) | pd.Series(held_rank.index.isin(seen["at"]), index=held_rank.index)


def waiting(form: Form, reports: pd.DataFrame, held: pd.DataFrame, acts: Acts) -> dict[int, str]:
    """Arrival rank → why, for the acceptable reports that an officer has to look at first.

    reports: the acceptable reports of the form; held: the final reports accepted of all forms, with their ranks.
    """
    return _too_old(form, reports, held, acts) | _of_closed(form, reports, acts)


def _of_closed(form: Form, reports: pd.DataFrame, acts: Acts) -> dict[int, str]:
    if acts.closed.empty:
        return {}
    ours = acts.closed[acts.closed["form_code"] == form.code]
    each = reports.reset_index(drop=True).merge(ours, on=["window_start", "window_end"])
    stopped = each[(each["from_rank"] < each["arrival_rank"]) & (each["arrival_rank"] <= each["until_rank"])]
    return dict.fromkeys(stopped["arrival_rank"].tolist(), CLOSED)


def _too_old(form: Form, reports: pd.DataFrame, held: pd.DataFrame, acts: Acts) -> dict[int, str]:
    """Corrections of periods further back than the form allows; a first report is late, but no correction."""
    if form.corrections is None or reports.empty or acts.arrived_on.empty:
        return {}
    key = ["reporter", "window_start", "window_end"]
    ours = reports.reset_index(drop=True)
    earlier = held.loc[held["form_code"] == form.code, [*key, "arrival_rank"]]
    both = pd.concat([earlier, ours.loc[ours["status"] == "final", [*key, "arrival_rank"]]], ignore_index=True)
    first = both.groupby(key)["arrival_rank"].min().rename("first_rank").reset_index()
    each = ours.merge(first, on=key, validate="m:1")
    limit = each["window_end"] + pd.DateOffset(months=form.corrections.months)
    stopped = each[(each["first_rank"] < each["arrival_rank"]) & (each["arrival_rank"].map(acts.arrived_on) > limit)]
    return dict.fromkeys(stopped["arrival_rank"].tolist(), TOO_OLD)
