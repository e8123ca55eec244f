"""Marked copies for tests: of a file made in memory, with findings made up."""

import io
from datetime import date

import openpyxl
from openpyxl.workbook import Workbook

from expectations.catalogue import load_catalogue
from transforms.marked.marked_copy import mark_copy
from transforms.marked.remarks import Facts, Remark

FACTS = Facts(
    file_name="Báo cáo T9.xlsx",
    sha256="ab" * 32,
    outcome="trả lại / returned",
    form_code="a-form",
    form_version="2025",
    reporter="1234567890",
    window_start=date(2026, 9, 1),
    window_end=date(2026, 9, 30),
    arrived_on=date(2026, 10, 8),
)


def remark(address: str = "", *, number: int = 1, code: str = "GEN-10", effect: str = "return", **told: str) -> Remark:
    """A finding at a cell such as E12 of the sheet `Sheet`, or of the whole report."""
    letters = address.rstrip("0123456789")
    usual = {"title": "Cột", "value": "x", "expected": "một số / a number", "vi": "Phải là số.", "en": "A number."}
    row = int(address[len(letters) :]) if address else None
    return Remark(number, code, effect, told.pop("sheet", "Sheet"), row, letters, **(usual | told))


def marked(content: bytes, *remarks: Remark) -> bytes:
    """The marked copy of a file."""
    return mark_copy(content, FACTS, remarks, load_catalogue())


def opened(content: bytes) -> Workbook:
    """A workbook as openpyxl opens it."""
    return openpyxl.load_workbook(io.BytesIO(content))
