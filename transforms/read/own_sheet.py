"""The sheet that parkwatch itself puts in front of a marked copy: known again when the copy is sent back corrected.

It is no part of the report. What stands in it is ours and free of personal data as long as nobody wrote into it: its
last line bears a checksum of the others, and a sheet that was changed is taken for free text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from expectations.text import clean
from transforms.read.document import PLACEHOLDER, TEXT, Cell, Document, Sheet

OWN_NAME = "Kết quả kiểm tra"
OWN_TITLE = "KẾT QUẢ KIỂM TRA BÁO CÁO (trang do parkwatch thêm vào) / RESULT OF THE CHECK (a sheet added by parkwatch)"
CHECKSUM = "Mã trang / Checksum of this sheet: "


def is_own(sheet: Sheet) -> bool:
    """Say whether the sheet is one of ours, also after it was renamed, or moved within."""
    if not sheet.cells:
        return False
    if sheet.cells[0].text == OWN_TITLE:
        return True
    return sheet.name.startswith(OWN_NAME) and any(cell.text == OWN_TITLE for cell in sheet.cells)


def without_own(document: Document) -> tuple[Sheet, ...]:
    """Return the sheets that are the sender's."""
    return tuple(sheet for sheet in document.sheets if not is_own(sheet))


def changed_cells(sheet: Sheet) -> tuple[Cell, ...]:
    """Return the cells of a sheet of ours that somebody may have written into; none where it is as we made it."""
    told = next((cell.text for cell in reversed(sheet.cells) if cell.text.startswith(CHECKSUM.strip())), "")
    others = [cell.text for cell in sheet.cells if cell.text != told]
    if told == clean(CHECKSUM + checksum(others)):
        return ()
    return tuple(cell for cell in sheet.cells if cell.text not in (OWN_TITLE, PLACEHOLDER) or cell.kind != TEXT)


def checksum(texts: Iterable[str]) -> str:
    """Return a short hash of the texts in their order, white space left out."""
    joined = "\n".join("".join(clean(text).split()) for text in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
