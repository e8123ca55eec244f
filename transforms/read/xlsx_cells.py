"""The second reader of .xlsx: cells from the XML itself, for packages and values at which the first one gives up.

It is slower and forgives more, and gives for the same cell the same text and kind.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from transforms.read.document import BOOLEAN, DATE, ERROR, TEXT, Sheet
from transforms.read.letters import unescape
from transforms.read.number_formats import DAY, DURATION, PLAIN, cell_formats, plain_number, shown_as, whole_number
from transforms.read.package import Package
from transforms.read.sheet import SheetBuilder
from transforms.read.sheet_walk import XML_SPACES, SheetWalk, XmlCell
from transforms.read.sheet_xml import Look
from transforms.read.workbook_parts import WorkbookParts
from transforms.read.xml_parser import parse_xml, xml_parser

_DAY_ZERO = date(1899, 12, 30)
_FROM_1904, _FIRST_OF_MARCH_1900, _PAST_9999 = 1462, 60, 2958466
_BROKEN = "#VALUE!"  # what a cell holds that refers to nothing


def sheets_from_xml(package: Package, parts: WorkbookParts, looks: Mapping[int, Look]) -> tuple[Sheet, ...]:
    """The worksheets of the workbook, with what the second look found in them."""
    shown = [shown_as(code) for code in cell_formats(package, parts)]
    texts = _shared_texts(package, parts)
    sheets = []
    for place, part in enumerate(parts.sheets):
        if part.member:
            walk = SheetWalk(package.read(part.member))
            builder = SheetBuilder(part.name, part.state != "visible")
            cells = _CellReader(builder, texts, shown, parts.counts_from_1904)
            cells.add(walk.cells, looks.get(place, Look()))
            sheets.append(builder.build(tuple(walk.merged)))
    return tuple(sheets)


class _CellReader:
    """Puts the cells of a sheet's XML into its builder."""

    def __init__(
        self, builder: SheetBuilder, texts: Sequence[str], shown: Sequence[str], counts_from_1904: bool
    ) -> None:
        self._builder = builder
        self._texts = texts
        self._shown = shown
        self._later = _FROM_1904 if counts_from_1904 else 0

    def add(self, cells: Sequence[XmlCell], look: Look) -> None:
        """Add the cells; of those that the second look knows, kind and text are given."""
        for cell in cells:
            place = (cell.row, cell.column)
            if place in look.special:
                kind, text = look.special[place]
                self._builder.add(*place, text, kind)
            else:
                self._add(cell, look.powers.get(place, 0))

    def _add(self, cell: XmlCell, power: int) -> None:
        kind, value = cell.attributes.get("t", "n"), cell.value or ""
        if cell.string is not None:
            self._builder.add_text(cell.row, cell.column, unescape(cell.string))
        elif not value or kind == "inlineStr":
            return
        elif kind == "s":
            self._add_shared(cell, value)
        elif kind == "b":
            self._builder.add(cell.row, cell.column, "FALSE" if value.strip() in ("0", "false") else "TRUE", BOOLEAN)
        elif kind == "d":
            self._add_iso_day(cell, value)
        elif kind == "str" or (number := plain_number(value)) is None:
            self._builder.add_text(cell.row, cell.column, unescape(value))
        else:
            self._add_number(cell, number, power)

    def _add_shared(self, cell: XmlCell, number: str) -> None:
        place = whole_number(number.strip())
        if place < len(self._texts):
            self._builder.add_text(cell.row, cell.column, self._texts[place])
        else:
            self._builder.add(cell.row, cell.column, _BROKEN, ERROR)

    def _add_iso_day(self, cell: XmlCell, value: str) -> None:
        try:
            day = datetime.fromisoformat(value.replace("Z", "?")).date()  # an instant of another zone is no day here
        except ValueError:
            self._builder.add_text(cell.row, cell.column, value)
            return
        self._builder.add(cell.row, cell.column, day.isoformat(), DATE)

    def _add_number(self, cell: XmlCell, value: float, power: int) -> None:
        """Add a number, or the day or the time that its format makes of it and a day can hold."""
        style = whole_number(cell.attributes.get("s"))
        shown = self._shown[style] if style < len(self._shown) else PLAIN
        days = timedelta(0)
        if shown != PLAIN:
            try:
                days = timedelta(milliseconds=round(value * 86_400_000))
            except OverflowError:
                shown = PLAIN
        if shown == DURATION:
            self._builder.add(cell.row, cell.column, str(days), TEXT)
        elif shown == DAY and value < _PAST_9999 - self._later:
            self._add_moment(cell, value, days)
        else:
            self._builder.add_number(cell.row, cell.column, value, power)

    def _add_moment(self, cell: XmlCell, value: float, days: timedelta) -> None:
        if value < 1:
            minutes, second = divmod(days.seconds, 60)
            hour = time(*divmod(minutes, 60), second, days.microseconds)
            self._builder.add(cell.row, cell.column, hour.isoformat(), TEXT)
            return
        early = 1 if value + self._later < _FIRST_OF_MARCH_1900 else 0
        day = _DAY_ZERO + timedelta(days.days + self._later + early)
        self._builder.add(cell.row, cell.column, day.isoformat(), DATE)


def _shared_texts(package: Package, parts: WorkbookParts) -> list[str]:
    """The texts that cells share, by their numbers; what is only a reading aid for Asian letters is left out."""
    member = parts.shared.get("sharedStrings", "")
    walk = _TextWalk()
    if member:
        parse_xml(xml_parser(walk.start, walk.end, walk.text), package.read(member))
    return [unescape(text) for text in walk.texts]


class _TextWalk:
    """Follows the elements of the shared texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._inside = self._spoken = self._with_spaces = False
        self._piece = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.texts.append("")
        self._spoken = self._spoken or name == "rPh"
        self._inside = name == "t" and not self._spoken
        self._piece, self._with_spaces = "", attributes.get("xml:space") == "preserve"

    def text(self, text: str) -> None:
        if self._inside:
            self._piece += text

    def end(self, name: str) -> None:
        if self._inside and self.texts:
            self.texts[-1] += self._piece if self._with_spaces else self._piece.strip(XML_SPACES)
        self._inside = False
        self._spoken = self._spoken and name != "rPh"
