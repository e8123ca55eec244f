"""Bytes into a Document: the content decides what the file is, never its name."""

import re

from transforms.read.document import Document, Unreadable
from transforms.read.limits import MOST_BYTES
from transforms.read.open_csv import decode, open_csv
from transforms.read.open_json import open_json
from transforms.read.open_ods import open_ods
from transforms.read.open_xls import open_xls
from transforms.read.open_xlsx import open_xlsx
from transforms.read.package import Package
from transforms.read.workbook_parts import workbook_member

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_WORKBOOK = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div)\b|^mime-version:", re.IGNORECASE | re.MULTILINE)
_SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_OPEN_DOCUMENT = re.compile(r"<office:document\b")
_JSON = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:[\[\]{"\d-]|true|false|null|$)')
_RTF = "{\\rtf"


def open_document(content: bytes) -> Document:
    """Return what the file holds; raises Unreadable, with the kind, where no report can be made out."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too-large")
    document = _open(content)
    if document.report is None and not any(sheet.cells for sheet in document.sheets):
        raise Unreadable("empty")
    return document


def _open(content: bytes) -> Document:
    if content.startswith(b"PK"):
        return _open_package(content)
    if content.startswith(_OLE):
        if _LOCKED_WORKBOOK in content:
            raise Unreadable("encrypted")
        return open_xls(content)
    if content.startswith(_NO_TEXT):
        raise Unreadable("not-a-report")
    return _open_text(content)


def _open_package(content: bytes) -> Document:
    package = Package(content)
    if package.find("content.xml"):
        return open_ods(package)
    if any(name.lower().endswith((".iwa", "index.zip")) for name in package.names):
        raise Unreadable("numbers")
    workbook = workbook_member(package) or package.find("xl/workbook.bin") or ""
    if workbook.lower().endswith(".bin"):
        raise Unreadable("xlsb")
    return open_xlsx(content, package)


def _open_text(content: bytes) -> Document:
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise Unreadable("pdf")
    text, _ = decode(content)
    start = text[:4096].strip("\ufeff \t\r\n")
    if not start and not text.strip():
        raise Unreadable("empty")
    if _FLAT_OPEN_DOCUMENT.search(start):
        raise Unreadable("fods")
    if start.startswith("<") and _SPREADSHEET_2003 in start:
        raise Unreadable("xml-2003")
    if start.startswith("<") or start[:13].lower() == "mime-version:":
        raise Unreadable("html" if _HTML.search(start) else "not-a-report")
    if _JSON.match(start):
        return open_json(content)
    if start.startswith(_RTF):
        raise Unreadable("not-a-report")
    return open_csv(content)
