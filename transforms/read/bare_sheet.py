"""A sheet of an .xlsx written again: its cells as they may be kept, their styles, widths, merges and checks."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from xml.sax.saxutils import escape

from expectations.catalogue import load_catalogue
from expectations.codes import keys, load
from expectations.text import fold
from transforms.marked.parts import Element, local
from transforms.read.bare_xml import bare
from transforms.read.document import FORMULA_WITHOUT_VALUE, TEXT, Cell, Sheet, Unreadable, column_letters, column_number
from transforms.read.kept_texts import is_safe_formula

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ADDRESSES = re.compile(r"[A-Z0-9$: .]*")
_NUMBER = re.compile(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?|\d{4}-\d\d-\d\d[\dT:.Z]*")
_RANGE = re.compile(r"=?(?:'?parkwatch'?!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")
_PLAIN = re.compile(r"[A-Za-z0-9 .:,$+#%_-]{0,60}")
_CHECK = re.compile(r"[A-Za-z0-9$: .]*")
_ROW = ["ht", "customHeight", "hidden", "s", "customFormat", "outlineLevel", "collapsed"]
# Element under the sheet -> its attributes, for itself and what stands in it.
_ALLOWED = {
    name: attributes.split()
    for name, attributes in {
        "sheetPr": "filterMode",
        "tabColor": "rgb theme indexed tint auto",
        "outlinePr": "summaryBelow summaryRight",
        "pageSetUpPr": "fitToPage autoPageBreaks",
        "dimension": "ref",
        "sheetViews": "",
        "sheetView": "workbookViewId showGridLines showZeros showRowColHeaders tabSelected zoomScale zoomScaleNormal "
        "view rightToLeft topLeftCell",
        "pane": "xSplit ySplit topLeftCell activePane state",
        "selection": "pane activeCell activeCellId sqref",
        "sheetFormatPr": "baseColWidth defaultColWidth defaultRowHeight customHeight zeroHeight outlineLevelRow "
        "outlineLevelCol",
        "cols": "",
        "col": "min max width style hidden bestFit customWidth outlineLevel collapsed",
        "sheetProtection": "sheet objects scenarios formatCells formatColumns formatRows insertColumns insertRows "
        "insertHyperlinks deleteColumns deleteRows selectLockedCells selectUnlockedCells sort autoFilter pivotTables",
        "mergeCells": "count",
        "mergeCell": "ref",
        "dataValidations": "count",
        "dataValidation": "type operator allowBlank showErrorMessage showInputMessage showDropDown errorStyle sqref",
        "printOptions": "horizontalCentered verticalCentered gridLines gridLinesSet headings",
        "pageMargins": "left right top bottom header footer",
        "pageSetup": "orientation paperSize fitToWidth fitToHeight scale firstPageNumber useFirstPageNumber",
        "ignoredErrors": "",
        "ignoredError": "sqref numberStoredAsText",
    }.items()
}
_BESIDE = frozenset(["phoneticPr"])  # left out without any loss of words


class BareSheet:
    """Writes a sheet; `used` are the shared texts in it, `left_out` whether something of it stayed behind."""

    def __init__(self, before: Sheet, after: Sheet, strings: Sequence[str]) -> None:
        self._before = {(cell.row, cell.column): cell for cell in before.cells}
        self._after = {(cell.row, cell.column): cell for cell in after.cells}
        self._strings = strings
        self.used: set[int] = set()
        self.left_out = False

    def written(self, root: Element) -> bytes:
        """Return the XML of the sheet."""
        inside = "".join(self._rows(child) if local(child) == "sheetData" else self._child(child) for child in root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}">{inside}</worksheet>'.encode()

    def _child(self, element: Element) -> str:
        name = local(element)
        if name == "dataValidation":
            return self._check(element)
        if name not in _ALLOWED or (element.text or "").strip():
            self.left_out = self.left_out or name not in _BESIDE
            return ""
        written, whole = bare(element, _ALLOWED[name], _ADDRESSES if "sqref" in _ALLOWED[name] else _PLAIN)
        self.left_out = self.left_out or not whole
        inside = "".join(map(self._child, element))
        return f"<{name}{written}>{inside}</{name}>" if inside or name not in ("dataValidations", "cols") else ""

    def _check(self, element: Element) -> str:
        """A check of what is typed, without its words; its list stays where it offers names of code lists."""
        written, whole = bare(element, _ALLOWED["dataValidation"], _CHECK)
        formulas = [(local(child), child.text or "") for child in element]
        self.left_out = self.left_out or not whole or not all(_may_check(formula) for _, formula in formulas)
        if not all(_may_check(formula) for _, formula in formulas):
            return ""
        inside = "".join(f"<{name}>{escape(formula)}</{name}>" for name, formula in formulas)
        return f"<dataValidation{written}>{inside}</dataValidation>"

    def _rows(self, data: Element) -> str:
        rows: list[str] = []
        number = 0
        for row in data:
            if local(row) != "row":
                self.left_out = True
                continue
            number = int(row.get("r") or number + 1)
            written, _ = bare(row, _ROW)
            cells = "".join(self._cells(row, number))
            rows.append(f'<row r="{number}"{written}>{cells}</row>')
        return f"<sheetData>{''.join(rows)}</sheetData>"

    def _cells(self, row: Element, number: int) -> Iterator[str]:
        column = 0
        for element in row:
            if local(element) != "c":
                self.left_out = True
                continue
            at, column = _place(element.get("r"), number, column + 1)
            if at != number:
                raise Unreadable("not-a-report")
            style = f' s="{int(element.get("s") or 0)}"' if element.get("s") else ""
            yield self._cell(element, f'<c r="{column_letters(column)}{at}"{style}', (at, column))

    def _cell(self, element: Element, opening: str, place: tuple[int, int]) -> str:
        held = {local(child): child for child in element}
        value, formula = (held[name].text or "" if name in held else "" for name in ("v", "f"))
        kind = str(element.get("t") or "n")
        before, after = self._before.get(place), self._after.get(place)
        if kind == "s" and value.strip().isdigit():
            self.used.add(int(value))
        self.left_out = self.left_out or not held.keys() <= {"v", "f", "is"} or ("is" in held and kind != "inlineStr")
        if before is None or after is None:
            self.left_out = self.left_out or bool((value or formula).strip())
            return f"{opening}/>"
        if after != before:
            return _new(opening, after)
        safe = bool(formula) and is_safe_formula(formula) and held["f"].get("t") in (None, "normal")
        self.left_out = self.left_out or ("f" in held and not safe and not _is_quoted(formula))
        if after.kind == FORMULA_WITHOUT_VALUE:
            return f"{opening}><f>{escape(formula)}</f></c>" if safe else _new(opening, after)
        calculated = f"<f>{escape(formula)}</f>" if safe else ""
        return self._as_it_was(opening, kind, value, calculated, held.get("is"), after)

    def _as_it_was(
        self, opening: str, kind: str, value: str, calculated: str, inline: Element | None, cell: Cell
    ) -> str:
        """The cell as the file has it, for its text may be in an encoding of its own."""
        if kind in ("s", "str", "inlineStr"):
            text = value
            if kind == "s":
                text = self._strings[int(value)]
            elif kind == "inlineStr":
                text = shown_text(inline) if inline is not None else ""
            if calculated:
                return f'{opening} t="str">{calculated}<v>{escape(text)}</v></c>'
            return f'{opening} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        if kind == "e":
            return f'{opening} t="e">{calculated}<v>{escape(cell.text)}</v></c>'
        if not _NUMBER.fullmatch(value.strip()):
            raise Unreadable("not-a-report")
        return f'{opening} t="{kind}">{calculated}<v>{value.strip()}</v></c>'


def _new(opening: str, cell: Cell) -> str:
    """The cell with what stands in place of its text; a formula is only quoted, and calculates nothing."""
    if cell.kind == FORMULA_WITHOUT_VALUE:
        return f'{opening}><f>"{escape(cell.text.replace(chr(34), chr(34) * 2))}"</f></c>'
    if cell.kind != TEXT:
        raise Unreadable("not-a-report")
    return f'{opening} t="inlineStr"><is><t xml:space="preserve">{escape(cell.text)}</t></is></c>'


def _is_quoted(formula: str) -> bool:
    return formula.startswith('"=') and formula.endswith('"')


def _may_check(formula: str) -> bool:
    """Say whether a formula of a check holds only numbers, a range, or names that the code lists have."""
    if is_safe_formula(formula) or _RANGE.fullmatch(formula):
        return True
    return formula[:1] == formula[-1:] == '"' and all(fold(each) in _offered() for each in formula[1:-1].split(","))


@cache
def _offered() -> frozenset[str]:
    words = load_catalogue().words
    own = map(fold, [*words.nothing, words.template.final, words.template.estimate])
    return frozenset(spelling.folded for key in keys() for spelling in load(key).spellings()) | frozenset(own)


def shown_text(element: Element) -> str:
    """The text of a cell or of a shared string, its runs joined; without what tells how it is spoken."""
    pieces = [element.text or ""] if local(element) == "t" else []
    return "".join(pieces + [shown_text(child) for child in element if local(child) in ("t", "r")])


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    if reference is None:
        return row, column
    found = _ADDRESS.fullmatch(str(reference))
    if not found:
        raise Unreadable("truncated")
    return int(found[2]), column_number(found[1])
