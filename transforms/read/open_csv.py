"""CSV bytes into cells: encoding and delimiter told by the content."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.read.document import Document, Unreadable
from transforms.read.letters import byte_text, is_tcvn3
from transforms.read.limits import MOST_CELLS, MOST_FIELDS
from transforms.read.sheet import SheetBuilder

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = ",;\t|"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffd]")
_SEPARATOR_LINE = re.compile(r"""\A"?sep=(.)"?(?:\r\n|\r|\n)""", re.IGNORECASE)
_QUOTED_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # how a spreadsheet is told to keep digits as text
EIGHT_BIT = "latin-1"


class Table(NamedTuple):
    """A CSV file's fields as written, and what is needed to write it again in the same way."""

    records: list[list[str]]
    encoding: str
    delimiter: str
    line_end: str
    heading: str


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and its encoding; 8-bit text of no single encoding comes as Latin-1, one letter per byte."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding.removesuffix("-sig")), encoding
            except UnicodeDecodeError as error:
                raise Unreadable("truncated" if error.end >= len(content) - len(mark) else "not-a-report") from error
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode(EIGHT_BIT), EIGHT_BIT


def encode(text: str, encoding: str) -> bytes:
    """Return the text in the encoding, with the byte order mark that belongs to it."""
    mark = next((mark for mark, name in _BOMS if name == encoding), b"")
    return mark + text.encode(encoding.removesuffix("-sig"))


def open_csv(content: bytes) -> Document:
    """Return the document of one unnamed sheet that the CSV bytes hold."""
    table = read_table(content)
    sheet = SheetBuilder("")
    eight_bit = table.encoding == EIGHT_BIT
    tcvn3 = eight_bit and is_tcvn3(field for record in table.records for field in record)
    for row, record in enumerate(table.records, 1):
        for column, field in enumerate(record, 1):
            if field:
                text = byte_text(field, tcvn3) if eight_bit else field
                quoted = _QUOTED_TEXT.fullmatch(text)
                sheet.add_text(row, column, quoted[1].replace('""', '"') if quoted else text)
    return Document("csv", (sheet.build(),))


def read_table(content: bytes) -> Table:
    """Return the records of CSV bytes; raises Unreadable for what is no text."""
    text, encoding = decode(content)
    if len(_CONTROLS.findall(text)) > len(text) // 500:
        raise Unreadable("not-a-report")
    heading = _SEPARATOR_LINE.match(text)
    body = text[heading.end() :] if heading else text
    if body.count("\n") + body.count("\r") > MOST_FIELDS:
        raise Unreadable("too-large")
    delimiter = heading[1] if heading else _delimiter(body)
    if body.count(delimiter) > MOST_FIELDS:
        raise Unreadable("too-large")
    records = list(_records(body, delimiter))
    line_end = "\r\n" if "\r\n" in body else "\n" if "\n" in body or "\r" not in body else "\r"
    return Table(records, encoding, delimiter, line_end, heading[0] if heading else "")


def write_table(table: Table) -> bytes:
    """Return the CSV bytes of the records, in the encoding and with the delimiter they were read with.

    Every field stands in quotation marks, so that no letter of a field can be taken for a delimiter.
    """
    out = io.StringIO()
    out.write(table.heading)
    csv.writer(out, delimiter=table.delimiter, lineterminator=table.line_end, quoting=csv.QUOTE_ALL).writerows(
        table.records
    )
    return encode(out.getvalue(), table.encoding)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records; where a quotation mark is never closed, marks are taken for plain letters."""
    lines = io.StringIO(text, newline="")
    if _closed(text, delimiter):
        reader = csv.reader(lines, delimiter=delimiter)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    cells = 0
    try:
        for record in reader:
            cells += len(record) - record.count("")
            if cells > MOST_CELLS:
                raise Unreadable("too-large")
            yield record
    except csv.Error as error:
        raise Unreadable("too-large" if "limit" in str(error) else "not-a-report") from error


def _closed(text: str, delimiter: str) -> bool:
    if text.count('"') % 2 == 0:
        return True
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True


def _delimiter(text: str) -> str:
    """Return the delimiter of the widest table: a decimal comma or a comma in a title counts little beside it."""
    bare = re.sub(r'"[^"]*"', "", text)
    lines = bare.splitlines()[:2000]
    weights = [sum(line.count(mark) ** 2 for line in lines) for mark in _DELIMITERS]
    return _DELIMITERS[weights.index(max(weights))]
