"""The parts of an .xlsx package: its sheets in order, and the parts they share; found by their relations."""

from dataclasses import dataclass, field

from transforms.read.document import Unreadable
from transforms.read.package import Package
from transforms.read.xml_parser import parse_xml, xml_parser


@dataclass
class SheetPart:
    """A sheet of the workbook; the member is blank where it is no worksheet."""

    name: str
    state: str
    relation: str
    member: str = ""


@dataclass
class WorkbookParts:
    """What an .xlsx workbook consists of; `shared` holds the members by kind: styles, theme, sharedStrings."""

    sheets: list[SheetPart] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)
    counts_from_1904: bool = False


def workbook_parts(package: Package) -> WorkbookParts:
    """Return the parts of an .xlsx workbook; raises Unreadable where there is none."""
    workbook, relations = package.find("xl/workbook.xml"), package.find("xl/_rels/workbook.xml.rels")
    if not workbook or not relations:
        raise Unreadable("not-a-report")
    parts = WorkbookParts()
    worksheets: dict[str, str] = {}

    def on_workbook(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            parts.sheets.append(SheetPart(attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif name == "workbookPr":
            parts.counts_from_1904 = attributes.get("date1904", "") in ("1", "true")

    def on_relation(name: str, attributes: dict[str, str]) -> None:
        kind, member = attributes.get("Type", "").rpartition("/")[2], _member(package, attributes.get("Target", ""))
        if name == "Relationship" and kind == "worksheet":
            worksheets[attributes.get("Id", "")] = member
        elif name == "Relationship":
            parts.shared.setdefault(kind, member)

    parse_xml(xml_parser(on_workbook), package.read(workbook))
    parse_xml(xml_parser(on_relation), package.read(relations))
    if len({sheet.name for sheet in parts.sheets}) != len(parts.sheets):
        raise Unreadable("not-a-report")
    for sheet in parts.sheets:
        sheet.member = worksheets.get(sheet.relation, "")
    return parts


def _member(package: Package, target: str) -> str:
    if not target:
        return ""
    inside = target.lstrip("/") if target.startswith("/") else "xl/" + target
    return package.find(inside) or package.find(target) or ""
