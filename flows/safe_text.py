"""What we write is text and nothing else: no cell comes to life in a spreadsheet, no letter steers a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# What a spreadsheet program would take for a formula or a command; the full-width signs too.
LIVE_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,]*%?")
# Control characters but the line break and the tab, halves of characters, and what turns the direction of writing.
_MOVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain_letters(text: str) -> str:
    """The text, JSON too, with what would steer a terminal, or cannot be written, as its code: `\\u001b`."""
    return _MOVING.sub(_coded, text)


def safe_cell(cell: str) -> str:
    """The cell as text that no spreadsheet program takes for a formula; a figure with its sign stays one."""
    live = cell.startswith(LIVE_BEGINNINGS) and not _FIGURE.fullmatch(cell)
    return plain_letters(f"'{cell}" if live else cell)


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text safe as a cell, its headings too; numbers and dates stay as they are."""
    texts = {str(name): frame[name].map(_safe, na_action="ignore") for name in frame if frame[name].dtype.kind in "OU"}
    return frame.assign(**texts).rename(columns=safe_cell)


def _safe(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else value


def _coded(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:04x}"  # a byte of a name that is no UTF-8
