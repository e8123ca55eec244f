"""What the number formats of a workbook make of a stored number: a day, a stretch of time, or another figure."""

import re
from collections.abc import Callable

from transforms.read.package import Package
from transforms.read.workbook_parts import WorkbookParts
from transforms.read.xml_parser import parse_xml, xml_parser

PLAIN, DAY, DURATION = "plain", "day", "duration"

_BUILT_IN = {"9": "0%", "10": "0.00%", "46": "[h]:mm:ss"}
_BUILT_IN |= {str(number): "d" for number in (*range(14, 23), 45, 47)}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_TIME = re.compile(r"\[(h+|m+|s+)\]|\[[^\]]*\]|a(?:m?/)?p|[dmhys]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__, ">": float.__gt__, "=": float.__eq__, "<=": float.__le__, ">=": float.__ge__, "<>": float.__ne__,
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
_ZEROS = re.compile(r"[.,]?(0+)(?:[.,]0+)*")


def cell_formats(package: Package, parts: WorkbookParts) -> list[str]:
    """The code of each cell format of an .xlsx, by its number; '' where it is none of those that matter here."""
    member = parts.shared.get("styles", "")
    codes: dict[str, str] = {}
    formats: list[str] = []
    in_cells = False

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal in_cells
        if name in ("cellXfs", "cellStyleXfs"):
            in_cells = name == "cellXfs"
        elif name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and in_cells:
            number = attributes.get("numFmtId", "")
            formats.append(codes.get(number, _BUILT_IN.get(number, "")))

    if member:
        parse_xml(xml_parser(on_start, lambda name: None), package.read(member))
    return formats


def misleading_formats(package: Package, parts: WorkbookParts) -> dict[int, str]:
    """The cell formats that may show another figure than is stored, by their numbers."""
    formats = enumerate(cell_formats(package, parts))
    return {number: code for number, code in formats if misleads(code)}


def whole_number(text: str | None) -> int:
    """The number that an attribute holds; 0 where it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def plain_number(text: str | None) -> float | None:
    """The number of a cell as the file holds it; None for what is no number."""
    return float(text) if text and _NUMBER.fullmatch(text) else None


def shown_as(code: str) -> str:
    """Whether a format shows a number as a day, as a stretch of time, or as a number; its first part says so."""
    for found in _TIME.finditer(_LITERAL.sub("", code).partition(";")[0]):
        if found[1]:
            return DURATION
        if not found[0].startswith("["):
            return DAY
    return PLAIN


def power_shown(code: str, value: float) -> int:
    """The power of ten by which the format shows another figure than is stored: `#,##0,,` is -6, `0%` is 2."""
    if not code or shown_as(code) != PLAIN:
        return 0
    section = _section(code, value)
    power = 0
    for found in _LITERAL.finditer(section):
        zeros = _ZEROS.fullmatch(found[1] or found[2] or "")
        if zeros and section[: found.start()].rstrip(",")[-1:] in ("0", "#", "?"):
            power += zeros[0].count("0")
    bare = _LITERAL.sub("", section)
    thousands = sum(len(commas) for commas in _THOUSANDS.findall(bare))
    return power + 2 * bare.count("%") - 3 * thousands


def format_of_power(power: int) -> str:
    """A format that shows figures in this power of ten."""
    thousands = max(0, -(power // 3))
    zeros = power + 3 * thousands
    return "0" + "," * thousands + (f'"{"0" * zeros}"' if zeros else "")


def misleads(code: str) -> bool:
    """Whether the format may show another figure than is stored."""
    return any(power_shown(section, 1) for section in _sections(code))


def _section(code: str, value: float) -> str:
    """The part of the format that shows this value."""
    sections = _sections(code)
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _HOLDS[condition[1]](float(value), float(condition[2])):
                return section
        return ""
    place = 0 if value > 0 or len(sections) < 2 else 1 if value < 0 else 2
    return sections[place] if place < len(sections) else sections[0]


def _sections(code: str) -> list[str]:
    """The parts of a format between its semicolons; one within a literal is none."""
    hidden = _LITERAL.sub(lambda found: found[0].replace(";", "\0"), code)
    return [section.replace("\0", ";") for section in hidden.split(";")]
