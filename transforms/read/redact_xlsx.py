"""A copy of an .xlsx with the cells that may be kept, their styles and how the sheets are laid out; nothing else.

Comments, drawings, headers, properties, names, hidden texts, words of formats stay behind. A file that holds nothing of
the kind is its own copy.
"""

import re

from transforms.marked.parts import Element, local, parse
from transforms.read.bare_sheet import BareSheet, shown_text
from transforms.read.bare_xml import bare_styles, bare_theme
from transforms.read.document import Document, Unreadable
from transforms.read.package import Package
from transforms.read.plain_workbook import write_package
from transforms.read.workbook_parts import WorkbookParts, workbook_parts

_LARGEST_SHEET = 40_000_000  # bytes of XML of a sheet beyond which its cells are written anew, without their looks
_OF_PACKAGE = re.compile(r"\[content_types\]\.xml|_rels/\.rels|.*/_rels/workbook\.xml\.rels|docprops/(?:app|core)\.xml")
_OF_WORKBOOK = frozenset(
    ["workbook", "fileVersion", "workbookPr", "workbookProtection", "bookViews", "workbookView", "sheets", "sheet",
     "calcPr", "definedNames"]
)  # fmt: skip
_PROPERTY = re.compile(
    r"[\d.:TZ+-]*|true|false|None|Worksheets|openpyxl|XlsxWriter|LibreOffice[\w./$ ]*"
    r"|Microsoft Excel(?: Compatible / Openpyxl [\d.]+)?"
)


def redact_xlsx(content: bytes, document: Document, kept: Document) -> bytes:
    """Return the copy that holds the kept cells; raises Unreadable for a file that cannot be written so."""
    package = Package(content)
    parts = workbook_parts(package)
    strings = _shared_strings(package, parts)
    members = [part for part in parts.sheets if part.member]
    if [part.name for part in members] != [sheet.name for sheet in document.sheets]:
        raise Unreadable("not-a-report")
    nothing_left = kept == document and _nothing_aside(package, parts)
    used: set[int] = set()
    sheets = []
    for part, before, after in zip(members, document.sheets, kept.sheets, strict=True):
        data = package.read(part.member)
        if len(data) > _LARGEST_SHEET:
            raise Unreadable("too-large")
        sheet = BareSheet(before, after, strings)
        sheets.append((after.name, part.state, sheet.written(parse(data))))
        used |= sheet.used
        nothing_left = nothing_left and not sheet.left_out
    shared = {}
    for kind, clean in (("styles", bare_styles), ("theme", bare_theme)):
        if parts.shared.get(kind):
            shared[kind], whole = clean(package.read(parts.shared[kind]))
            nothing_left = nothing_left and whole
    if nothing_left and used.issuperset(range(len(strings))):
        return content
    return write_package(sheets, shared, parts.counts_from_1904)


def _shared_strings(package: Package, parts: WorkbookParts) -> list[str]:
    """The shared texts as they are shown: without what tells how they are spoken."""
    member = parts.shared.get("sharedStrings")
    return [shown_text(each) for each in parse(package.read(member)) if local(each) == "si"] if member else []


def _nothing_aside(package: Package, parts: WorkbookParts) -> bool:
    """Say whether the package has no part that could tell something beside the sheets and their styles."""
    known = {part.member.lower() for part in parts.sheets} | {member.lower() for member in parts.shared.values()}
    others = [name for name in package.names if name.lower() not in {*known, parts.workbook.lower()}]
    return (
        all(_OF_PACKAGE.fullmatch(name.lower()) for name in others)
        and all(_is_of_program(package.read(name), parts) for name in others if name.lower().startswith("docprops"))
        and _says_nothing(parse(package.read(parts.workbook)))
        and (not parts.shared.get("sharedStrings") or b"rPh" not in package.read(parts.shared["sharedStrings"]))
        and set(parts.shared) <= {"styles", "theme", "sharedStrings", "worksheet"}
    )


def _is_of_program(properties: bytes, parts: WorkbookParts) -> bool:
    """Say whether the properties tell of nothing but the program, the time and the sheets."""
    names = {part.name for part in parts.sheets}
    root = parse(properties)
    texts = [str(text).strip() for text in root.itertext()]
    plain = all(isinstance(element.tag, str) for element in root.iter())
    return plain and all(_PROPERTY.fullmatch(text) or text in names for text in texts)


def _says_nothing(workbook: Element) -> bool:
    return all(local(each) in _OF_WORKBOOK and not (each.text or "").strip() for each in workbook.iter())
