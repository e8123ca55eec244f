"""The styles of a workbook: those it has, once more with our colours, and those of the sheet in front."""

from __future__ import annotations

from copy import deepcopy
from xml.sax.saxutils import quoteattr

from lxml import etree

from transforms.marked.looks import Look
from transforms.marked.parts import TYPE, Element, Parts, child, local, named, put_child
from transforms.marked.remarks import plain

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")  # beginnings that a spreadsheet program takes for a formula, once typed
FILLS = {"return": "FFFFC3C9", "refuse_row": "FFFFD9B0", "warn": "FFFFF0A3"}
_ORDER = [
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors"),
    "extLst",
]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BARE = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_FONTS = {
    "plain": "",
    "title": '<b/><sz val="14"/>',
    "bold": "<b/>",
    "grey": '<color rgb="FF666666"/>',
    "link": '<u/><color rgb="FF0563C1"/>',
    "heading": '<b/><color rgb="FFFFFFFF"/>',
}
_DARK = "FF3B5068"
_LINE = '<{0} style="thin"><color rgb="FFBFBFBF"/></{0}>'
_BOX = "".join(_LINE.format(side) for side in ("left", "right", "top", "bottom"))
_OWN = {  # name -> font, fill, whether in a box
    "title": ("title", "", False),
    "label": ("grey", "", False),
    "text": ("plain", "", False),
    "heading": ("heading", _DARK, True),
    "cell": ("plain", "", True),
    "link": ("link", "", True),
    **{f"cause:{effect}": ("bold", fill, True) for effect, fill in FILLS.items()},
}


