"""The workbook around its sheets: a sheet put in front of the others, and one of ours taken out again."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from transforms.marked.parts import OFFICE, TYPE, Element, Parts, child, local, named
from transforms.read.own_sheet import OWN_NAME


def put_in_front(parts: Parts, workbook: str, xml: str) -> str:
    """Put the sheet before all others, as the one that is shown; its name."""
    root = parts.tree(workbook)
    sheets = _sheets(root)
    name = _free_sheet_name(each.get("name") or "" for each in sheets)
    member = parts.free_name("xl/worksheets/sheet{}.xml")
    parts.write(member, xml.encode(), f"{TYPE}.worksheet+xml")
    number = max((int(each.get("sheetId") or 0) for each in sheets), default=0) + 1
    sheet = etree.Element(named(sheets, "sheet"), name=name, sheetId=str(number))
    sheet.set(f"{{{OFFICE}}}id", parts.relate(workbook, "worksheet", member))
    sheets.insert(0, sheet)
    _move_places(root, 0, 1)
    for view in root.iter(named(root, "workbookView")):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    return name


def take_out(parts: Parts, workbook: str, relation: str, member: str) -> None:
    """Take out a sheet of ours that a marked copy has brought back."""
    root = parts.tree(workbook)
    sheets = _sheets(root)
    place = next(at for at, each in enumerate(sheets) if relation_of(each) == relation)
    sheets.remove(sheets[place])
    _move_places(root, place, -1)
    relations = parts.relations(workbook)
    for each in [each for each in relations if each.get("Id") == relation]:
        relations.remove(each)
    parts.remove(member)


def unselect(sheet: Element) -> None:
    """Let a sheet not be selected, for what is typed goes into all that are."""
    for view in sheet.iter(named(sheet, "sheetView")):
        view.attrib.pop("tabSelected", "")


def relation_of(sheet: Element) -> str:
    """The id under which the workbook refers to a sheet."""
    return next((str(value) for key, value in sheet.attrib.items() if str(key).rpartition("}")[2] == "id"), "")


def _sheets(root: Element) -> Element:
    found = child(root, "sheets")
    assert found is not None
    return found


def _move_places(root: Element, place: int, step: int) -> None:
    """Count on for the names that hold on one sheet only, and for none that stood before it."""
    names = child(root, "definedNames")
    for each in list(names) if names is not None else ():
        written = each.get("localSheetId")
        if local(each) != "definedName" or written is None:
            continue
        if step < 0 and int(written) == place:
            each.getparent().remove(each)  # type: ignore[union-attr]
        elif int(written) >= place:
            each.set("localSheetId", str(int(written) + step))
    if names is not None and not len(names):
        root.remove(names)


def _free_sheet_name(taken: Iterable[str]) -> str:
    names = {name.casefold() for name in taken}
    number, name = 1, OWN_NAME
    while name.casefold() in names:
        number += 1
        name = f"{OWN_NAME} ({number})"
    return name
