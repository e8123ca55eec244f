"""Rules that are switched off for a range of periods: what they find is told, and has no consequence.

A range is of the first days of periods, as `since` and `until` of a rule are: so a late report and a replay are judged
as a timely one was. Where no period was settled the day of arrival stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from transforms.judged import PASSED_OVER, no_passed_over

if TYPE_CHECKING:
    from transforms.conform import Conformed
    from transforms.inputs import Held


def sifted(found: pd.DataFrame, conformed: Conformed, held: Held) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The faults that count, and with `switch_id` those whose rule is off."""
    if held.switches.empty or found.empty:
        return found, found.iloc[:0].assign(switch_id=pd.Series(dtype="int64"))
    starts, arrived = (
        pd.Series(days.reindex(found["arrival_rank"]).to_numpy(), index=found.index, dtype="datetime64[s]")
        for days in (conformed.reports["window_start"], held.acts.arrived_on)
    )
    days = starts.fillna(arrived)
    switch = switch_of(found["rule_code"], days, conformed.form.code, held.switches)
    off = switch.notna()
    return found[~off].reset_index(drop=True), found[off].assign(switch_id=switch[off].astype("int64"))


def switch_of(rule_codes: pd.Series, days: pd.Series, form: str, switches: pd.DataFrame) -> pd.Series:
    """The switch by which each rule was off on its day; of those that cover the day the last one holds."""
    found = pd.Series(pd.NA, index=rule_codes.index, dtype="Int64")
    ours = switches[switches["form_code"].isna() | (switches["form_code"] == form)]
    for switch in ours.sort_values("switch_id").to_dict("records"):
        covered = (rule_codes == switch["rule_code"]) & days.between(switch["from_on"], switch["to_on"])
        found = found.mask(covered.astype(bool), switch["switch_id"] if switch["is_off"] else pd.NA)
    return found


def passed_over(words: pd.DataFrame, off: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The findings of rules that were off, in words, each with its switch."""
    if words.empty:
        return no_passed_over()
    switches = pd.concat(off, ignore_index=True)[["arrival_rank", "rule_code", "switch_id"]].drop_duplicates()
    told = words.merge(switches, on=["arrival_rank", "rule_code"], validate="m:1")
    return told[list(PASSED_OVER)].astype(PASSED_OVER)
