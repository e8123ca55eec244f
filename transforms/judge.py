"""From readings and history to outcomes: what is accepted, what is returned and why, and the rows to load.

Two passes over the whole batch: first what settles acceptance (it needs no history, but the register as known on
arrival), then the warnings, against what was accepted at a lower rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from expectations.catalogue import Catalogue, Form
from expectations.codes import load
from expectations.fingerprints import catalogue_fingerprint
from expectations.rule import Rule
from expectations.suites import Check
from transforms.acts import FOR_EVER, acts_of, waiting
from transforms.blank_templates import blank_templates
from transforms.conform import Conformed, conform
from transforms.early import early_faults
from transforms.facts import facts_of, no_facts
from transforms.faults import FAULTS, faults
from transforms.findings import with_words
from transforms.history import History
from transforms.inputs import Held
from transforms.judged import Judged
from transforms.loadable import only_loadable
from transforms.number_codes import as_first_written
from transforms.outcomes import outcomes
from transforms.read.reading import Reading
from transforms.repeats import perhaps_meant_anew, repeats, same_bytes_as, with_content, without
from transforms.rules import broken_rules, rule_batches
from transforms.shown_otherwise import shown_faults
from transforms.switches import passed_over, sifted
from transforms.twice import twice_faults
from transforms.verdicts import Verdicts

__all__ = ["Judged", "judge"]


def judge(readings: Sequence[Reading], arrivals: pd.DataFrame, catalogue: Catalogue, history: History) -> Judged:
    """The outcome of every reading of a batch. `arrivals` has arrival_rank, sha256 and arrived_on of each."""
    first = same_bytes_as(arrivals, history.submissions)
    anew = perhaps_meant_anew(first, readings, history.submissions)
    duplicate_of = {rank: of for rank, of in first.items() if rank not in anew}
    held = _held(history, arrivals)
    verdicts, held = verdicts_of(readings, duplicate_of, catalogue, held)
    judged = _judged(readings, duplicate_of, verdicts, catalogue, history, held)
    judged = replace(judged, submissions=with_content(judged))
    return without(judged, repeats(judged.submissions, arrivals, history.submissions, anew, first))


def verdicts_of(
    readings: Sequence[Reading], duplicate_of: Mapping[int, int], catalogue: Catalogue, held: Held
) -> tuple[list[Verdicts], Held]:
    """Both passes over the readings that are no duplicates, form by form; and what is held after them."""
    fresh = [reading for reading in readings if reading.arrival_rank not in duplicate_of]
    read = [reading for reading in fresh if reading.outcome == "read"]
    verdicts: list[Verdicts] = []
    for registers in (True, False):  # the register first: others are judged by it
        codes = sorted(
            {code for reading in read if _is_register(code := reading.form_code or "", catalogue) == registers}
        )
        of_form = {code: [reading for reading in read if reading.form_code == code] for code in codes}
        conformed = {code: conform(catalogue.forms[code], mine, catalogue) for code, mine in of_form.items()}
        unknown = _unknown(list(conformed.values()), catalogue, held)
        for code, mine in of_form.items():
            verdict = accept(conformed[code], mine, unknown, catalogue, held)
            held = _with_accepted(held, verdict, catalogue)
            verdicts.append(verdict)
    return [warned(verdict, catalogue, held) for verdict in verdicts], held


def suites_of(
    readings: Sequence[Reading], catalogue: Catalogue, history: History
) -> list[tuple[str, pd.DataFrame, list[Check]]]:
    """Name, frame and checks of every suite that judges these readings, for Data Docs."""
    verdicts, held = verdicts_of(readings, {}, catalogue, _held(history, pd.DataFrame()))
    return [
        (f"{verdict.conformed.form.code}-{checks[0].rule.grain}", rows, checks)
        for verdict in verdicts
        for rows, checks in rule_batches(
            verdict.conformed, verdict.conformed.form.rules, verdict.found, catalogue, held
        )
    ]


def _is_register(code: str, catalogue: Catalogue) -> bool:
    return catalogue.forms[code].loads == "projects"


def accept(
    conformed: Conformed, readings: Sequence[Reading], unknown: pd.DataFrame, catalogue: Catalogue, held: Held
) -> Verdicts:
    """The first pass over the reports of a form: what settles acceptance. unknown: reporters that no list has."""
    form = conformed.form
    strangers = unknown[unknown["arrival_rank"].isin(conformed.reports["arrival_rank"])]
    parts = [_found(readings), conformed.faults, strangers, _totals(conformed, catalogue)]
    parts += [blank_templates(conformed, readings, catalogue), early_faults(conformed, catalogue, held)]
    parts += [twice_faults(conformed, readings, catalogue), shown_faults(conformed, catalogue)]
    found, off = sifted(pd.concat(parts, ignore_index=True), conformed, held)
    rules = [rule for rule in form.rules if not form.needs_history(rule)]
    broken, broken_off = sifted(broken_rules(conformed, rules, found, catalogue, held), conformed, held)
    found, off = (pd.concat(both, ignore_index=True) for both in ([found, broken], [off, broken_off]))
    return _settled(conformed, found, catalogue, held, off)


def warned(verdict: Verdicts, catalogue: Catalogue, held: Held) -> Verdicts:
    """The second pass: the rules that see what was accepted before."""
    form = verdict.conformed.form
    rules = [rule for rule in form.rules if form.needs_history(rule)]
    broken = broken_rules(verdict.conformed, rules, verdict.found, catalogue, held)
    broken, off = sifted(broken, verdict.conformed, held)
    found = pd.concat([verdict.found, broken], ignore_index=True)
    every_off = pd.concat([verdict.off, off], ignore_index=True)
    return replace(verdict, found=_without_noise(found, form, catalogue), off=every_off)


def _found(readings: Sequence[Reading]) -> pd.DataFrame:
    rows = [
        {"arrival_rank": reading.arrival_rank, "rule_code": found.rule_code, "sheet": found.sheet, "row": found.row,
         "column": found.column, "title": found.title, "value": found.value, "expected": found.expected,
         "nearest": found.nearest, "column_key": found.column_key, "entry": found.entry, "vi": "", "en": "",
         "fitting_value": None, "fitting_unit": None}
        for reading in readings
        for found in reading.found
    ]  # fmt: skip
    return pd.concat([FAULTS, pd.DataFrame(rows, columns=FAULTS.columns).astype(FAULTS.dtypes)], ignore_index=True)


def _unknown(conformed: Sequence[Conformed], catalogue: Catalogue, held: Held) -> pd.DataFrame:
    """GEN-01 and GEN-02, judged of the reports of all these forms together."""
    of_projects = [each for each in conformed if each.form.reporter == "project"]
    found = [FAULTS, *(_strangers(each, catalogue) for each in conformed if each.form.reporter != "project")]
    if of_projects:
        reports = pd.concat([each.reports.reset_index(drop=True) for each in of_projects], ignore_index=True)
        rules = [catalogue.rule("GEN-01"), catalogue.rule("GEN-02")]
        all_of_them = replace(of_projects[0], reports=reports)
        broken = broken_rules(all_of_them, rules, FAULTS, catalogue, held, general=True)
        found.append(_before_the_register(broken, rules[0], held))
    return pd.concat(found, ignore_index=True)


def _before_the_register(broken: pd.DataFrame, rule: Rule, held: Held) -> pd.DataFrame:
    """The faults, those of reports that came before any register of projects in the words for that."""
    first = held.projects["arrival_rank"].min() if len(held.projects) else FOR_EVER
    early = (broken["rule_code"] == rule.code) & (broken["arrival_rank"] < first)
    return broken.assign(
        vi=broken["vi"].mask(early, rule.empty_vi),
        en=broken["en"].mask(early, rule.empty_en),
        expected=broken["expected"].mask(early, ""),
    )


def _strangers(conformed: Conformed, catalogue: Catalogue) -> pd.DataFrame:
    form, reports = conformed.form, conformed.reports.reset_index(drop=True)
    known = {code for code in reports["reporter"].dropna() if _is_unit(code, form, catalogue)}
    strangers = reports[~reports["reporter"].isin(known)]
    cells = strangers.assign(entry=None, sheet="", row=None, column="", column_key="reporter")
    return faults("GEN-01", cells, value="reporter")


def _is_unit(code: str, form: Form, catalogue: Catalogue) -> bool:
    return (
        code == catalogue.words.board_code if form.reporter == "board" else load("police_units").code_of(code) == code
    )


def _totals(conformed: Conformed, catalogue: Catalogue) -> pd.DataFrame:
    rule = catalogue.rule("GEN-09")
    if conformed.totals.empty:
        return FAULTS
    return broken_rules(conformed, [rule], FAULTS, catalogue, None, frame=conformed.totals)


def _settled(
    conformed: Conformed, found: pd.DataFrame, catalogue: Catalogue, held: Held, off: pd.DataFrame
) -> Verdicts:
    """What is accepted: what the findings leave, what an officer accepted in spite of them, nothing that waits."""
    form, forced = conformed.form, held.acts.forced
    found = _without_noise(found, form, catalogue)
    returned, refused = standing_of(found, form, catalogue, conformed)
    returned -= forced
    refused = refused[~refused.get_level_values("arrival_rank").isin(list(forced & set(conformed.reports.index)))]
    acceptable = conformed.reports[~conformed.reports["arrival_rank"].isin(returned)]
    stopped = waiting(form, acceptable, held.reports, held.acts)
    stopped = {rank: why for rank, why in stopped.items() if rank not in forced}
    reports = acceptable[~acceptable["arrival_rank"].isin(stopped)]
    facts = only_loadable(facts_of(conformed, reports, refused), forced)
    return Verdicts(conformed, found, facts, frozenset(returned), stopped, off)


def _effects(found: pd.DataFrame, form: Form, catalogue: Catalogue) -> pd.Series:
    named = list(zip(found["rule_code"], found["entry"].notna(), strict=True))
    effects = {(code, of_row): catalogue.rule(code, form.code, of_row=of_row).effect for code, of_row in set(named)}
    return pd.Series([effects[each] for each in named], index=found.index, dtype="str")


def _without_noise(found: pd.DataFrame, form: Form, catalogue: Catalogue) -> pd.DataFrame:
    """Without what a graver finding makes idle: others beside a rule that stands alone, warnings of refused rows."""
    if found.empty:
        return found
    own = found["rule_code"].isin([rule.code for rule in form.rules])
    alone = found["rule_code"].isin([rule.code for rule in form.rules if rule.alone])
    stopped = found["arrival_rank"].isin(found.loc[alone, "arrival_rank"])
    found = found[~(stopped & own & ~alone)]
    effects = _effects(found, form, catalogue)
    keys = pd.MultiIndex.from_frame(found[["arrival_rank", "entry"]])
    refused = keys[(effects == "refuse_row").to_numpy(dtype=bool)]
    idle = (effects == "warn").to_numpy(dtype=bool) & keys.isin(refused) & found["entry"].notna().to_numpy(dtype=bool)
    return found[~idle].reset_index(drop=True)


def standing_of(
    found: pd.DataFrame, form: Form, catalogue: Catalogue, conformed: Conformed
) -> tuple[set[int], pd.MultiIndex]:
    """The reports that are returned, and the (arrival_rank, entry) of refused rows."""
    effects = _effects(found, form, catalogue)
    returned = set(found.loc[effects == "return", "arrival_rank"])
    rows = found[(effects == "refuse_row") & found["entry"].notna()].astype({"entry": "int64"})
    refused = pd.MultiIndex.from_frame(rows[["arrival_rank", "entry"]].drop_duplicates())
    if not rows.empty:
        records = conformed.records[["arrival_rank", "entry"]]
        left = records.loc[~pd.MultiIndex.from_frame(records).isin(refused), "arrival_rank"]
        returned |= set(rows["arrival_rank"]) - set(left)
    return returned, refused


def _held(history: History, arrivals: pd.DataFrame) -> Held:
    finals = history.submissions[
        history.submissions["outcome"].isin(["accepted", "accepted_with_warnings"])
        & (history.submissions["status"] == "final")
    ]
    return Held(
        reports=finals.rename(columns={"reporter_code": "reporter"})[
            ["form_code", "reporter", "window_start", "window_end", "arrival_rank"]
        ],
        figures=history.observations.rename(columns={"indicator_code": "indicator"})[
            ["arrival_rank", "indicator", "measure", "value"]
        ],
        projects=history.projects,
        incidents=history.cases,
        acts=acts_of(history, arrivals),
        switches=history.switches,
    )


def _with_accepted(held: Held, verdict: Verdicts, catalogue: Catalogue) -> Held:
    """What is held once the accepted reports of a form have joined it."""
    facts = verdict.facts
    finals = facts.reports[facts.reports["status"] == "final"]
    reports = finals.assign(form_code=verdict.conformed.form.code)[held.reports.columns.to_list()]
    figures = facts.observations[facts.observations["status"] == "final"]
    figures = figures.rename(columns={"indicator_code": "indicator"})[held.figures.columns.to_list()]
    return Held(
        reports=_joined(held.reports, reports),
        figures=_joined(held.figures, figures),
        projects=_joined(held.projects, facts.projects),
        incidents=_joined(held.incidents, facts.incidents),
        acts=held.acts,
        switches=held.switches,
    )


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    frames = [frame for frame in (first, second) if not frame.empty]
    if not frames:
        return first
    return pd.concat(frames, ignore_index=True)[list(first.columns)] if not first.empty else second


def _judged(
    readings: Sequence[Reading],
    duplicate_of: dict[int, int],
    verdicts: Sequence[Verdicts],
    catalogue: Catalogue,
    history: History,
    held: Held,
) -> Judged:
    by_rank = {reading.arrival_rank: reading for reading in readings}
    findings = with_words(verdicts, by_rank, catalogue)
    returned = frozenset[int]().union(*(verdict.returned for verdict in verdicts))
    decided: dict[int, tuple[str, str | None]] = {
        rank: ("held", why) for verdict in verdicts for rank, why in verdict.waiting.items()
    }
    decided |= dict.fromkeys(held.acts.withdrawn, ("withdrawn", None))
    submissions = outcomes(
        readings, duplicate_of, returned, set(findings["arrival_rank"]), catalogue, history.submissions, decided
    )
    facts = [verdict.facts for verdict in verdicts] or [no_facts()]

    def told(name: str) -> pd.DataFrame:
        rows: pd.DataFrame = pd.concat([getattr(each, name) for each in facts], ignore_index=True)
        return rows[~rows["arrival_rank"].isin(held.acts.withdrawn)].reset_index(drop=True)

    return Judged(
        submissions=submissions.assign(
            rule_set_sha256=catalogue_fingerprint(catalogue), ignored_sheets=_ignored_sheets(readings)
        ),
        observations=told("observations"),
        incidents=as_first_written(told("incidents"), history.cases),
        projects=told("projects"),
        targets=told("targets"),
        published_figures=told("published_figures"),
        entries=told("entries"),
        nil_answers=told("nil_answers"),
        findings=findings,
        passed_over=passed_over(
            with_words(
                [replace(verdict, found=verdict.off[FAULTS.columns]) for verdict in verdicts], by_rank, catalogue
            ),
            [verdict.off for verdict in verdicts],
        ),
    )


def _ignored_sheets(readings: Sequence[Reading]) -> pd.Series:
    """The places of the sheets that are no report, in the order of arrival."""
    ordered = sorted(readings, key=lambda reading: reading.arrival_rank)
    return pd.Series([", ".join(map(str, each.ignored_sheets)) or None for each in ordered], dtype="str")
