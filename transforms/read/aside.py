"""What a person sees in a file beside its cells: headers, text boxes, comments, properties, formats, sheet names."""

import re
from collections.abc import Iterator
from html import unescape

from transforms.read.document import Document, Unreadable
from transforms.read.letters import cell_text
from transforms.read.package import Package

# Bytes without which no mark of secrecy can stand in XML: Ậ whole or in parts, as a reference, in a TCVN3 font.
_LETTERS = (b"\xe1\xba\xac", b"\xe1\xba\xad", b"\xcc\xa3", b"&#", b"\xc3\x8b", b"\xc3\xab", b"\0")
_CELLS = re.compile(rb"<(?:[\w.-]+:)?sheetData\b.*</(?:[\w.-]+:)?sheetData\s*>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:[\w.-]+:)?(?:r|t|rPr|span|rFont|font|b|i|u|sz|color|family|scheme|charset|latin|ea|cs)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_OF_HEADER = re.compile(r'&"[^"]*"|&\d+|&K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|&[A-Z]')
_OF_FORMAT = re.compile(r'["\\]|\[[^\]]*\]')
_READ = (".xml", ".vml")
_WIDE = re.compile(rb"(?:[\x20-\xff]\x00|[\x00-\xff][\x01\x03\x1e])+")


def texts_aside(content: bytes, document: Document) -> Iterator[str]:
    """Yield the texts of a file that could bear a mark of secrecy and stand in no cell, in the order of its parts."""
    yield from (sheet.name for sheet in document.sheets)
    if content.startswith(b"PK"):
        yield from _of_package(content)
    elif document.container == "xls":
        yield from _of_records(content)
    elif document.report is not None:
        yield from _keys(document.report)


def _of_package(content: bytes) -> Iterator[str]:
    try:
        package = Package(content)
        parts = [_CELLS.sub(b"", package.read(name)) for name in package.names if name.lower().endswith(_READ)]
    except Unreadable:
        return
    for part in parts:
        if any(letter in part for letter in _LETTERS):
            yield from map(_as_shown, _lines(_decoded(part)))


def _decoded(part: bytes) -> str:
    wide = part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:100]
    return part.decode("utf-16" if wide else "utf-8", "replace")


def _lines(xml: str) -> Iterator[str]:
    """Yield the texts, whose runs are joined, and the values of the attributes."""
    yield from (unescape(line) for line in _TAG.sub("\n", _INLINE.sub("", xml)).split("\n") if line.strip())
    for tag in _TAG.findall(xml):
        yield from (unescape(double or single) for double, single in _ATTRIBUTE.findall(tag))


def _as_shown(text: str) -> str:
    """Return the text without what is only for the program: codes of a header, the marks of a number format."""
    return cell_text(_OF_FORMAT.sub(" ", _OF_HEADER.sub(" ", text))).text


def _of_records(content: bytes) -> Iterator[str]:
    """Yield the runs of two-byte letters of an old workbook, whatever record they are in."""
    for found in _WIDE.finditer(content):
        if len(found[0]) >= 6:
            yield _as_shown(found[0].decode("utf-16-le", "replace"))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from map(str, value)
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
