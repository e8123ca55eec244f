"""A second look at the XML of an .xlsx sheet: error values, formulas without a value, cells far from all others.

Nothing is evaluated: a formula is text. Entities are not expanded and nothing outside the file is loaded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, Unreadable, column_letters, column_number
from transforms.read.limits import LARGEST_AREA
from transforms.read.number_formats import misleading_formats, plain_number, power_shown, whole_number
from transforms.read.package import Package, zip_again
from transforms.read.sheet_walk import Range, SheetWalk, XmlCell
from transforms.read.workbook_parts import WorkbookParts

_FAR = re.compile(rb'<c r="(?:[A-Za-z]{3}|[A-Za-z]+[0-9]{5})')
_CELL = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"')
_COUNTS_OF = re.compile(rb"<(?:[\w.-]+:)?sst\b[^>]*>")
_COUNT = re.compile(rb"""\b(?:uniqueC|c)ount=["']([0-9]+)["']""")


@dataclass
class Look:
    """What the second look found in a sheet, at 1-based addresses: special cells with kind and text, and the powers of
    ten by which a number is shown otherwise than stored.

    `rows` and `columns` are set where the sheet was pressed together: the true numbers of the rows and columns left.
    """

    special: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    powers: dict[tuple[int, int], int] = field(default_factory=dict)


def examine_xlsx(content: bytes, package: Package, parts: WorkbookParts) -> tuple[bytes, dict[int, Look]]:
    """Return the second looks by the sheet's place, and the content, with far-flung sheets pressed together."""
    looks: dict[int, Look] = {}
    changed = _true_counts(package, parts)
    formulas: list[tuple[int, XmlCell]] = []
    misleading = misleading_formats(package, parts)
    for place, sheet in enumerate(parts.sheets):
        part = sheet.member
        if not part or (_ordinary(data := package.read(part)) and not _uses(data, misleading)):
            continue
        walk = SheetWalk(data)
        looks[place] = Look(_special(walk.cells), merged=walk.merged, powers=_powers(walk.cells, misleading))
        formulas += [(place, cell) for cell in walk.cells if cell.formula is not None]
        if _area(walk.cells) > LARGEST_AREA:
            changed[part] = _press(data, walk.cells, looks[place])
    if parts.to_be_calculated and all(_is_zero(cell) for _, cell in formulas):
        for place, cell in formulas:
            looks[place].special[cell.row, cell.column] = (FORMULA_WITHOUT_VALUE, _formula_text(cell.formula or ""))
    return (zip_again(package, changed) if changed else content), looks


def _true_counts(package: Package, parts: WorkbookParts) -> dict[str, bytes]:
    """The shared texts without their counts, where these are beyond what stands there: a reader would trust them."""
    member = parts.shared.get("sharedStrings", "")
    data = package.read(member) if member else b""
    head = _COUNTS_OF.search(data)
    if head is None or all(int(count) <= len(data) for count in _COUNT.findall(head[0])):
        return {}
    return {member: data[: head.start()] + _COUNT.sub(b"", head[0]) + data[head.end() :]}


def _uses(data: bytes, formats: Mapping[int, str]) -> bool:
    """Say whether a cell of the sheet has one of the formats."""
    return any(b's="%d"' % number in data for number in formats)


def _powers(cells: list[XmlCell], misleading: Mapping[int, str]) -> dict[tuple[int, int], int]:
    powers = {}
    for cell in cells if misleading else ():
        code = misleading.get(whole_number(cell.attributes.get("s")), "")
        value = plain_number(cell.value) if code and cell.attributes.get("t", "n") == "n" else None
        if value is not None and (power := power_shown(code, value)):
            powers[cell.row, cell.column] = power
    return powers


def _is_zero(cell: XmlCell) -> bool:
    """Say whether the formula's stored value is the 0 that some programs write beside what they do not calculate."""
    return cell.value == "0" and cell.attributes.get("t", "n") == "n"


def _ordinary(data: bytes) -> bool:
    """Say whether the XML is whole and every cell plain: `<c r="…`, near the others, no error and no formula."""
    return (
        data.rstrip().endswith(b"</worksheet>")
        and data.count(b'<c r="') == data.count(b"<c") - data.count(b"<col")
        and b"<f" not in data
        and b't="e"' not in data
        and b":sheetData" not in data
        and b"\0" not in data[:100]
        and not _far(data)
    )


def _far(data: bytes) -> bool:
    """Say whether the rectangle around the cells, blank ones too, is larger than should be laid out."""
    if not _FAR.search(data):
        return False
    cells = _CELL.findall(data)
    if not cells:
        return True
    column, _ = max(cells, key=lambda cell: (len(cell[0]), cell[0]))
    return column_number(column.decode()) * max(int(row) for _, row in cells) > LARGEST_AREA


def _special(cells: list[XmlCell]) -> dict[tuple[int, int], tuple[str, str]]:
    special = {}
    for cell in cells:
        kind = cell.attributes.get("t", "n")
        if kind == "e":
            special[cell.row, cell.column] = (ERROR, (cell.value or "").strip() or "#VALUE!")
        elif cell.formula is not None and _has_no_value(cell):
            special[cell.row, cell.column] = (FORMULA_WITHOUT_VALUE, _formula_text(cell.formula))
    return special


def _formula_text(formula: str) -> str:
    """Return the formula as people see it; one that only quotes a formula, as our copies have it, is the quoted one."""
    bare = " ".join(formula.split())
    quoted = bare[1:-1].replace('""', '"') if bare.startswith('"=') and bare.endswith('"') else ""
    return quoted or "=" + bare


def _has_no_value(cell: XmlCell) -> bool:
    """Say whether nothing is stored beside the formula; a blank text may be its stored result."""
    return cell.string is None and not cell.value and cell.attributes.get("t") != "str"


def _area(cells: list[XmlCell]) -> int:
    if not cells:
        return 0
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _press(data: bytes, cells: list[XmlCell], look: Look) -> bytes:
    """Return the sheet's XML with only its filled cells, moved together; the look keeps their true addresses."""
    look.rows = sorted({cell.row for cell in cells})
    look.columns = sorted({cell.column for cell in cells})
    if len(look.rows) * len(look.columns) > LARGEST_AREA or b":sheetData" in data:
        raise Unreadable("too-large")
    new_row = {row: number for number, row in enumerate(look.rows, 1)}
    letters = {column: column_letters(number) for number, column in enumerate(look.columns, 1)}
    out = [data[: data.index(b">", data.index(b"<sheetData")) + 1]]
    last_row = 0
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row != last_row:
            out.append(b'</row><row r="%d">' % new_row[cell.row] if last_row else b'<row r="%d">' % new_row[cell.row])
            last_row = cell.row
        address = f"{letters[cell.column]}{new_row[cell.row]}"
        others = "".join(f' {key}="{value}"' for key, value in cell.attributes.items() if key in ("s", "t"))
        out.append(f'<c r="{address}"{others}>'.encode() + data[cell.inner : cell.inner_end] + b"</c>")
    return b"".join([*out, b"</row></sheetData></worksheet>"])
