"""A workbook in which nothing lives: no formula, link, macro, query or embedded object, and no name that acts.

What is not known to be harmless is left out: parts by the kind of their relation, elements by their name. Formulas
leave the values that they had.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from transforms.marked.parts import OFFICE, TYPE, Element, Parts, child, local, named
from transforms.marked.styles import LIVE, Styles
from transforms.marked.workbook import relation_of, take_out
from transforms.read.document import Unreadable
from transforms.read.sheet_walk import LONGEST_FORMULA
from transforms.read.workbook_parts import WorkbookParts, relations_of

_TYPES_PART = "[Content_Types].xml"
_OF_WORKBOOK = frozenset(["worksheet", "styles", "theme", "sharedStrings"])
_OF_SHEET = frozenset(["comments", "vmlDrawing", "drawing"])
_IN_WORKBOOK = frozenset(["fileVersion", "workbookPr", "workbookProtection", "bookViews", "sheets", "definedNames"])
_IN_SHEET = frozenset(
    [
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter"),
        *("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
        *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing"),
    ]
)
_IN_CELL = frozenset(["v", "is"])
_METADATA = ("cm", "vm", "ph")  # attributes of a cell that lead to what is no value
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_ACTS_IN_DRAWING = re.compile(r'\bmacro="[^"]|\btextlink="[^"]|hlink|graphicFrame|contentPart|AlternateContent|r:link=')
_ACTS_IN_NOTES = re.compile(r'ObjectType="(?!Note")|Fmla|href|relid|OLE|script|macro|action|<!', re.IGNORECASE)
_ODD_NAME = re.compile(r"(^|/)\.\.?(/|$)|[:\x00-\x1f\\]|^/|//")

_SHEET_NAME = r"(?:'(?:[^'\[\]|]|'')+'|[^\W\d][\w.]*)!"
_PLACE = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7}"
_RANGE = rf"(?:{_SHEET_NAME})?(?:{_PLACE})(?::\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}})?"
_PLACES = re.compile(rf"{_RANGE}(?:,{_RANGE})*")
# References, numbers, quoted text and signs: no call of a function, no bar of DDE, no bracket of another file.
_HARMLESS = re.compile(rf'=?(?:"[^"]*"|{_RANGE}|[0-9.]+|[-+*/^&=<>(),;: ]|TRUE|FALSE)*')


def take_life(parts: Parts, book: WorkbookParts, styles: Styles) -> int:
    """Take out of the workbook all that is not known to be harmless; how many formulas have become values."""
    _of_workbook(parts, book)
    members = [sheet.member for sheet in book.sheets if sheet.member]
    formulas = [cell for member in members for cell in _cells(parts.tree(member)) if child(cell, "f") is not None]
    never = book.to_be_calculated and all(_is_nought(cell) for cell in formulas)
    for cell in formulas:
        _leave_value(cell, never)
    live = _live_texts(parts, book)
    for member in members:
        _of_cells(parts.tree(member), live, styles)
        _of_sheet(parts, member, parts.tree(member))
    reached = set(_reached(parts, book))
    if any(_ODD_NAME.search(name) for name in reached):
        raise Unreadable("not-a-report")
    parts.keep_only(reached)
    return len(formulas)


def _of_workbook(parts: Parts, book: WorkbookParts) -> None:
    root = parts.tree(book.workbook)
    for sheet in [sheet for sheet in book.sheets if not sheet.member]:
        take_out(parts, book.workbook, sheet.relation, "")
    _keep_relations(parts, "", ["officeDocument"])
    _keep_relations(parts, book.workbook, _OF_WORKBOOK)
    for each in [each for each in root if local(each) not in _IN_WORKBOOK]:
        root.remove(each)
    names = child(root, "definedNames")
    for each in list(names) if names is not None else ():
        if _acts(each):
            names.remove(each)  # type: ignore[union-attr]
    if names is not None and not len(names):
        root.remove(names)
    for kind in parts.tree(_TYPES_PART):
        if (kind.get("PartName") or "").lstrip("/") == book.workbook:
            kind.set("ContentType", f"{TYPE}.sheet.main+xml")


def _acts(name: Element) -> bool:
    """Whether a defined name is more than the name of some cells."""
    called = (name.get("name") or "").lower()
    marked = any(name.get(each) in ("1", "true") for each in ("function", "vbProcedure", "xlm"))
    text = str(name.xpath("string()")).strip()
    return marked or called.removeprefix("_xlnm.").startswith("auto_") or not _PLACES.fullmatch(text)


def _live_texts(parts: Parts, book: WorkbookParts) -> frozenset[str]:
    """The numbers of the shared texts that would become a formula if somebody opened their cell and left it."""
    member = book.shared.get("sharedStrings", "")
    texts = enumerate(parts.tree(member)) if member else ()
    return frozenset(str(number) for number, each in texts if str(each.xpath("string()")).startswith(LIVE))


def _cells(sheet: Element) -> Iterator[Element]:
    return sheet.iter(named(sheet, "c"))


def _is_nought(cell: Element) -> bool:
    """Whether the stored value is the 0 that some programs write beside a formula that they do not calculate."""
    return cell.get("t", "n") == "n" and _value(cell) == "0"


def _value(cell: Element) -> str:
    value = child(cell, "v")
    return "" if value is None else value.text or ""


def _leave_value(cell: Element, never_calculated: bool) -> None:
    """Leave the value in place of the formula; one that has none leaves its text."""
    formula = child(cell, "f")
    assert formula is not None
    has_none = child(cell, "is") is None and cell.get("t") != "str" and not _value(cell)
    if has_none or never_calculated:
        _write_text(cell, f"={formula.text or ''}"[:LONGEST_FORMULA])
    else:
        cell.remove(formula)


def _of_cells(sheet: Element, live: Collection[str], styles: Styles) -> None:
    """Leave nothing but values in the cells; a text that would become a formula is told to stay a text."""
    for cell in _cells(sheet):
        for each in [each for each in cell if local(each) not in _IN_CELL]:
            cell.remove(each)
        for name in _METADATA:
            cell.attrib.pop(name, "")
        shared = cell.get("t") == "s" and _value(cell).strip() in live
        written = cell.get("t") in ("str", "inlineStr") and str(cell.xpath("string()")).startswith(LIVE)
        if shared or written:
            style = cell.get("s") or "0"
            cell.set("s", str(styles.quoted(int(style) if style.isdecimal() else 0)))


def _write_text(cell: Element, text: str) -> None:
    for each in list(cell):
        cell.remove(each)
    cell.set("t", "inlineStr")
    told = etree.SubElement(etree.SubElement(cell, named(cell, "is")), named(cell, "t"))
    told.text = " ".join(text.split())


def _of_sheet(parts: Parts, member: str, root: Element) -> None:
    for each in [each for each in root if local(each) not in _IN_SHEET]:
        root.remove(each)
    for each in list(root.iter()):
        if local(each) in ("dataValidation", "cfRule", "hyperlink") and not _is_harmless(each):
            each.getparent().remove(each)  # type: ignore[union-attr]
    for name in ("dataValidations", "conditionalFormatting", "hyperlinks"):
        for each in [each for each in root if local(each) == name and not len(each)]:
            root.remove(each)
    setup, properties = child(root, "pageSetup"), child(root, "sheetPr")
    if setup is not None:
        setup.attrib.pop(f"{{{OFFICE}}}id", "")
    if properties is not None:
        properties.attrib.pop("codeName", "")
    _of_drawings(parts, member, root)


def _is_harmless(element: Element) -> bool:
    """Whether a rule, a choice or a link only looks at cells of this workbook."""
    if local(element) == "hyperlink":
        outside = any(str(key).endswith("}id") for key in element.attrib)
        return not outside and bool(_PLACES.fullmatch(element.get("location") or ""))
    inside = [*element.iter()]
    texts = [each.text or "" for each in inside if local(each) in ("formula", "formula1", "formula2")]
    texts += [each.get("val") or "" for each in inside if local(each) == "cfvo"]
    nested = any(local(each) == "extLst" for each in inside)
    return not nested and all(map(_HARMLESS.fullmatch, texts))


def _of_drawings(parts: Parts, member: str, root: Element) -> None:
    """Keep pictures and notes; shapes that act, objects, charts and buttons go with all that is beside them."""
    drawing = parts.related(member, "drawing")
    keep = _OF_SHEET if _is_of_pictures(parts, drawing) else _OF_SHEET - {"drawing"}
    notes = parts.related(member, "vmlDrawing")
    if notes is not None and (not parts.holds(notes) or _ACTS_IN_NOTES.search(_text_of(parts, notes))):
        keep = keep - {"vmlDrawing", "comments"}
    kept = _keep_relations(parts, member, keep)
    for each in [each for each in root if local(each) in ("drawing", "legacyDrawing")]:
        if relation_of(each) not in kept:
            root.remove(each)


def _is_of_pictures(parts: Parts, drawing: str | None) -> bool:
    if drawing is None or not parts.holds(drawing) or _ACTS_IN_DRAWING.search(_text_of(parts, drawing)):
        return False
    if not parts.holds(relations_of(drawing)):
        return True
    return all(
        (each.get("Type") or "").endswith("/image")
        and each.get("TargetMode") != "External"
        and parts.target(drawing, each).lower().endswith(_PICTURES)
        for each in parts.relations(drawing)
    )


def _text_of(parts: Parts, member: str) -> str:
    return parts.read(member).decode("utf-8", "replace").replace("\0", "")


def _keep_relations(parts: Parts, part: str, kinds: Collection[str]) -> set[str]:
    """Keep the relations of a part that are of these kinds and lead to a member; their ids."""
    if not parts.holds(relations_of(part)):
        return set()
    relations = parts.relations(part)
    for each in list(relations):
        kind = (each.get("Type") or "").rpartition("/")[2]
        if kind not in kinds or each.get("TargetMode") == "External" or not parts.holds(parts.target(part, each)):
            relations.remove(each)
    return {each.get("Id") or "" for each in relations}


def _reached(parts: Parts, book: WorkbookParts) -> Iterator[str]:
    """The members that the workbook still refers to, with their relations."""
    waiting, seen = [""], set[str]()
    yield _TYPES_PART
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        if part:
            yield part
        if part not in (book.shared.get("theme"), book.shared.get("styles")) and parts.holds(relations_of(part)):
            yield parts.own_name(relations_of(part))
            waiting += [parts.target(part, each) for each in parts.relations(part)]
