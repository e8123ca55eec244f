"""A copy of an .xlsx in which some cells are replaced, and which takes over only sheets, styles and the texts in use.

Comments, drawings, properties, names, filters, lists of choices, cached data of other files stay behind: each of them
can hold what was taken out of a cell.
"""

import re
from collections.abc import Collection, Mapping

from transforms.read.document import PLACEHOLDER, column_letters
from transforms.read.package import Package
from transforms.read.plain_workbook import write_package
from transforms.read.sheet_walk import SheetWalk, XmlCell
from transforms.read.workbook_parts import workbook_parts
from transforms.read.xml_parser import parse_xml, xml_parser

_KEPT = frozenset(
    [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "mergeCells",
        "printOptions",
        "pageMargins",
    ]
)
_TAG = re.compile(rb"<((?:[\w.-]+:)?)")
_PLACEHOLDER = PLACEHOLDER.encode("ascii", "xmlcharrefreplace")
Edit = tuple[int, int, bytes]


def redact_xlsx(content: bytes, places: Mapping[str, Collection[tuple[int, int]]]) -> bytes | None:
    """Return the copy with the placeholder at these places, or None where the file cannot be edited in place."""
    package = Package(content)
    parts = workbook_parts(package)
    sheets, used = [], set()
    for part in parts.sheets:
        if not part.member:
            continue
        data = package.read(part.member)
        if b"\0" in data[:100]:
            return None
        gone = places.get(part.name, ())
        walk = SheetWalk(data)
        hidden = [cell for cell in walk.cells if (cell.row, cell.column) in gone]
        if any(cell.formula is not None for cell in hidden):
            return None
        used |= {cell.value for cell in walk.cells if (cell.row, cell.column) not in gone and _is_shared(cell)}
        edits = [_replaced(data, cell) for cell in hidden]
        edits += [(start, end, b"") for name, start, end in _children(data) if name not in _KEPT]
        sheets.append((part.name, part.state, _edited(data, edits)))
    shared = {kind: package.read(member) for kind, member in parts.shared.items() if kind in ("styles", "theme")}
    if parts.shared.get("sharedStrings"):
        shared["sharedStrings"] = _only_used(package.read(parts.shared["sharedStrings"]), used)
    return write_package(sheets, shared, parts.counts_from_1904)


def _is_shared(cell: XmlCell) -> bool:
    return cell.attributes.get("t") == "s" and cell.value is not None


def _replaced(data: bytes, cell: XmlCell) -> Edit:
    found = _TAG.match(data, cell.start)
    prefix = found[1] if found else b""
    style = f' s="{cell.attributes["s"]}"' if "s" in cell.attributes else ""
    opening = f'c r="{column_letters(cell.column)}{cell.row}"{style} t="inlineStr"'.encode()
    element = b"<%b%b><%bis><%bt>%b</%bt></%bis></%bc>" % (
        *(prefix, opening, prefix, prefix, _PLACEHOLDER, prefix, prefix, prefix),
    )
    return cell.start, data.index(b">", cell.inner_end) + 1, element


def _only_used(data: bytes, used: Collection[str | None]) -> bytes:
    """Return the shared texts with those blanked that no cell uses any more; the others keep their numbers."""
    edits = []
    for number, (_, start, end) in enumerate(child for child in _children(data) if child[0] == "si"):
        found = _TAG.match(data, start)
        if str(number) not in used and found:
            edits.append((start, end, b"<%bsi><%bt/></%bsi>" % (found[1], found[1], found[1])))
    return _edited(data, edits)


def _children(data: bytes) -> list[tuple[str, int, int]]:
    """Return name, start and end in the bytes of the elements directly under the root."""
    children: list[tuple[str, int, int]] = []
    depth, start = 0, 0

    def on_start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, start
        if depth == 1:
            start = parser.CurrentByteIndex
        depth += 1

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 1:
            place = parser.CurrentByteIndex  # of the end tag, or behind an element that is one tag
            alone = place > start and data[place - 2 : place] == b"/>" and b">" not in data[start : place - 1]
            children.append((name, start, place if alone else data.index(b">", place) + 1))

    parser = xml_parser(on_start, on_end)
    parse_xml(parser, data)
    return children


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    pieces, at = [], 0
    for start, end, replacement in sorted(edits):
        pieces += [data[at:start], replacement]
        at = end
    return b"".join([*pieces, data[at:]])
