"""The comments of a sheet: ours beside those that were there, with the shapes that spreadsheet programs show."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from transforms.marked.parts import OFFICE, TYPE, Element, Parts, child, local, named, put_child
from transforms.marked.remarks import Place
from transforms.read.document import column_letters, column_number

AUTHOR = "parkwatch"
SEPARATOR = f"— {AUTHOR} —\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BARE = f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{}"/>'
    "</o:shapelayout>{}</xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:300pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path '
    'o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left},15,{top},2,{right},15,'
    "{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData>"
    "</v:shape>"
)
_SHAPE_ID = re.compile(r"_x0000_s(\d+)")
_NOTE = re.compile(
    r"<(\w+:)?shape\b(?:(?!</\1shape>).)*?<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>.*?</\1shape>", re.S
)
_PER_CLUSTER = 1024
_BEHIND = [
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
]


def comment(parts: Parts, member: str, sheet: Element, texts: Mapping[Place, str]) -> None:
    """Put our comments at these places of a sheet; one that stands there keeps its words, and ours follow them."""
    threaded = _threaded(parts, member)
    texts = {place: text for place, text in texts.items() if _address(place) not in threaded}
    if not texts:
        return
    comments = _comments(parts, member)
    listed = put_child(comments, "commentList", ["authors", "commentList", "extLst"])
    authors = put_child(comments, "authors", ["authors", "commentList", "extLst"])
    author = str(len(authors))
    etree.SubElement(authors, named(authors, "author")).text = AUTHOR
    there = {each.get("ref"): each for each in listed}
    for place in sorted(texts):
        ref = _address(place)
        if ref in there:
            _say_more(there[ref], texts[place])
        else:
            _say(etree.SubElement(listed, named(listed, "comment"), ref=ref, authorId=author), texts[place])
    _draw(parts, member, sheet, {place: texts[place] for place in sorted(texts) if _address(place) not in there})


def uncomment(parts: Parts, member: str) -> None:
    """Take our comments out of a sheet that was marked before, and our words out of the comments of others."""
    name = parts.related(member, "comments")
    if name is None:
        return
    comments = parts.tree(name)
    listed, authors = child(comments, "commentList"), child(comments, "authors")
    if listed is None or authors is None:
        return
    ours = {str(place) for place, author in enumerate(authors) if (author.text or "") == AUTHOR}
    gone = [each for each in listed if each.get("authorId") in ours]
    for each in gone:
        listed.remove(each)
    for each in listed:
        _say_less(each)
    _erase(parts, member, {each.get("ref") or "" for each in gone})


def _comments(parts: Parts, member: str) -> Element:
    name = parts.related(member, "comments")
    if name is None:
        name = parts.free_name("xl/comments{}.xml")
        parts.write(name, _BARE.encode(), f"{TYPE}.comments+xml")
        parts.relate(member, "comments", name)
    return parts.tree(name)


def _threaded(parts: Parts, member: str) -> set[str]:
    """The cells whose comment is a conversation: what is added to its text would not be shown."""
    name = parts.related(member, "threadedComment")
    return {each.get("ref") or "" for each in parts.tree(name)} if name and parts.holds(name) else set()


def _say(element: Element, text: str) -> None:
    told = etree.SubElement(etree.SubElement(element, named(element, "text")), named(element, "r"))
    size = etree.SubElement(told, named(told, "rPr"))
    etree.SubElement(size, named(size, "sz"), val="9")
    etree.SubElement(size, named(size, "rFont"), val="Tahoma")
    _words(told, text)


def _say_more(element: Element, text: str) -> None:
    told = child(element, "text")
    if told is None:
        _say(element, SEPARATOR + text)
        return
    for bare in [each for each in told if local(each) == "t"]:  # plain text, and runs: a comment has one or the other
        run = etree.Element(named(told, "r"))
        told.replace(bare, run)
        run.append(bare)
    _words(etree.SubElement(told, named(told, "r")), "\n" + SEPARATOR + text)


def _say_less(element: Element) -> None:
    told = child(element, "text")
    for run in list(told) if told is not None else ():
        words = child(run, "t")
        if words is not None and (words.text or "").lstrip("\n").startswith(SEPARATOR.strip()):
            run.getparent().remove(run)  # type: ignore[union-attr]


def _words(run: Element, text: str) -> None:
    words = etree.SubElement(run, named(run, "t"))
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = text


def _draw(parts: Parts, member: str, sheet: Element, texts: Mapping[Place, str]) -> None:
    """Add a hidden box a comment to the drawing of the sheet."""
    name = parts.related(member, "vmlDrawing") if child(sheet, "legacyDrawing") is not None else None
    written = parts.read(name).decode("utf-8", "replace") if name else ""
    first = max((int(number) for number in _SHAPE_ID.findall(written)), default=_PER_CLUSTER) + 1
    shapes = "".join(_shape(first + at, place, text) for at, (place, text) in enumerate(texts.items()))
    if "_x0000_t202" not in written:
        shapes = _SHAPE_TYPE + shapes
    if name and "</xml>" in written:
        head, _, tail = written.rpartition("</xml>")
        parts.write(name, f"{head}{shapes}</xml>{tail}".encode())
        return
    clusters = ",".join(str(each) for each in range(1, (first + len(texts)) // _PER_CLUSTER + 1))
    name = parts.free_name("xl/drawings/vmlDrawing{}.vml")
    parts.default_type("vml", _VML_TYPE)
    parts.write(name, _HEAD.format(clusters, shapes).encode())
    old = child(sheet, "legacyDrawing")
    if old is not None:
        sheet.remove(old)
    element = put_child(sheet, "legacyDrawing", _BEHIND)
    element.set(f"{{{OFFICE}}}id", parts.relate(member, "vmlDrawing", name))


def _shape(number: int, place: Place, text: str) -> str:
    row, column = place
    lines = sum(1 + len(line) // 58 for line in text.split("\n"))
    height = min(40 + 12 * lines, 400)
    return _SHAPE.format(
        id=number, row=row - 1, column=column - 1, height=height, left=column, right=column + 5,
        top=max(row - 2, 0), bottom=max(row - 2, 0) + height // 15 + 1,
    )  # fmt: skip


def _erase(parts: Parts, member: str, addresses: set[str]) -> None:
    name = parts.related(member, "vmlDrawing")
    if name is None or not addresses:
        return
    written = parts.read(name).decode("utf-8", "replace")

    def kept(found: re.Match[str]) -> str:
        return "" if _address((int(found[2]) + 1, int(found[3]) + 1)) in addresses else found[0]

    parts.write(name, _NOTE.sub(kept, written).encode())


def _address(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def place_of(address: str) -> Place:
    """Row and column of an address such as F18."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :] or 0), column_number(letters)
