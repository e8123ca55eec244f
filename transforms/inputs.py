"""What a rule sees beside the report, joined as known when the report arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from expectations.catalogue import Catalogue, Form
from expectations.codes import load
from expectations.periods import Window, shift, window_of
from expectations.rule import Codes, Figures, Input, Records
from transforms.acts import Acts, counted
from transforms.number_codes import number_keys

FAR = pd.Timestamp("2200-01-01")  # the end of what has none


@dataclass(frozen=True)
class Held:
    """What had been accepted, of the warehouse and of this batch together; each row with its arrival rank."""

    reports: pd.DataFrame  # final reports: form_code, reporter, window_start, window_end, arrival_rank
    figures: pd.DataFrame  # their figures: arrival_rank, indicator, measure, value
    projects: pd.DataFrame  # versions of the register
    incidents: pd.DataFrame  # versions of cases
    acts: Acts = field(default_factory=Acts)
    switches: pd.DataFrame = field(default_factory=pd.DataFrame)  # rules switched off and on, as of History


def add_inputs(
    frame: pd.DataFrame,
    inputs: Mapping[str, Input],
    names: frozenset[str],
    form: Form | None,
    catalogue: Catalogue,
    held: Held,
) -> pd.DataFrame:
    """The frame with a column for each input that one of these names asks for; one row stays one row."""
    for name in sorted(names & inputs.keys()):
        wanted = inputs[name]
        if wanted.figures is not None:
            assert form is not None
            frame = frame.assign(**{name: _figures(frame, wanted.figures, catalogue, held)})
        elif wanted.records is not None:
            frame = frame.assign(**{name: _records(frame, wanted.records, held)})
        elif wanted.codes is not None:
            frame = frame.assign(**{name: _codes(frame, wanted.codes)})
    return frame


def _codes(frame: pd.DataFrame, wanted: Codes) -> pd.Series:
    facts = load(wanted.list).frame.drop_duplicates("code").set_index("code")[wanted.value]
    found = frame[wanted.key].map(facts)
    if wanted.value in ("since", "until"):
        days = pd.to_datetime(found.replace("", None)).astype("datetime64[s]")
        listed = frame[wanted.key].isin(facts.index)
        return days.where(days.notna() | ~listed, FAR) if wanted.value == "until" else days
    return found


def _records(frame: pd.DataFrame, wanted: Records, held: Held) -> pd.Series:
    """The fact of the record that matches, of the versions known at a lower arrival rank."""
    table = held.projects if wanted.table == "projects" else held.incidents
    entity, order = (
        (["project_code"], ["valid_from", "version_rank"])
        if wanted.table == "projects"
        else (["unit_code", "case_no"], ["report_end", "version_rank"])
    )
    theirs, ours = list(wanted.match), list(wanted.match.values())
    asked = frame[[*dict.fromkeys(ours), "arrival_rank", *([wanted.in_force_on] if wanted.in_force_on else [])]]
    asked = asked.assign(asked=range(len(frame))).dropna(subset=ours)
    versions = _alike(table.rename(columns={"arrival_rank": "version_rank"}).reset_index(drop=True), wanted.table)
    probe = versions[[*theirs, *entity]] if set(entity) - set(theirs) else versions[theirs]
    renamed = _alike(asked.rename(columns=dict(zip(ours, theirs, strict=True)))[[*theirs, "asked"]], wanted.table)
    candidates = renamed.merge(probe.loc[:, ~probe.columns.duplicated()].drop_duplicates(), on=theirs)
    standing = candidates[["asked", *entity]].drop_duplicates().merge(versions, on=entity)
    standing = standing.merge(asked.drop(columns=[each for each in ours if each != wanted.in_force_on]), on="asked")
    standing = standing[counted(standing["version_rank"], standing["arrival_rank"], held.acts.spans)]
    if wanted.in_force_on:
        standing = standing[standing["valid_from"] <= standing[wanted.in_force_on]]
    standing = standing.sort_values(order).drop_duplicates(["asked", *entity], keep="last")
    matched = standing.merge(renamed, on=["asked", *theirs])
    value = matched.drop_duplicates("asked", keep="last").set_index("asked")[wanted.value]
    return value.reindex(range(len(frame))).set_axis(frame.index)


def _alike(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """The frame with the numbers of cases and decisions by what their writings share."""
    numbers = [name for name in ("case_no", "decision_no") if table == "incidents" and name in frame.columns]
    return frame.assign(**{name: number_keys(frame[name]) for name in numbers})


def _figures(frame: pd.DataFrame, wanted: Figures, catalogue: Catalogue, held: Held) -> pd.Series:
    """The earlier figure of each row's reporter, of the final reports held at a lower arrival rank."""
    asked = frame[["arrival_rank", "reporter", "window_start", "window_end"]].assign(asked=range(len(frame)))
    asked["indicator"] = wanted.indicator if wanted.indicator else frame["indicator"]
    pairs = _pairs(asked, wanted, catalogue.forms[wanted.form], held)
    figures = held.figures[held.figures["measure"] == wanted.measure]
    figures = figures.rename(columns={"arrival_rank": "held_rank"})[["held_rank", "indicator", "value"]]
    rows = pairs.merge(
        asked[["asked", "arrival_rank", "indicator"]].rename(columns={"arrival_rank": "rank"}), on="rank"
    )
    values = rows.merge(figures, on=["held_rank", "indicator"]).dropna(subset=["value"])
    values = values.sort_values(["asked", "held_start"])
    grouped = values.groupby("asked")["value"]
    counted = grouped.count()
    if wanted.aggregate == "median":
        told: pd.Series = grouped.median().astype("Float64")
    else:
        told = (grouped.sum() if wanted.aggregate == "sum" else grouped.last()).astype("Int64")
    found = told[counted >= wanted.at_least].reindex(range(len(frame))).set_axis(frame.index)
    if wanted.at_year_start is not None:
        first = frame["window_start"].isin(_year_starts(asked, catalogue.forms[wanted.form]))
        found = found.where(~first, wanted.at_year_start)
    return found


