"""How figures changed between two instants: each change with what stood before and after it, and what brought it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.dimensions import cut, form
from expectations.warehouse.intake import submission
from transforms.marts import known

SINCE = sa.bindparam("since", type_=known.AS_OF.type)
FIGURE = ["form_code", "reporter_code", "area_code", "indicator_code", "window_start", "window_end"]
FIRST = "báo cáo lần đầu / first report"
CORRECTION = "báo cáo sau thay báo cáo trước / a newer report took the older one's place"
FINAL = "số chính thức thay số ước / a final took the estimate's place"
ESTIMATE = "số ước / an estimate"
NEWER_ESTIMATE = "số ước sau thay số ước trước / a newer estimate took the older one's place"
WITHDRAWN = "cán bộ rút báo cáo, không còn báo cáo nào có số này / an officer withdrew it; no other report gives it"
STANDS_AGAIN = "cán bộ rút báo cáo, báo cáo trước có hiệu lực lại / an officer withdrew it; the one before stands again"
REREAD = "đọc lại theo quy tắc hiện nay / read again under today's rules"
LEFT_OUT = "báo cáo sau để trống số này / the newer report leaves it blank"


def versions(asked: Mapping[str, Any]) -> sa.Select[Any]:
    """All versions of the figures of reports whose standing changed after `since` and up to `as_of`.

    asked: of which form_code, reporter_code, window_start, window_end, park_code; what is not named is of all.
    """
    changed = _changed_reports(asked).cte("changed_reports")
    s, o, k = standing.c, observation.c, changed.c
    names = ("form_code", "reporter_code", "window_start", "window_end")
    figures = (o.submission_id == s.submission_id) & (o.window_start == s.window_start) & (o.window_end == s.window_end)
    began, ended = cut.alias("began"), cut.alias("ended")
    rows = (
        sa.select(
            *(s[name] for name in names), o.area_code, o.indicator_code, o.value, s.status, s.submission_id,
            submission.c.arrival_rank, began.c.cut_at.label("from_at"), ended.c.cut_at.label("until_at"),
        )
        .select_from(changed)
        .join(standing, sa.and_(*(s[name] == k[name] for name in names)))
        .join(observation, figures & (o.measure == "period"))
        .join(submission, submission.c.submission_id == s.submission_id)
        .join(began, began.c.cut_id == s.from_cut_id)
        .outerjoin(ended, ended.c.cut_id == s.until_cut_id)
    )  # fmt: skip
    return rows if "park_code" not in asked else rows.where((o.area_code == asked["park_code"]) | (k.is_of_park == 1))


def _changed_reports(asked: Mapping[str, Any]) -> sa.Select[Any]:
    """Forms, reporters and periods of which another report stood, or none any more, after one of the cuts between."""
    s, c = standing.c, cut.c
    cuts = sa.select(c.cut_id).where(c.cut_at > SINCE, c.cut_at <= known.AS_OF)
    names = ("form_code", "reporter_code", "window_start", "window_end")
    wanted = [s[name] == asked[name] for name in names if name in asked]
    rows = sa.select(*(s[name] for name in names)).where(s.from_cut_id.in_(cuts) | s.until_cut_id.in_(cuts), *wanted)
    if "park_code" not in asked:
        return rows.distinct()
    version = known.project_versions()
    then = (version.c.project_code == s.reporter_code) & known.in_force(version, s.window_end)
    of_park = known.one_if(sa.func.coalesce(version.c.park_code == asked["park_code"], sa.false()))
    by_area = sa.select(form.c.form_code).where(form.c.reporter_kind != "project")
    told = rows.add_columns(of_park.label("is_of_park")).select_from(sa.outerjoin(standing, version, then))
    return told.where((of_park == 1) | s.form_code.in_(by_area)).distinct()


def revisions(rows: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Each change of a figure after `since` up to `until`: value and submission before and after, and how it came."""
    moments = pd.concat([rows[[*FIGURE, "from_at"]].set_axis([*FIGURE, "at"], axis=1),
                         rows[[*FIGURE, "until_at"]].set_axis([*FIGURE, "at"], axis=1)])  # fmt: skip
    moments = moments[(moments["at"] > since) & (moments["at"] <= until)].drop_duplicates()
    states = moments.merge(rows, on=FIGURE, how="left", validate="m:m")
    ended = states["until_at"].notna()
    after = states[(states["from_at"] <= states["at"]) & (~ended | (states["until_at"] > states["at"]))]
    before = states[(states["from_at"] < states["at"]) & (~ended | (states["until_at"] >= states["at"]))]
    told = moments
    for name, some in (("old", before), ("new", after)):
        newest = some.sort_values("arrival_rank").drop_duplicates([*FIGURE, "at"], keep="last")
        values = newest[[*FIGURE, "at", "value", "status", "submission_id"]]
        renamed = values.rename(columns={each: f"{name}_{each}" for each in ("value", "status", "submission_id")})
        told = told.merge(renamed, on=[*FIGURE, "at"], how="left", validate="1:1")
    same = (told["old_value"].fillna(NOTHING) == told["new_value"].fillna(NOTHING)) & (
        told["old_status"].fillna("") == told["new_status"].fillna("")
    )
    return _with_difference(told[~same]).sort_values(["at", *FIGURE], ignore_index=True)


NOTHING = -(2**63)  # stands for no value where values are compared


def _with_difference(told: pd.DataFrame) -> pd.DataFrame:
    difference = told["new_value"] - told["old_value"]
    percent = (difference.astype("Float64") * 100 / told["old_value"].abs().astype("Float64")).round(2)
    final, was_final = told["new_status"] == "final", told["old_status"] == "final"
    how = pd.Series(CORRECTION, index=told.index, dtype="str")
    how = how.mask(final & (told["old_status"] == "estimate"), FINAL).mask(~final & ~was_final, NEWER_ESTIMATE)
    how = how.mask(told["old_value"].isna() & final, FIRST).mask(told["old_value"].isna() & ~final, ESTIMATE)
    how = how.mask(told["new_value"].isna(), LEFT_OUT)
    return told.assign(difference=difference, percent=percent.where(told["old_value"] != 0), how=how)


def with_acts(told: pd.DataFrame, ended: pd.DataFrame) -> pd.DataFrame:
    """The changes with the act that brought each about, where it was one.

    ended: `old_submission_id`, `at`, `act`, `done_by`, `act_reason` of the acts by which reports ceased to stand.
    """
    both = told.merge(ended, on=["old_submission_id", "at"], how="left", validate="m:1")
    withdrawn, reread, gone = both["act"] == "withdraw", both["act"] == "replay", both["new_value"].isna()
    how = both["how"].mask(withdrawn, STANDS_AGAIN).mask(withdrawn & gone, WITHDRAWN).mask(reread, REREAD)
    return both.assign(how=how)
