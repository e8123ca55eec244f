"""The parts of an .xlsx package: its sheets in order, and the parts they share; found by their relations."""

import re
from dataclasses import dataclass, field

from transforms.read.document import Unreadable
from transforms.read.limits import MOST_SHEETS
from transforms.read.package import Package
from transforms.read.xml_parser import parse_xml, xml_parser

USUAL_PLACE = "xl/workbook.xml"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?workbook[\s>]")


@dataclass
class SheetPart:
    """A sheet of the workbook; the member is blank where it is no worksheet but a chart, a dialog or macros."""

    name: str
    state: str
    relation: str
    member: str = ""


@dataclass
class WorkbookParts:
    """What an .xlsx workbook consists of; `shared` holds the members by kind: styles, theme, sharedStrings."""

    workbook: str
    sheets: list[SheetPart] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)
    counts_from_1904: bool = False
    to_be_calculated: bool = False  # whoever opens it is asked to calculate all formulas first
    odd_sheets: bool = False  # a sheet of another kind than worksheet and chart

    def lie_as_usual(self) -> bool:
        """Whether the parts lie where nearly all programs put them."""
        usual = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
        return self.workbook == USUAL_PLACE and all(
            self.shared.get(kind, place).lower() == place.lower() for kind, place in usual.items()
        )


def workbook_member(package: Package) -> str | None:
    """The member that is the workbook: the one that the package names, else the one at the usual place."""
    named: list[str] = []

    def on_relation(_name: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/officeDocument"):
            named.append(package.follow("", attributes.get("Target", "")) or "")

    relations = package.find("_rels/.rels")
    if relations:
        try:
            parse_xml(xml_parser(on_relation), package.read(relations))
        except Unreadable:
            named.clear()
    return next((name for name in (*named, package.find(USUAL_PLACE)) if name), None)


def workbook_parts(package: Package) -> WorkbookParts:
    """Return the parts of an .xlsx workbook; raises Unreadable where there is none."""
    workbook = workbook_member(package)
    relations = package.find(relations_of(workbook)) if workbook else None
    if not workbook or not relations or not _is_workbook(package.read(workbook)):
        raise Unreadable("not-a-report")
    parts = WorkbookParts(workbook)
    members: dict[str, tuple[str, str]] = {}

    def on_workbook(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            if len(parts.sheets) == MOST_SHEETS:
                raise Unreadable("too-large")
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            parts.sheets.append(SheetPart(attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif name == "workbookPr" and "date1904" in attributes:  # extensions have an element of this name too
            parts.counts_from_1904 = attributes["date1904"] in ("1", "true")
        elif name == "calcPr" and "fullCalcOnLoad" in attributes:
            parts.to_be_calculated = attributes["fullCalcOnLoad"] in ("1", "true")

    def on_relation(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        member = package.follow(workbook, attributes.get("Target", "")) or ""
        if name == "Relationship":
            members[attributes.get("Id", "")] = kind, member
            parts.shared.setdefault(kind, member)

    parse_xml(xml_parser(on_workbook), package.read(workbook))
    parse_xml(xml_parser(on_relation), package.read(relations))
    if len({sheet.name for sheet in parts.sheets}) != len(parts.sheets):
        raise Unreadable("not-a-report")
    for sheet in parts.sheets:
        kind, member = members.get(sheet.relation, ("worksheet", ""))
        if kind == "worksheet" and not member:
            raise Unreadable("truncated")
        sheet.member = member if kind == "worksheet" else ""
        parts.odd_sheets = parts.odd_sheets or kind not in ("worksheet", "chartsheet")
    return parts


def relations_of(part: str) -> str:
    """The member that holds the relations of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _is_workbook(data: bytes) -> bool:
    return b"\0" in data[:100] or bool(_ROOT.search(data[:4096]))