class Styles:
    """The cell formats of a workbook, by their numbers; new ones are added behind those that are there."""

    def __init__(self, parts: Parts, workbook: str) -> None:
        member = parts.related(workbook, "styles")
        if member is None or not parts.holds(member):
            member = parts.free_name("xl/styles{}.xml")
            parts.write(member, _BARE.encode(), f"{TYPE}.styles+xml")
            parts.relate(workbook, "styles", member)
        self._root = parts.tree(member)
        self._formats = put_child(self._root, "cellXfs", _ORDER)
        if not len(self._formats):
            etree.SubElement(self._formats, named(self._root, "xf"))
        self._fills = put_child(self._root, "fills", _ORDER)
        for blank in [fill for fill in self._fills if not len(fill)]:
            etree.SubElement(blank, named(blank, "patternFill"), patternType="none")
        for pattern in ("none", "gray125")[len(self._fills) :]:  # the first two are not for others to use
            self._add(self._fills, f'<fill><patternFill patternType="{pattern}"/></fill>')
        self._known: dict[tuple[int, str], int] = {}
        self._own: dict[str, int] = {}
        self._looks: dict[tuple[int, Look], int] = {}
        self._number_formats: dict[str, str] = {}

    def marked(self, number: int, effect: str) -> int:
        """The format of this number with the colour of the effect; number format, font, border, alignment stay."""
        if (number, effect) not in self._known:
            base = self._format(number)
            xf = deepcopy(base)
            xf.set("fillId", str(self._fill_over(self._fill_of(base), FILLS.get(effect, FILLS["warn"]))))
            xf.set("applyFill", "1")
            self._known[number, effect] = self._append(xf)
        return self._known[number, effect]

    def unmarked(self, number: int) -> int:
        """The format of this number without a colour of ours; the number itself where it has none."""
        fill = self._fill_of(self._format(number))
        pattern = child(fill, "patternFill") if fill is not None else None
        colour = child(pattern, "fgColor") if pattern is not None else None
        if pattern is None or colour is None or (colour.get("rgb") or "").upper() not in FILLS.values():
            return number
        if (number, "") not in self._known:
            xf = deepcopy(self._format(number))
            xf.set("fillId", str(self._fill_under(pattern)))
            self._known[number, ""] = self._append(xf)
        return self._known[number, ""]

    def looking(self, look: Look, number: int) -> int:
        """The format of this number, which brings the number format of a day, with a look."""
        if (number, look) not in self._looks:
            base = self._format(number)
            format_id = self._number_format(look.number_format) or base.get("numFmtId") or "0"
            fill = self._add(self._fills, _solid(f"FF{look.fill}")) if look.fill else 0
            border = self._add(put_child(self._root, "borders", _ORDER), _border(look.boxed))
            font = self._add(put_child(self._root, "fonts", _ORDER), _font(look))
            alignment = {"horizontal": look.across, "vertical": look.down, "wrapText": "1" if look.wrap else ""}
            told = " ".join(f'{key}="{value}"' for key, value in alignment.items() if value)
            self._looks[number, look] = self._add(
                self._formats,
                f'<xf numFmtId="{format_id}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
                'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
                f"<alignment {told}/></xf>",
            )
        return self._looks[number, look]

    def quoted(self, number: int) -> int:
        """The format of this number whose text stays text also when somebody opens the cell and leaves it."""
        if (number, "quoted") not in self._known:
            xf = deepcopy(self._format(number))
            xf.set("quotePrefix", "1")
            self._known[number, "quoted"] = self._append(xf)
        return self._known[number, "quoted"]

    def own(self, name: str) -> int:
        """The format of this name on the sheet in front: text that never becomes a formula, wrapped."""
        if name not in self._own:
            font, fill, boxed = _OWN[name]
            size = "" if "<sz" in _FONTS[font] else '<sz val="11"/>'
            written = _FONTS[font].replace("<color", f"{size}<color", 1) if "<color" in _FONTS[font] else ""
            written = written or _FONTS[font] + size
            fonts = put_child(self._root, "fonts", _ORDER)
            borders = put_child(self._root, "borders", _ORDER)
            font_id = self._add(fonts, f'<font>{written}<name val="Calibri"/></font>')
            border_id = self._add(borders, _border(boxed))
            fill_id = self._add(self._fills, _solid(fill)) if fill else 0
            self._own[name] = self._add(
                self._formats,
                f'<xf numFmtId="49" fontId="{font_id}" fillId="{fill_id}" borderId="{border_id}" xfId="0" '
                'quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
                '<alignment vertical="top" wrapText="1"/></xf>',
            )
        return self._own[name]

    def _number_format(self, written: str) -> str:
        """The id of a number format, '' for the general one; ids below 164 are not for others to use."""
        if not written or written.lower() == "general":
            return ""
        if written not in self._number_formats:
            formats = put_child(self._root, "numFmts", _ORDER)
            number = max([163, *(int(each.get("numFmtId") or 0) for each in formats)]) + 1
            self._add(formats, f'<numFmt numFmtId="{number}" formatCode={quoteattr(plain(written))}/>')
            self._number_formats[written] = str(number)
        return self._number_formats[written]

    def _format(self, number: int) -> Element:
        return self._formats[number] if 0 <= number < len(self._formats) else self._formats[0]

    def _fill_of(self, xf: Element) -> Element | None:
        number = int(xf.get("fillId") or 0)
        return self._fills[number] if 0 < number < len(self._fills) else None

    def _fill_over(self, former: Element | None, colour: str) -> int:
        """A solid fill of the colour; the former colour goes where a solid fill does not show it, to be found again."""
        pattern = child(former, "patternFill") if former is not None else None
        seen = child(pattern, "fgColor") if pattern is not None and pattern.get("patternType") == "solid" else None
        told = _strings(seen) if seen is not None else {"indexed": "64"}
        if told.get("rgb", "").upper() in FILLS.values():
            told = {"indexed": "64"}
        return self._add(self._fills, _solid(colour, told))

    def _fill_under(self, pattern: Element) -> int:
        """The fill that a colour of ours has covered; none where it had none."""
        former = child(pattern, "bgColor")
        if former is None or former.get("indexed") == "64":
            return 0
        told = " ".join(f'{key}="{value}"' for key, value in _strings(former).items())
        return self._add(self._fills, f'<fill><patternFill patternType="solid"><fgColor {told}/></patternFill></fill>')

    def _append(self, xf: Element) -> int:
        self._formats.append(xf)
        self._formats.set("count", str(len(self._formats)))
        return len(self._formats) - 1

    def _add(self, parent: Element, xml: str) -> int:
        """Add an element written without namespace, where an equal one is not there; its number."""
        new = etree.fromstring(xml)
        for element in new.iter():
            element.tag = named(parent, local(element))
        parent.append(new)
        parent.set("count", str(len(parent)))
        return len(parent) - 1


def _strings(element: Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _border(boxed: bool) -> str:
    return f"<border>{_BOX if boxed else '<left/><right/><top/><bottom/>'}<diagonal/></border>"


def _font(look: Look) -> str:
    marks = ("<b/>" if look.bold else "") + ("<i/>" if look.italic else "")
    return f'<font>{marks}<sz val="{look.size or 11:g}"/><name val={quoteattr(plain(look.font) or "Calibri")}/></font>'


def _solid(colour: str, behind: dict[str, str] | None = None) -> str:
    told = " ".join(f'{key}="{value}"' for key, value in (behind or {"indexed": "64"}).items())
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor {told}/></patternFill></fill>'
