"""The words of queued letters, made on delivery from what the warehouse holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from expectations.catalogue import load_catalogue
from expectations.periods import Window, label_vi
from flows.findings_table import as_csv
from flows.letters.material import Material, Row, key_of
from flows.outboxes import Post
from flows.words import OUTCOMES, why_not_read
from transforms.findings import leaves_unjudged
from transforms.letter_layout import Draft, Said, laid_out, named
from transforms.letters import Decision, Told, causes_of, result_letter
from transforms.reminders import OPEN, TO_BOARD, Awaited, escalation_letter, overdue_table, reminder_letter

CLASSIFIED = "refused_classified"
OVERDUE = "overdue.csv"


@dataclass(frozen=True)
class Contents:
    """What a letter says and what goes with it."""

    draft: Draft
    attachments: tuple[tuple[str, bytes], ...] = ()


def compose(material: Material) -> dict[str, Post | None]:
    """The letters by id, ready to go; None for a reminder of what has come meanwhile."""
    posts: dict[str, Post | None] = {}
    for letter in material.letters:
        items = material.items[letter["letter_id"]]
        making = result if letter["kind"] in ("result", "decision") else reminder
        contents = making(letter, items, material)
        posts[letter["letter_id"]] = (
            None
            if contents is None
            else Post(
                letter_id=letter["letter_id"],
                kind=letter["kind"],
                reporter_code=letter["reporter_code"],
                address=letter["address"],
                letter_day=letter["letter_day"].date(),
                queued_at=letter["queued_at"].to_pydatetime(),
                letter=laid_out(contents.draft),
                attachments=contents.attachments,
            )
        )
    return posts


def result(letter: Row, items: Sequence[Row], material: Material) -> Contents:
    """The letter about the files of a night, with a table or a marked copy for each that needs one."""
    told = [told_of(item, material.findings_of(item["submission_id"]), material) for item in items]
    found = [material.attachments.get(item["submission_id"]) for item in items]
    files = tuple(each for each in found if each is not None)
    draft = result_letter(
        addressed(letter, material),
        letter["letter_day"].date(),
        told,
        marked=any(name.endswith(".xlsx") for name, _ in files),
        tabled=any(name.endswith(".csv") for name, _ in files),
        decided=letter["kind"] == "decision",
    )
    return Contents(draft, files)


def told_of(item: Row, findings: pd.DataFrame, material: Material) -> Told:
    """What the letter says of one file; the name of a classified one is not repeated."""
    outcome = item["outcome"]
    if item["act"] == "accept":  # accepted in spite of them
        findings = findings.assign(effect=findings["effect"].replace("return", "set_aside"))
    why = why_not_read(outcome, item["reason"])
    earlier = material.earlier.get(item["submission_id"])
    return Told(
        file=item["sha256"][:12] if outcome == CLASSIFIED else item["path"].rpartition("/")[2],
        outcome=outcome,
        outcome_said=Said(*OUTCOMES.get(outcome, (outcome, outcome))),
        report=named(*report_of(item)) if item["title_vi"] else None,
        receipt=item["arrival_rank"],
        decision=Decision(item["act"], item["act_reason"]) if item["act"] else None,
        why=Said(*why) if why else None,
        causes=causes_of(findings) if len(findings) else (),
        unjudged=leaves_unjudged(zip(findings["effect"], findings["rule_code"], strict=True), load_catalogue()),
        counting=material.counting.get(key_of(item)),
        due_on=item["due_on"].date() if item["due_on"] else None,
        returned_on=earlier.returned_on if earlier else None,
        accepted_on=earlier.accepted_on if earlier else None,
    )


def reminder(letter: Row, items: Sequence[Row], material: Material) -> Contents | None:
    """A reminder, or the list for the Board, of what has not come meanwhile."""
    awaited = [awaited_of(item, material) for item in items if item["filing"] in OPEN]
    if not awaited:
        return None
    to, day = addressed(letter, material), letter["letter_day"].date()
    if letter["kind"] == TO_BOARD:
        return Contents(escalation_letter(to, day, awaited), ((OVERDUE, as_csv(overdue_table(day, awaited))),))
    return Contents(reminder_letter(to, day, awaited))


def awaited_of(item: Row, material: Material) -> Awaited:
    """A report that has not come."""
    code = item["reporter_code"]
    form, period = report_of(item)
    return Awaited(item["kind"], code, material.name_of(code), form, period, item["due_on"].date())


def addressed(letter: Row, material: Material) -> Said:
    """Whom the letter is for: name and code, or where the files came from."""
    code, sender = letter["reporter_code"], letter["sender"]
    if code is None:
        return Said(f"Người gửi tệp qua {sender}", f"Whoever sent files through {sender}")
    name = material.name_of(code)
    return Said(*(2 * (f"{name} ({code})" if name != code else code,)))


def report_of(item: Row) -> tuple[Said, Said]:
    """Form and period; a period that is not known is a dash."""
    form = Said(item["title_vi"], item["title_en"])
    if item["window_start"] is None:
        return form, Said("–", "–")
    start, end = item["window_start"].date(), item["window_end"].date()
    return form, Said(label_vi(Window(start, end, item["regime"], item["length"])), span(start, end))


def span(start: date, end: date) -> str:
    """The days of a period."""
    return f"{start:%d/%m/%Y}" if start == end else f"{start:%d/%m/%Y} to {end:%d/%m/%Y}"
