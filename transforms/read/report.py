"""From the bytes of a file to a reading: what it is, who sent it, for which window, and its cells as entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from expectations.catalogue import Catalogue
from expectations.text import fold
from transforms.read.document import TEXT, Document, Sheet, Unreadable, column_letters
from transforms.read.entries import Entry, Found, Table
from transforms.read.gate import PersonalColumn, is_classified, personal_columns, redact
from transforms.read.headings import by_row, has_own_columns, heading_row
from transforms.read.letterhead import Letterhead, forms_of, read_letterhead
from transforms.read.lookup import FormLookup, Words, form_lookup, sheet_words
from transforms.read.open_document import open_document
from transforms.read.own_sheet import without_own
from transforms.read.portal import portal_form, read_portal_head, read_portal_table
from transforms.read.stamp import Stamp, contradicted, stamp_of
from transforms.read.table import read_table
from transforms.written_numbers import writes_english

NO_PERIOD, CONTRADICTION = "GEN-03", "GEN-04"


@dataclass(frozen=True)
class Reading:
    """One file as read. `outcome` is read, unreadable, unknown_form or refused_classified."""

    arrival_rank: int
    outcome: str
    reason: str = ""
    form_code: str | None = None
    form_version: str | None = None
    reporter: str | None = None
    tax_code: str | None = None
    window_start: date | None = None
    window_end: date | None = None
    estimate: bool = False
    sheet_unit: str = ""
    english: bool = False
    sheet: str = ""
    entries: tuple[Entry, ...] = ()
    found: tuple[Found, ...] = ()
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # column key -> letters, heading as written
    rows: dict[str, int] = field(default_factory=dict)  # row code -> its row on the sheet, blank ones too
    places: dict[str, tuple[int, str]] = field(default_factory=dict)  # reporter, tax_code -> row, letters
    cells_read: int = 0
    cells_used: int = 0
    cells_reported: int = 0
    archive_copy: bytes | None = None
    says_nothing: bool = False  # somewhere on the sheet stands that there is nothing to report
    stamp: Stamp | None = None  # what the template was made for that the report was written into

    @property
    def cells_ignored(self) -> int:
        """The cells passed over by name: letterhead, sections, signatures, notes, other sheets."""
        return self.cells_read - self.cells_used - self.cells_reported


def read_report(arrival_rank: int, content: bytes, catalogue: Catalogue) -> Reading:
    """Open, gate and read one file; never raises for what is in the file."""
    try:
        document = open_document(content)
    except Unreadable as unreadable:
        return Reading(arrival_rank, "unreadable", f"unreadable:{unreadable.kind}")
    if is_classified(document, content):
        return Reading(arrival_rank, "refused_classified")
    personal = personal_columns(document)
    reading = _read_portal if document.report is not None else _read_sheets
    read = reading(arrival_rank, document, personal, catalogue)
    if read.outcome == "unreadable":
        return read
    return replace(read, archive_copy=redact(content, document, personal) if personal else content)


def _read_portal(rank: int, document: Document, personal: list[PersonalColumn], catalogue: Catalogue) -> Reading:
    report = document.report
    assert report is not None
    if not isinstance(report.get("form"), str) or not isinstance(report.get("rows") or [], list):
        return Reading(rank, "unreadable", "unreadable:not-a-report")
    form = portal_form(report, catalogue)
    if form is None:
        return Reading(rank, "unknown_form", cells_read=cells_of(document))
    lookup = form_lookup(form, catalogue)
    keys = frozenset(column.heading.text for column in personal)
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
    seen = _Seen(rank, personal, words, catalogue, cells_of(document), stamp, telling)
    looks_like_a_form = False
    read: Reading | None = None
    for sheet, settled in _turns(document, stamped, stamp, catalogue):
        if settled and read is not None:
            break
        forms, titled = forms_of(sheet.cells, words)
        looks_like_a_form = looks_like_a_form or titled
        own = {(row, column): kind for (name, row, column), kind in hidden.items() if name == sheet.name}
        found = _recognise(seen, sheet, settled or _narrowed(forms, stamp), titled and not settled, own)
        if found is None:
            continue
        if read is None:
            read = found
            continue
        first = sheet.cells[0]
        extra = Found("GEN-11", sheet.name, first.row, column_letters(first.column), sheet.name, first.text)
        told = len(sheet.cells) - list(own.values()).count("personal")  # which are told of already
        read = replace(read, found=(*read.found, extra), cells_reported=read.cells_reported + told)
    if read is not None:
        return read
    if looks_like_a_form:
        return Reading(rank, "unknown_form", cells_read=cells_of(document))
    return Reading(rank, "unreadable", "unreadable:not-a-report")


@dataclass(frozen=True)
class _Seen:
    """What is known of a document while its sheets are read."""

    rank: int
    personal: list[PersonalColumn]
    words: Words
    catalogue: Catalogue
    cells: int
    stamp: Stamp | None = None
    telling: int = 0  # cells of the stamp's sheet that tell something


def _turns(
    document: Document, stamped: Sheet | None, stamp: Stamp | None, catalogue: Catalogue
) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    """The sheets with nothing settled; then, if none was a form, once more as the form that the stamp names."""
    sheets = [sheet for sheet in without_own(document) if sheet is not stamped]
    yield from ((sheet, ()) for sheet in sheets)
    if stamp is not None and stamp.form in catalogue.forms:
        yield from ((sheet, (stamp.form,)) for sheet in sheets)


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
    for code in forms or tuple(catalogue.forms):
        lookup = form_lookup(catalogue.forms[code], catalogue)
        top, hits = heading_row(rows, lookup)
        enough = 2 if forms else max(4, (len(lookup.form.columns) * 2) // 3)
        own = forms or (top is not None and has_own_columns(rows, top, lookup))
        if top is not None and own and hits >= enough and (best is None or hits > best[0]):
            best = (hits, lookup, top)
    if best is None:
        return None
    hits, lookup, top = best
    same = forms or tuple(
        code for code in catalogue.forms
        if heading_row(rows, form_lookup(catalogue.forms[code], catalogue)) == (top, hits)
    )  # fmt: skip
    alike = [form_lookup(catalogue.forms[code], catalogue) for code in _narrowed(same, seen.stamp)]
    table = read_table(sheet, rows, top, lookup, words, hidden)
    lookup, head = _head(sheet, table, alike, words)
    read = _reading(seen.rank, lookup, head, table, sheet.name, seen.personal, seen.cells)
    read = replace(read, says_nothing=_says_nothing(sheet, words))
    return read if seen.stamp is None else _stamped(read, seen.stamp, head, seen.telling, catalogue)


def _says_nothing(sheet: Sheet, words: Words) -> bool:
    return any(cell.kind == TEXT and fold(cell.text).startswith(words.nothing) for cell in sheet.cells)


def _stamped(read: Reading, stamp: Stamp, head: Letterhead, telling: int, catalogue: Catalogue) -> Reading:
    """The reading with what the sheet leaves open filled in from the stamp; a fault where the two contradict."""
    read = replace(read, stamp=stamp, cells_used=read.cells_used + telling)
    if stamp.form not in catalogue.forms:
        return read
    told = Stamp(read.form_code or "", "", read.reporter or "", read.window_start, read.window_end)
    against = tuple(contradicted(told, stamp))
    if against:
        found = tuple(_against(read, *each, catalogue) for each in against)
        settled = all(name != "period" for name, _, _ in against)
        read = replace(read, found=(*read.found, *found))
        return read if settled else replace(read, window_start=None, window_end=None)
    read = replace(read, reporter=read.reporter or stamp.reporter or None)
    if head.period_cell is not None or not (stamp.window_start and stamp.window_end):
        return read
    version = catalogue.forms[stamp.form].version_on(stamp.window_start).version
    found = tuple(each for each in read.found if each.rule_code != NO_PERIOD)
    return replace(
        read, window_start=stamp.window_start, window_end=stamp.window_end, form_version=version, found=found
    )


def _against(read: Reading, name: str, told: str, stamped: str, catalogue: Catalogue) -> Found:
    """That the visible sheet tells one thing and the template was made for another."""
    words, form = catalogue.words, catalogue.forms[read.form_code or ""]
    titles = {
        "form": words.form_number[0],
        "reporter": words.template.reporter_code[form.reporter],
        "period": words.period[0],
    }
    row, column = read.places.get(f"#{name}", read.places.get(name, (None, "")))
    expected = f"mẫu đã cấp cho / the template is for {stamped}"
    return Found(CONTRADICTION, read.sheet, row, column, titles[name], told, expected)


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
    found = [*table.found, *_period_found(head, sheet), *_personal_found(personal)]
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
        found=tuple(found),
        titles=table.titles,
        rows=table.rows,
        places=places,
        cells_read=cell_count,
        cells_used=table.used + len(head.used),
        cells_reported=table.reported + _dropped(personal, sheet, head),
    )


def _dropped(personal: list[PersonalColumn], sheet: str, head: Letterhead) -> int:
    """How many cells were dropped unread, those of the letterhead left out; the heading of a JSON key is no cell."""
    return sum(
        column.sheet != sheet or (cell.row, cell.column) not in head.used
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


def _personal_found(personal: list[PersonalColumn]) -> list[Found]:
    return [
        Found("GEN-12", column.sheet, column.heading.row, column_letters(column.heading.column), column.heading.text,
              column.heading.text)
        for column in personal
        if column.kind == "personal"
    ]  # fmt: skip
