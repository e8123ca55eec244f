"""Which reports and rows that were not accepted nobody has set right since: frames in, frames out."""

from collections.abc import Collection

import pandas as pd

from transforms.marts.obligation import ACCEPTED

KEY = ["form_code", "reporter_code", "window_start", "window_end"]


def not_corrected(reports: pd.DataFrame, outcomes: Collection[str]) -> pd.DataFrame:
    """Of the reports with these outcomes those that no later accepted report has set right, the newest first.

    Of several for one form, reporter and period the last one. A final is not set right by an estimate; one whose
    period was not settled is by any later report of the form and reporter.
    """
    waiting = reports[reports["outcome"].isin(list(outcomes))]
    accepted = reports[reports["outcome"].isin(ACCEPTED)]
    finals = accepted[accepted["status"] == "final"]
    is_final, is_settled = waiting["status"] == "final", waiting["window_start"].notna()
    later = _last_rank(waiting, accepted, KEY).where(~is_final, _last_rank(waiting, finals, KEY))
    later = later.where(is_settled, _last_rank(waiting, accepted, KEY[:2]))
    open_ones = waiting[~(later > waiting["receipt_no"])]
    settled = open_ones["window_start"].notna() & open_ones["reporter_code"].notna()
    superseded = settled & open_ones.duplicated(KEY, keep="last")
    return open_ones[~superseded].sort_values("receipt_no", ascending=False)


def _last_rank(waiting: pd.DataFrame, accepted: pd.DataFrame, key: list[str]) -> "pd.Series[int]":
    """For each waiting report the number of the last accepted one of the same key; 0 where there is none."""
    last = accepted.dropna(subset=key).groupby(key)["receipt_no"].max().rename("last_rank")
    return waiting[key].join(last, on=key)["last_rank"].fillna(0).astype("int64")


def not_mended(refused: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Registers with rows refused, a line each with the number of rows, but for rows whose case came later.

    cases: unit as `reporter_code`, `case_no` and the `last_rank` of what told of it.
    """
    rows = refused.assign(case_no=refused["cell_key"].str.replace(r"/[^/]*$", "", regex=True))
    rows = rows.merge(cases, on=["reporter_code", "case_no"], how="left", validate="m:1")
    rows = rows[~(rows["last_rank"].fillna(0) > rows["receipt_no"])]
    place = ["sheet", "sheet_row"]
    once = rows.drop_duplicates(["receipt_no", *place])
    of_report = [name for name in refused if name not in (*place, "cell_key")]
    if once.empty:
        return once[of_report].assign(number=0, at="")
    counted = once.groupby(of_report, dropna=False, sort=False)["sheet_row"].agg(
        number="size", at=lambda rows: ", ".join(f"{row}" for row in sorted(rows.dropna()))
    )
    return counted.reset_index().sort_values("receipt_no", ascending=False)
