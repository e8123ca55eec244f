"""The gate: what may not pass it. Files marked as state secrets; columns of personal data and of free text."""

import re

from transforms.read.document import PLACEHOLDER, TEXT, Document
from transforms.read.personal import PersonalColumn, leaves, personal_columns
from transforms.read.redact import redact

__all__ = ["PLACEHOLDER", "PersonalColumn", "is_classified", "personal_columns", "redact"]

_NO_LETTERS = re.compile(r"[^\w]|_")
_MARK = re.compile(r"(?:(?:dấu)?(?:mức)?(?:độ)?mật)?(?:mật|tốimật|tuyệtmật)")


def is_classified(document: Document) -> bool:
    """Say whether some cell, or some text of a JSON report, holds only the mark MẬT, TỐI MẬT or TUYỆT MẬT.

    The mark may be spaced out, in brackets, or behind "Độ mật:"; in a longer text it is no mark.
    """
    if document.report is not None:
        return any(_is_mark(text) for _, _, text in leaves(document.report))
    return any(_is_mark(cell.text) for sheet in document.sheets for cell in sheet.cells if cell.kind == TEXT)


def _is_mark(text: str) -> bool:
    return "ậ" in (text := text.lower()) and len(text) < 60 and bool(_MARK.fullmatch(_NO_LETTERS.sub("", text)))
