"""`parkwatch export`: a mart, a view or the facts as CSV, for programs or for a spreadsheet."""

from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from expectations.headings import heading
from flows import store
from flows.commands.tell import tell_rows, write_csv, write_text
from flows.expected_layout import expected_layouts, export_as_expected
from flows.failure import plainly
from flows.in_units import in_units
from flows.instants import instant_of
from flows.safe_text import safe_frame
from flows.settings import Settings
from flows.trouble import UsageTrouble

BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows that the text is UTF-8
LONGEST_NUMBER = 11  # digits that Excel shows as they are


class Wanted(NamedTuple):
    """A table, as of when, and how it is to be written."""

    table: str
    as_of: str | None = None
    as_expected: bool = False
    in_units: bool = False
    for_excel: bool = False
    output: Path | None = None


def export_table(settings: Settings, wanted: Wanted) -> int:
    """Write a table as CSV."""
    if wanted.as_expected and (wanted.in_units or wanted.for_excel):
        raise UsageTrouble(
            "--layout expected là dạng cố định; không dùng cùng --in-units hay --excel.",
            "--layout expected is one fixed form; it goes neither with --in-units nor with --excel.",
        )
    known = expected_layouts() if wanted.as_expected else store.exports()
    tell = export_as_expected if wanted.as_expected else store.export
    instant = instant_of(wanted.as_of)
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        if wanted.table not in known:
            raise unknown_table(wanted.table, known)
        with engine.connect() as connection:
            frame = tell(connection, wanted.table, instant)
    shown = in_units(frame) if wanted.in_units else frame
    if wanted.for_excel:
        write_text(for_excel(shown), wanted.output)
        tell_rows(shown, wanted.output)
    else:
        write_csv(shown, wanted.output)
    return 0


def unknown_table(table: str, known: list[str]) -> UsageTrouble:
    """Say that there is no such table, which one may have been meant, and which there are."""
    near = get_close_matches(table.lower().removeprefix("mart."), known, n=1)
    meant_vi, meant_en = (f" Có phải là “{near[0]}”?", f" Did you mean “{near[0]}”?") if near else ("", "")
    return UsageTrouble(
        f"Không có bảng “{table}”.{meant_vi} Có: {', '.join(sorted(known))}.",
        f"There is no table “{table}”.{meant_en} There are: {', '.join(sorted(known))}.",
    )


def for_excel(frame: pd.DataFrame) -> str:
    """The table as Excel with Vietnamese settings opens it by a double click: `;` between, `,` for decimals.

    Codes whose leading zeros or last digits Excel would lose are written as texts.
    """
    frame = safe_frame(frame)
    written = {
        str(name): frame[name].map(kept_whole, na_action="ignore") for name in frame if _is_of_texts(frame[name])
    }
    titled = frame.assign(**written).rename(columns=heading)
    return BYTE_ORDER_MARK + titled.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")


def _is_of_texts(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column)


def kept_whole(value: object) -> object:
    """A code of digits alone as Excel keeps it, a decimal with its comma, everything else as it is."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    text = str(value)
    spoilt = text.isascii() and text.isdigit() and (text.startswith("0") or len(text) > LONGEST_NUMBER)
    return f'="{text}"' if isinstance(value, str) and spoilt and text != "0" else value
