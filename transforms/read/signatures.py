"""Where a table ends: the first cells of the signatures below it."""

from __future__ import annotations

import re

from expectations.text import fold
from transforms.read.document import Cell
from transforms.read.lookup import Words

_SIGNED_AT = re.compile(r"^(?:\w+ )*ngai(?: \d+)? (?:thang(?: \d+)? nam(?: \d+)?|\d+ \d+)$")


def ends_table(cell: Cell, in_row: int, words: Words) -> bool:
    """Whether a cell begins the signatures: a place and a day, a post, or who signs for another."""
    if cell.kind != "text":
        return False
    folded = fold(cell.text)
    dated = bool(_SIGNED_AT.match(folded)) and ("," in cell.text or in_row <= 2)
    return dated or folded in words.signature or cell.text.upper().startswith(words.for_another)
