"""Whom files may come from whose code is in no register: asked of the register on delivery, and stored nowhere."""

from datetime import date
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form, load_catalogue
from expectations.periods import Window
from flows.archive import read_archived
from flows.template_facts import listed_reporters, registered_projects
from transforms.letters import Named
from transforms.nearest_reporter import STRANGER, Clues, Register, Registered
from transforms.read.document import Document, Unreadable
from transforms.read.open_document import open_document

HEAD_ROWS = 20  # in which a file says who sends it


def strangers(
    connection: sa.Connection, items: pd.DataFrame, findings: pd.DataFrame, archive: Path, today: date
) -> dict[int, tuple[Named, ...]]:
    """By submission whom it may come from, for those whose reporter no register knows."""
    unknown = findings.loc[(findings["rule_code"] == STRANGER) & (findings["effect"] == "return"), "submission_id"]
    files = items[items["submission_id"].isin(unknown)].drop_duplicates("submission_id")
    registers: dict[str, Register] = {}
    found: dict[int, tuple[Named, ...]] = {}
    for file in files.to_dict("records"):
        form = load_catalogue().forms.get(file["form_code"])
        if form is None:  # it was declared once, and is no longer
            continue
        if form.reporter not in registers:
            registers[form.reporter] = register_of(connection, form, today)
        texts = texts_of(archive, text(file["archived_sha256"]), text(file["sheet"]))
        clues = Clues(text(file["reporter_code"]), texts)
        found[int(file["submission_id"])] = registers[form.reporter].meant(clues)
    return found


def register_of(connection: sa.Connection, form: Form, today: date) -> Register:
    """Those who may report by a form, as the registers say by that day."""
    known = listed_reporters(form)
    if form.reporter == "project":
        known = registered_projects(connection, Window(today, today, "calendar", "day"))[0]
    return Register([Registered(each.code, each.name, each.tax_code) for each in known.values()])


def texts_of(archive: Path, sha256: str | None, sheet: str | None) -> tuple[str, ...]:
    """What stands at the head of an archived report; nothing where it is not kept or cannot be opened."""
    try:
        return head_of(open_document(read_archived(archive, sha256)), sheet) if sha256 else ()
    except (OSError, ValueError, Unreadable):
        return ()


def head_of(document: Document, name: str | None) -> tuple[str, ...]:
    """The texts at the head of the sheet of that name, else of each, and those of a portal's report itself."""
    told = [str(value) for value in (document.report or {}).values() if isinstance(value, str | int)]
    sheets = [sheet for sheet in document.sheets if name in (None, sheet.name)]
    told += [cell.text for sheet in sheets for cell in sheet.cells if cell.row <= HEAD_ROWS]
    return tuple(dict.fromkeys(told))


def text(value: object) -> str | None:
    """A cell of text, None where it is blank."""
    return value if isinstance(value, str) else None
