"""The gate: what passes it. No file marked as a state secret; of all others only what a form declares."""

from transforms.read.aside import texts_aside
from transforms.read.document import PLACEHOLDER, TEXT, Document
from transforms.read.kept import kept_document
from transforms.read.personal import PersonalColumn, leaves, personal_columns
from transforms.read.redact import archive_copy
from transforms.read.secrecy import bears_mark

__all__ = ["PLACEHOLDER", "PersonalColumn", "archive_copy", "is_classified", "kept_document", "personal_columns"]


def is_classified(document: Document, content: bytes = b"") -> bool:
    """Say whether a mark of secrecy stands in some cell, in some text of a JSON report, or where else people see it."""
    if document.report is not None and any(bears_mark(text) for _, _, text in leaves(document.report)):
        return True
    cells = (cell.text for sheet in document.sheets for cell in sheet.cells if cell.kind == TEXT)
    return any(map(bears_mark, cells)) or any(map(bears_mark, texts_aside(content, document)))
