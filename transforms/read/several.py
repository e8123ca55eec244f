"""Several reports in one workbook: a sheet a month, two forms, two projects. Each is a report of its own.

A sheet that is prepared and still blank is none; nor is one that repeats another word for word. Two sheets that tell
the same form, reporter and period differently contradict each other: which one is meant is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from expectations.catalogue import Catalogue
from transforms.read.document import Document
from transforms.read.own_sheet import without_own
from transforms.read.reading import Reading
from transforms.read.stamp import SHEET, Stamp
from transforms.read.stamped import stamped


def settled_among(
    reports: Sequence[Reading], document: Document, stamp: Stamp | None, catalogue: Catalogue
) -> tuple[list[Reading], tuple[int, ...]]:
    """The reports of a workbook, and the places of the visible sheets that are none of ours."""
    kept = [each for each in reports if each.entries or each.says_nothing] or list(reports[:1])
    if stamp is not None:
        kept = stamped_once(kept, stamp, catalogue)
    kept = contradicting(without_repeats(kept))
    names = {each.sheet for each in kept}
    sheets = [sheet for sheet in without_own(document) if sheet.name != SHEET]
    return kept, tuple(
        place for place, sheet in enumerate(sheets, 1) if sheet.cells and not sheet.hidden and sheet.name not in names
    )


def without_repeats(reports: Sequence[Reading]) -> list[Reading]:
    """The reports without those that say word for word what one before them says of the same period."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for each in reports:
        cells = ((entry.row_key, entry.column_key, entry.text, entry.unit) for entry in each.entries)
        said = (*subject_of(each), *cells)
        if said not in seen:
            kept.append(each)
        seen.add(said)
    return kept


def contradicting(reports: Sequence[Reading]) -> list[Reading]:
    """The reports; those that tell the same form, reporter and period otherwise than another sheet name that sheet."""
    told = []
    for each in reports:
        same = [one.sheet for one in reports if one is not each and subject_of(one) == subject_of(each)]
        told.append(replace(each, contradicted_by=same[0] if same and each.window_start else ""))
    return told


def subject_of(reading: Reading) -> tuple[object, ...]:
    """What a report is about: form, reporter, period, and whether it is an estimate."""
    return reading.form_code, reading.reporter, reading.window_start, reading.window_end, reading.estimate


def stamped_once(reports: Sequence[Reading], stamp: Stamp, catalogue: Catalogue) -> list[Reading]:
    """The reports, the one that the template was made for with its stamp: copies of its sheet bear none."""
    of_form = [each for each in reports if each.form_code == stamp.form] or reports
    own = next((each for each in of_form if each.window_start == stamp.window_start), of_form[0])
    return [stamped(each, stamp, catalogue) if each is own else each for each in reports]
