"""The look of an OpenDocument sheet (.ods), from its own styles; formats of numbers are not taken over."""

from __future__ import annotations

import re

from transforms.marked.looks import MOST_LOOKS, Look, Looks, SheetLook
from transforms.read.package import Package
from transforms.read.xml_parser import parse_xml, xml_parser

_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0}
_LETTER = 5.6  # points of the width of a letter
_ACROSS = {"start": "left", "left": "left", "center": "center", "end": "right", "right": "right"}
_DOWN = {"top": "top", "middle": "center", "bottom": "bottom"}
_CELLS = ("table-cell", "covered-table-cell")
_MOST_REPEATS = 1000  # of a row or column at the edge of a sheet


def looks_of_ods(content: bytes) -> Looks:
    """The look of every sheet."""
    package = Package(content)
    walk = _Walk()
    parse_xml(xml_parser(walk.start, walk.end), package.read(package.find("content.xml") or ""))
    return walk.looks


class _Walk:
    """Follows the elements of content.xml: first the styles, then the sheets that use them."""

    def __init__(self) -> None:
        self.looks: Looks = {}
        self._styles: dict[str, dict[str, str]] = {}
        self._style: dict[str, str] = {}
        self._sheet = SheetLook()
        self._row = self._column = self._heads = 0
        self._row_repeats = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "style":
            self._style = self._styles.setdefault(told.get("name", ""), {})
        elif name.endswith("-properties"):
            self._style |= told
        elif name == "table":
            self._sheet = self.looks.setdefault(told.get("name", ""), SheetLook())
            self._row = self._heads = 0
        elif name == "table-column":
            self._column_head(told)
        elif name == "table-row":
            self._row_head(told)
        elif name in _CELLS:
            self._cell(told)

    def end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._row_repeats - 1

    def _column_head(self, told: dict[str, str]) -> None:
        width = _points(self._styles.get(told.get("style-name", ""), {}).get("column-width", ""))
        repeats = int(told.get("number-columns-repeated") or 1)
        for column in range(self._heads + 1, self._heads + min(repeats, _MOST_REPEATS) + 1):
            if width:
                self._sheet.widths[column] = width / _LETTER
            if told.get("visibility") in ("collapse", "filter"):
                self._sheet.hidden_columns.add(column)
        self._heads += repeats

    def _row_head(self, told: dict[str, str]) -> None:
        self._row, self._column = self._row + 1, 0
        self._row_repeats = int(told.get("number-rows-repeated") or 1)
        style = self._styles.get(told.get("style-name", ""), {})
        height = _points(style.get("row-height", "")) if style.get("use-optimal-row-height") == "false" else 0
        for row in range(self._row, self._row + min(self._row_repeats, _MOST_REPEATS)):
            if height:
                self._sheet.heights[row] = height
            if told.get("visibility") in ("collapse", "filter"):
                self._sheet.hidden_rows.add(row)

    def _cell(self, told: dict[str, str]) -> None:
        repeats = int(told.get("number-columns-repeated") or 1)
        style = self._styles.get(told.get("style-name", ""))
        if style and repeats <= _MOST_REPEATS and self._row_repeats <= _MOST_REPEATS:
            look = _look(style)
            for row in range(self._row, self._row + self._row_repeats):
                for column in range(self._column + 1, self._column + repeats + 1):
                    if len(self._sheet.cells) < MOST_LOOKS:
                        self._sheet.cells[row, column] = look
        self._column += repeats


def _look(style: dict[str, str]) -> Look:
    fill = style.get("background-color", "")
    sides = [style.get(f"border-{side}", style.get("border", "none")) for side in ("left", "top", "bottom")]
    return Look(
        font=style.get("font-name", ""),
        size=_points(style.get("font-size", "")),
        bold=style.get("font-weight") == "bold",
        italic=style.get("font-style") == "italic",
        fill=fill[1:].upper() if re.fullmatch("#[0-9a-fA-F]{6}", fill) else "",
        boxed=all(side != "none" for side in sides),
        across=_ACROSS.get(style.get("text-align", ""), ""),
        down=_DOWN.get(style.get("vertical-align", ""), ""),
        wrap=style.get("wrap-option") == "wrap",
    )


def _points(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return round(float(found[1]) * _POINTS[found[2]], 2) if found else 0
