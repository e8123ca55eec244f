"""From the bytes of a file to a reading: what it is, who sent it, for which window, and its cells as entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from expectations.catalogue import Catalogue
from expectations.text import fold
from transforms.read.document import TEXT, Document, Sheet, Unreadable, column_letters
from transforms.read.entries import Found, Table
from transforms.read.gate import PersonalColumn, archive_copy, is_classified, kept_document, personal_columns
from transforms.read.headings import by_row, has_own_columns, heading_row_of_each, likely_heading_row
from transforms.read.letterhead import Letterhead, forms_of, read_letterhead, titled_forms
from transforms.read.lookup import FormLookup, Words, form_lookup, sheet_words
from transforms.read.open_document import open_document
from transforms.read.own_sheet import without_own
from transforms.read.portal import portal_form, read_portal_head, read_portal_table
from transforms.read.reading import Reading
from transforms.read.several import settled_among
from transforms.read.stamp import Stamp, stamp_of
from transforms.read.stamped import CONTRADICTION, NO_PERIOD
from transforms.read.table import read_table
from transforms.written_numbers import writes_english

_MOST_LOOKS = 4  # the second sees only what is kept; in odd files that moves where a table seems to end


def read_report(arrival_rank: int, content: bytes, catalogue: Catalogue) -> Reading:
    """Open, gate and read one file; never raises for what is in the file."""
    try:
        document = open_document(content)
    except Unreadable as unreadable:
        return Reading(arrival_rank, "unreadable", f"unreadable:{unreadable.kind}")
    if is_classified(document, content):
        return Reading(arrival_rank, "refused_classified")
    read, cleaned = _looked_at(arrival_rank, document, catalogue)
    if read.outcome == "unreadable":
        return read
    kept = document
    for _ in range(_MOST_LOOKS):
        if cleaned == kept:
            break
        kept = cleaned
        again, cleaned = _looked_at(arrival_rank, kept, catalogue)
        if again.outcome == "unreadable":  # of a form that nobody knows too little is left to be read
            return replace(read, archive_copy=None) if read.outcome == "unknown_form" else again
        read = again
    copy = archive_copy(content, document, kept)
    others = tuple(replace(each, archive_copy=copy, grounds=()) for each in read.others)
    return replace(read, archive_copy=copy, grounds=(), others=others)


def _looked_at(rank: int, document: Document, catalogue: Catalogue) -> tuple[Reading, Document]:
    """What is read in a document, and what of it may be kept: that is then read in its place, and later by replays."""
    personal = personal_columns(document)
    reading = _read_portal if document.report is not None else _read_sheets
    read = reading(rank, document, personal, catalogue)
    return read, kept_document(document, read.grounds, personal, catalogue)


def _read_portal(rank: int, document: Document, personal: list[PersonalColumn], catalogue: Catalogue) -> Reading:
    report = document.report
    assert report is not None
    if not isinstance(report.get("form"), str) or not isinstance(report.get("rows") or [], list):
        return Reading(rank, "unreadable", "unreadable:not-a-report")
    form = portal_form(report, catalogue)
    if form is None:
        return Reading(rank, "unknown_form", cells_read=cells_of(document))
    lookup = form_lookup(form, catalogue)
    keys = frozenset(column.heading.text for column in personal if column.whole)
    head = read_portal_head(report, lookup.form)
    table = read_portal_table(report, lookup, keys)
    return _reading(rank, lookup, head, table, "", personal, cells_of(document))


def _read_sheets(rank: int, document: Document, personal: list[PersonalColumn], catalogue: Catalogue) -> Reading:
    words = sheet_words(catalogue)
    hidden = {
        (column.sheet, cell.row, cell.column): column.kind
        for column in personal
        for cell in (column.heading, *column.cells)
        if cell.text
    }
    stamp, stamped, telling = stamp_of(document)
    seen = _Seen(rank, personal, words, catalogue, stamp)
    looks_like_a_form = False
    named: list[_Named] = []
    reports: list[Reading] = []
    for sheets, settled in _turns(document, stamped, stamp, catalogue):
        for sheet in sheets:
            forms, titled = forms_of(sheet.cells, words)
            looks_like_a_form = looks_like_a_form or titled
            own = {(row, column): kind for (name, row, column), kind in hidden.items() if name == sheet.name}
            found = _recognise(seen, sheet, settled or _narrowed(forms, stamp), titled and not settled, own)
            if found is not None and (not reports or titled or found.window_start):
                reports.append(found)
            elif found is None and forms and not settled:
                named.append(_Named(sheet, _narrowed(forms, stamp), own))
        if reports:
            return _whole(seen, reports, document, telling)
    for each in named:
        if (unread := _not_understood(seen, each)) is not None:
            return _whole(seen, [unread], document, telling)
    if looks_like_a_form:
        return Reading(rank, "unknown_form", cells_read=cells_of(document))
    return Reading(rank, "unreadable", "unreadable:not-a-report")


def _whole(seen: _Seen, reports: Sequence[Reading], document: Document, telling: int) -> Reading:
    """The reports of a file as one reading; the first one accounts for what stands outside of them all."""
    kept, ignored = settled_among(reports, document, seen.stamp, seen.catalogue)
    first, *others = kept
    beside = [column for column in seen.personal if column.sheet not in {each.sheet for each in kept}]
    return replace(
        first,
        found=(*first.found, *_personal_found(beside)),
        cells_read=cells_of(document) - sum(each.cells_read for each in others),
        cells_used=first.cells_used + telling,
        cells_reported=first.cells_reported + _dropped(beside),
        grounds=tuple(ground for each in reports for ground in each.grounds),
        others=tuple(others),
        ignored_sheets=ignored,
    )


@dataclass(frozen=True)
class _Seen:
    """What is known of a document while its sheets are read."""

    rank: int
    personal: list[PersonalColumn]
    words: Words
    catalogue: Catalogue
    stamp: Stamp | None = None


class _Named(NamedTuple):
    """A sheet that names forms by number or title, and its cells that may not be looked at."""

    sheet: Sheet
    forms: tuple[str, ...]
    hidden: dict[tuple[int, int], str]


def _turns(
    document: Document, stamped: Sheet | None, stamp: Stamp | None, catalogue: Catalogue
) -> Iterator[tuple[list[Sheet], tuple[str, ...]]]:
    """Sheets to try together, and the forms that are settled: those in sight, those hidden, then as the stamp says."""
    sheets = [sheet for sheet in without_own(document) if sheet is not stamped]
    in_sight, hidden = ([sheet for sheet in sheets if sheet.hidden == out] for out in (False, True))
    yield in_sight, ()
    yield hidden, ()
    if stamp is not None and stamp.form in catalogue.forms:
        yield in_sight, (stamp.form,)
        yield hidden, (stamp.form,)


def _narrowed(forms: tuple[str, ...], stamp: Stamp | None) -> tuple[str, ...]:
    """The one of several forms, alike on paper, that the stamp names; as they are where it names none of them."""
    return (stamp.form,) if stamp is not None and stamp.form in forms else forms


def _recognise(
    seen: _Seen, sheet: Sheet, forms: tuple[str, ...], titled: bool, hidden: dict[tuple[int, int], str]
) -> Reading | None:
    """The reading of a sheet under the form that it is, or None where it is no declared form."""
    words, catalogue = seen.words, seen.catalogue
    if titled and not forms:
        return None
    rows = by_row(sheet.cells)
    best: tuple[int, FormLookup, int] | None = None
    codes = forms or tuple(catalogue.forms)
    lookups = [form_lookup(catalogue.forms[code], catalogue) for code in codes]
    tops = heading_row_of_each(rows, lookups)
    for lookup, (top, hits) in zip(lookups, tops, strict=True):
        enough = 2 if forms else max(4, (len(lookup.form.columns) * 2) // 3)
        own = forms or (top is not None and has_own_columns(rows, top, lookup))
        if top is not None and own and hits >= enough and (best is None or hits > best[0]):
            best = (hits, lookup, top)
    if best is None:
        return None
    hits, lookup, top = best
    same = forms or tuple(code for code, found in zip(codes, tops, strict=True) if found == (top, hits))
    alike = [form_lookup(catalogue.forms[code], catalogue) for code in _narrowed(same, seen.stamp)]
    return _read_as(seen, sheet, read_table(sheet, rows, top, lookup, words, hidden), alike)


def _not_understood(seen: _Seen, named: _Named) -> Reading | None:
    """The reading of a sheet that names a form and has other headings: it tells which; None where it has none."""
    alike = [form_lookup(seen.catalogue.forms[code], seen.catalogue) for code in named.forms]
    rows, sheet = by_row(named.sheet.cells), named.sheet
    title = max((cell.row for cell in sheet.cells if titled_forms(cell.text, seen.words)), default=0)
    ((top, _),) = heading_row_of_each(rows, alike[:1])
    top = top or likely_heading_row(rows, title)
    if top is None:
        return None
    table = read_table(sheet, rows, top, alike[0], seen.words, named.hidden, understood=False)
    return _read_as(seen, sheet, table, alike)


def _read_as(seen: _Seen, sheet: Sheet, table: Table, alike: list[FormLookup]) -> Reading:
    """The reading of a sheet and its table, under the first of the forms whose period stands above it."""
    lookup, head = _head(sheet, table, alike, seen.words)
    mine = [column for column in seen.personal if column.sheet == sheet.name]
    read = _reading(seen.rank, lookup, head, table, sheet.name, mine, len(sheet.cells))
    return replace(read, says_nothing=_says_nothing(sheet, seen.words))


def _says_nothing(sheet: Sheet, words: Words) -> bool:
    return any(cell.kind == TEXT and fold(cell.text).startswith(words.nothing) for cell in sheet.cells)


def _head(sheet: Sheet, table: Table, alike: list[FormLookup], words: Words) -> tuple[FormLookup, Letterhead]:
    """What stands above the table, under the first of the forms whose period it names.

    Where reporter or period are not above it, what stands beside and below the table is looked at as well.
    """
    above = [cell for cell in sheet.cells if cell.row < table.first_row]
    around = [cell for cell in sheet.cells if cell.row < table.first_row or not table.covers(cell)]
    for cells in (above, around):
        heads = [(each, read_letterhead(cells, words, each.form)) for each in alike]
        told = next(((each, head) for each, head in heads if head.window is not None), heads[0])
        if told[1].reporter and (told[1].window or told[1].contradiction):
            return told
    return told


def _reading(
    rank: int,
    lookup: FormLookup,
    head: Letterhead,
    table: Table,
    sheet: str,
    personal: list[PersonalColumn],
    cell_count: int,
) -> Reading:
    form = lookup.form
    found = [*table.found, *_period_found(head, sheet), *_spoilt_found(head, sheet), *_personal_found(personal)]
    window = head.window
    version = form.version_on(window.start if window else None)
    figures = {column.key for column in form.columns if column.type in ("figure", "quantity", "part_of")}
    texts = [(entry.text, entry.kind) for entry in table.entries if entry.column_key in figures]
    places = {
        name: (cell.row, column_letters(cell.column))
        for name, cell in (
            ("reporter", head.reporter_cell),
            ("tax_code", head.tax_code_cell),
            ("#period", head.period_cell),
        )
        if cell is not None
    }
    places["#table"] = (table.first_row, column_letters(table.columns[0]))
    return Reading(
        arrival_rank=rank,
        outcome="read",
        form_code=form.code,
        form_version=version.version,
        reporter=head.reporter,
        tax_code=head.tax_code,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        estimate=head.estimate or form.status == "always_estimate",
        sheet_unit=head.unit,
        english=writes_english(texts),
        sheet=sheet,
        entries=tuple(table.entries),
        grounds=(table.ground(sheet, form.code, head.used),) if sheet or table.keys else (),
        found=tuple(found),
        titles=table.titles,
        rows=table.rows,
        places=places,
        cells_read=cell_count,
        cells_used=table.used + len(head.used),
        cells_reported=table.reported + _dropped(personal, sheet, head),
    )


def _dropped(personal: Sequence[PersonalColumn], sheet: str = "", head: Letterhead | None = None) -> int:
    """How many cells were dropped unread, those of the letterhead left out; the heading of a JSON key is no cell."""
    return sum(
        head is None or column.sheet != sheet or (cell.row, cell.column) not in head.used
        for column in personal
        if column.kind == "personal"
        for cell in (*column.cells, *([column.heading] if column.heading.column and column.heading.text else []))
    )


def cells_of(document: Document) -> int:
    """How many cells the file holds; of JSON, how many values."""
    if document.report is None:
        return sum(len(sheet.cells) for sheet in document.sheets)
    return _values_in(document.report)


def _values_in(value: object) -> int:
    if isinstance(value, dict):
        return sum(_values_in(each) for each in value.values())
    if isinstance(value, list):
        return sum(_values_in(each) for each in value)
    return int(value not in (None, ""))


def _period_found(head: Letterhead, sheet: str) -> list[Found]:
    if head.window is not None:
        return []
    cell = head.period_cell
    row, column, text = (cell.row, column_letters(cell.column), cell.text) if cell else (None, "", "")
    if head.contradiction:
        return [Found(CONTRADICTION, sheet, row, column, "", text, head.contradiction)]
    return [Found(NO_PERIOD, sheet, row, column, "", text)]


def _spoilt_found(head: Letterhead, sheet: str) -> list[Found]:
    return [
        Found(
            "GEN-18",
            sheet,
            cell.row if sheet else None,
            column_letters(cell.column) if sheet else "",
            "",
            cell.text,
            done,
        )
        for cell, done in head.spoilt
    ]


def _personal_found(personal: Sequence[PersonalColumn]) -> list[Found]:
    return [
        Found("GEN-12", column.sheet, column.heading.row, column_letters(column.heading.column), column.heading.text,
              column.heading.text)
        for column in personal
        if column.kind == "personal"
    ]  # fmt: skip
