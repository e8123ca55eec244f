"""An .xlsx with marks: the file as it is, its bad cells coloured and commented, and the sheet of findings in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.marked.comments import comment, uncomment
from transforms.marked.lifeless import take_life
from transforms.marked.parts import Element, Parts, local
from transforms.marked.remarks import Facts, Place, Remark, comment_text, gravest
from transforms.marked.result_sheet import result_sheet
from transforms.marked.sheet_cells import colour, uncolour
from transforms.marked.styles import Styles
from transforms.marked.workbook import put_in_front, take_out, unselect
from transforms.read.document import Unreadable
from transforms.read.package import Package
from transforms.read.workbook_parts import SheetPart, workbook_parts

Places = Mapping[int, tuple[str, Place]]  # number of a finding -> sheet and cell
_KNOWN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def mark_workbook(
    content: bytes, facts: Facts, remarks: Sequence[Remark], places: Places, own_sheets: Sequence[str]
) -> bytes:
    """The marked .xlsx; `own_sheets` are sheets of ours that came back in it. Raises Unreadable for odd packages."""
    package = Package(content)
    found = workbook_parts(package)
    parts, sheets, workbook = Parts(package), found.sheets, found.workbook
    if not found.lie_as_usual() or not parts.tree(workbook).tag.startswith(f"{{{_KNOWN}}}"):
        raise Unreadable("not-a-report")
    styles = Styles(parts, workbook)
    formulas = take_life(parts, found, styles)
    by_sheet = _by_sheet(remarks, places)
    for sheet in [sheet for sheet in sheets if sheet.member]:
        if sheet.name in own_sheets:
            take_out(parts, workbook, sheet.relation, sheet.member)
        else:
            _mark_sheet(parts, sheet, by_sheet.get(sheet.name, {}), styles, again=bool(own_sheets))
    put_in_front(parts, workbook, result_sheet(facts, remarks, places, styles, formulas))
    return parts.content()


def _by_sheet(remarks: Sequence[Remark], places: Places) -> dict[str, dict[Place, list[Remark]]]:
    by_sheet: dict[str, dict[Place, list[Remark]]] = {}
    for remark in remarks:
        if remark.number in places:
            sheet, place = places[remark.number]
            by_sheet.setdefault(sheet, {}).setdefault(place, []).append(remark)
    return by_sheet


def _mark_sheet(
    parts: Parts, sheet: SheetPart, marks: Mapping[Place, list[Remark]], styles: Styles, again: bool
) -> None:
    if not marks and not again and b"tabSelected" not in parts.read(sheet.member):
        return
    root: Element = parts.tree(sheet.member)
    if local(root) != "worksheet":
        raise Unreadable("not-a-report")
    unselect(root)
    if again:
        uncolour(root, styles)
        uncomment(parts, sheet.member)
    if marks:
        colour(root, {place: gravest(found) for place, found in marks.items()}, styles)
        comment(parts, sheet.member, root, {place: comment_text(found) for place, found in marks.items()})
