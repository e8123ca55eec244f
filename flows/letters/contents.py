"""Queued letters as they go out, made on delivery from what the warehouse holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from expectations.catalogue import load_catalogue
from expectations.periods import Window, label_vi, working_days_after
from flows.failure import note
from flows.findings_table import as_csv
from flows.letters.addressees import address_of_sender
from flows.letters.attachments import Attachment
from flows.letters.material import Material, Row, key_of
from flows.letters.wording import worded
from flows.outboxes import Post
from flows.settings import Settings
from flows.withheld import NAMELESS
from flows.words import OUTCOMES, why_not_read
from transforms.findings import leaves_unjudged
from transforms.letters import (
    MOST_CAUSES,
    Decision,
    Earlier,
    Told,
    answer_by,
    causes_of,
    in_parts,
    refused_rows,
    with_records,
)
from transforms.reminders import OPEN, TO_BOARD, Awaited, by_kind, overdue_table
from transforms.said import Said, named
from transforms.shown import day_shown

OVERDUE = "overdue.csv"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


@dataclass(frozen=True)
class Contents:
    """What a letter says and what goes with it."""

    facts: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()


class Unwritten(NamedTuple):
    """A letter that our own program failed on; it waits, and the others go out."""

    error: str


def compose(material: Material, settings: Settings) -> dict[str, Post | Unwritten | None]:
    """The letters by id, ready to go; None for one of what has come meanwhile, or was decided otherwise."""
    posts: dict[str, Post | Unwritten | None] = {}
    for letter in material.letters:
        try:
            posts[letter["letter_id"]] = compose_one(letter, material, settings)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is put on record and is that letter's
            note(error)
            posts[letter["letter_id"]] = Unwritten(type(error).__name__)
    return posts


def compose_one(letter: Row, material: Material, settings: Settings) -> Post | None:
    """One letter, ready to go."""
    items = material.items[letter["letter_id"]]
    making = result if letter["kind"] in ("result", "decision") else reminder
    contents = making(letter, items, material, settings)
    return as_post(letter, contents, material, settings) if contents else None


def as_post(letter: Row, contents: Contents, material: Material, settings: Settings) -> Post:
    """A letter as an outbox takes it."""
    general = {
        "to": addressed(letter, material), "day": letter["letter_day"].date(), "office": settings.office,
        "roman": ROMAN,
    }  # fmt: skip
    return Post(
        letter_id=letter["letter_id"],
        kind=letter["kind"],
        reporter_code=letter["reporter_code"],
        sender=letter["sender"],
        address=letter["address"] or address_of_sender(settings, letter["sender"]),
        letter_day=letter["letter_day"].date(),
        queued_at=letter["queued_at"].to_pydatetime(),
        letter=worded(letter["kind"], general | contents.facts),
        attachments=contents.attachments,
        office=settings.office,
    )


def result(letter: Row, items: Sequence[Row], material: Material, settings: Settings) -> Contents | None:
    """The letter about the files of a night, with a table or a marked copy for each that needs one."""
    still = [item for item in items if item["submission_id"] not in material.overtaken]
    if not still:
        return None
    day = letter["letter_day"].date()
    told = [told_of(item, material, day, settings) for item in still]
    found = [material.attachments.get(item["submission_id"]) for item in still]
    files = tuple(each for each in found if each is not None)
    facts = {
        "parts": in_parts(told),
        "number": len(told),
        "all_known": all(each.report is not None for each in told),
        "most_causes": MOST_CAUSES,
        "marked": any(name.endswith(".xlsx") for name, _ in files),
        "tabled": any(name.endswith(".csv") for name, _ in files),
    }
    return Contents(facts, files)


def told_of(item: Row, material: Material, day: date, settings: Settings) -> Told:
    """What the letter says of one report; where the name of its file may not be kept, the hash stands for it."""
    outcome, due_on = item["outcome"], item["due_on"].date() if item["due_on"] else None
    findings = as_told(material.findings_of(item["submission_id"]), item)
    why, name = why_not_read(outcome, item["reason"]), item["path"].rpartition("/")[2]
    earlier = material.earlier.get(item["submission_id"], Earlier())
    return Told(
        file=item["sha256"][:12] if name.startswith(NAMELESS) else name,
        outcome=outcome,
        outcome_said=Said(*OUTCOMES.get(outcome, (outcome, outcome))),
        answer_by=answer_by(item["first_outcome"] or outcome, due_on, day, settings.answer_days, settings.swaps),
        report=named(*report_of(item)) if item["title_vi"] else None,
        sheet=item["sheet"],
        ignored_sheets=item["ignored_sheets"] or "",
        receipt=item["file_rank"],
        is_estimate=item["status"] == "estimate",
        decision=Decision(item["act"], item["act_reason"]) if item["act"] else None,
        again_of=item["again_of"],
        of_returned=item["first_outcome"] == "returned",
        why=Said(*why) if why else None,
        causes=causes_of(findings) if len(findings) else (),
        rows=refused_rows(findings, material.rows_kept.get(item["submission_id"], 0)),
        unjudged=leaves_unjudged(zip(findings["effect"], findings["rule_code"], strict=True), load_catalogue()),
        counting=material.counting.get(key_of(item)),
        due_on=due_on,
        returned_on=earlier.returned_on,
        accepted_on=earlier.accepted_on,
        stranger=item["submission_id"] in material.strangers,
        meant=material.strangers.get(item["submission_id"], ()),
    )


def as_told(findings: pd.DataFrame, item: Row) -> pd.DataFrame:
    """The findings of a report with what each asks for, and with the record where one column of a register names it."""
    if findings.empty:
        return findings
    form = load_catalogue().forms.get(item["form_code"] or "")
    doubts = (findings["effect"] == "warn") & findings["doubts"].fillna(0).astype("bool")
    findings = findings.assign(effect=findings["effect"].mask(doubts, "doubt"))
    if item["act"] == "accept":  # accepted in spite of them
        findings = findings.assign(effect=findings["effect"].replace(["return", "refuse_row"], "set_aside"))
    is_keyed = form is not None and form.layout == "register" and len(form.key) == 1
    return with_records(findings) if is_keyed else findings


def reminder(letter: Row, items: Sequence[Row], material: Material, settings: Settings) -> Contents | None:
    """A reminder with its blank forms, or the list for the Board, of what has not come meanwhile."""
    still = [item for item in items if item["filing"] in OPEN]
    if not still:
        return None
    awaited, day = [awaited_of(item, material) for item in still], letter["letter_day"].date()
    if letter["kind"] == TO_BOARD:
        table = overdue_table(day, awaited)
        return Contents({"table": table, "number": len(awaited), "gap": material.gap}, ((OVERDUE, as_csv(table)),))
    forms = tuple(material.blanks[key_of(item)] for item in still if key_of(item) in material.blanks)
    facts = {
        "parts": by_kind(awaited), "forms": len(forms), "gap": material.gap,
        "answer_by": working_days_after(day, settings.answer_days, settings.swaps),
    }  # fmt: skip
    return Contents(facts, forms)


def awaited_of(item: Row, material: Material) -> Awaited:
    """A report that has not come."""
    code = item["reporter_code"]
    form, period = report_of(item)
    return Awaited(item["kind"], code, material.name_of(code), form, period, item["due_on"].date())


def addressed(letter: Row, material: Material) -> str:
    """Whom the letter is for: name and code; blank where nobody knows."""
    code = letter["reporter_code"]
    name = material.name_of(code) if code else ""
    return f"{name} ({code})" if name != code and code else name


def report_of(item: Row) -> tuple[Said, Said]:
    """Form and period; a period that is not known is a dash."""
    form = Said(item["title_vi"], item["title_en"])
    if item["window_start"] is None:
        return form, Said("chưa rõ kỳ", "period not known")
    start, end = item["window_start"].date(), item["window_end"].date()
    return form, Said(label_vi(Window(start, end, item["regime"], item["length"])), span(start, end))


def span(start: date, end: date) -> str:
    """The days of a period in English."""
    days = [day_shown(day, english=True) for day in dict.fromkeys((start, end))]
    return " to ".join(days)