def _pairs(asked: pd.DataFrame, wanted: Figures, form: Form, held: Held) -> pd.DataFrame:
    """For each report that asks (rank), the reports that answer (held_rank): the newest known one of each window."""
    reports = asked[["arrival_rank", "reporter", "window_start", "window_end"]].drop_duplicates("arrival_rank")
    reports = reports.rename(columns={"arrival_rank": "rank"}).dropna(subset=["reporter", "window_start"])
    own = held.reports[held.reports["form_code"] == form.code]
    own = own.rename(columns={"arrival_rank": "held_rank", "window_start": "held_start", "window_end": "held_end"})
    own = own[["reporter", "held_rank", "held_start", "held_end"]]
    pairs = reports.merge(own, on="reporter")
    pairs = pairs[counted(pairs["held_rank"], pairs["rank"], held.acts.spans)]
    if wanted.periods is not None:
        windows = reports[["window_start", "window_end"]].drop_duplicates()
        reach = [
            (start, pd.Timestamp(shift(_window(end, form), offset).start))
            for start, end in windows.itertuples(index=False)
            for offset in range(wanted.periods[0], wanted.periods[1] + 1)
        ]
        within = pd.DataFrame(reach, columns=["window_start", "held_start"])
        within = within.astype({"window_start": "datetime64[s]", "held_start": "datetime64[s]"})
        pairs = pairs.merge(within, on=["window_start", "held_start"])
    if wanted.inside_window:
        pairs = pairs[(pairs["held_start"] >= pairs["window_start"]) & (pairs["held_end"] <= pairs["window_end"])]
    if wanted.until_window_end:
        pairs = pairs[pairs["held_end"] <= pairs["window_end"]]
    newest = pairs.sort_values("held_rank").drop_duplicates(["rank", "held_start"], keep="last")
    if wanted.until_window_end:
        newest = newest.sort_values("held_start").drop_duplicates("rank", keep="last")
    return newest[["rank", "held_rank", "held_start"]]


def _window(end: pd.Timestamp, form: Form) -> Window:
    return window_of(end.date(), form.period.regime, form.period.length)


def _year_starts(asked: pd.DataFrame, form: Form) -> list[pd.Timestamp]:
    """The window starts among these that begin a year of the form's regime."""
    starts = asked["window_start"].dropna().unique()
    return [start for start in starts if _first_of_year(pd.Timestamp(start), form)]


def _first_of_year(start: pd.Timestamp, form: Form) -> bool:
    return window_of(start.date(), form.period.regime, "year").start == start.date()
