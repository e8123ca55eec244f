"""What the archive keeps of a report of the portal: the keys that its form declares, with what may stand there."""

from collections.abc import Collection, Mapping
from typing import Any

from expectations.catalogue import Catalogue, Column
from transforms.read.document import DROPPED, NUMBER, PLACEHOLDER, TEXT, Cell, described
from transforms.read.gate_words import heading_kind
from transforms.read.kept_aside import is_code
from transforms.read.kept_texts import is_label, kept_cell
from transforms.read.kept_unknown import kept_unknown
from transforms.read.lookup import FormLookup, form_lookup
from transforms.read.portal import HEAD, as_cell_text, portal_form, row_code
from transforms.read.tax_numbers import is_of_person, tax_keys

_LABELS = {"code": "#row_code", "unit": "#row_unit", "label": "#row_label"}
_LONGEST_KEY = 80


def kept_report(report: Mapping[str, Any], personal: Collection[str], catalogue: Catalogue) -> dict[str, Any]:
    """Return the object as it may be kept; `personal` holds the keys of personal data and free text."""
    form = portal_form(report, catalogue)
    cleaned = _without_keys(report, personal)
    if form is None:
        return {_kept_key(key, place): _of_unknown(value) for place, (key, value) in enumerate(cleaned.items(), 1)}
    lookup = form_lookup(form, catalogue)
    kept: dict[str, Any] = {}
    for place, (key, value) in enumerate(cleaned.items(), 1):
        if key == "rows" and isinstance(value, list):
            kept[key] = [_row(row, lookup, personal) for row in value]
        elif key in HEAD:
            kept[key] = _head(key, value)
        else:
            kept[_kept_key(key, place)] = value if key in personal else _undeclared(value)
    return kept


def _row(row: Any, lookup: FormLookup, personal: Collection[str]) -> Any:
    if not isinstance(row, dict):
        return _undeclared(row)
    columns = {column.key: column for column in lookup.form.columns}
    known = lookup.form.layout != "figures" or bool(row_code({
        key: cell for key, value in row.items() if (cell := as_cell_text(value)) is not None
    }, lookup))  # fmt: skip
    kept: dict[str, Any] = {}
    for place, (key, value) in enumerate(row.items(), 1):
        if key in personal:
            kept[_kept_key(key, place)] = value
        elif lookup.form.layout == "figures" and key in _LABELS:
            kept[key] = _value(value, None, _LABELS[key])
        elif key in columns and known:
            kept[key] = _value(value, columns[key], key)
        else:
            kept[_kept_key(key, place)] = _undeclared(value)
    return kept


def _head(key: str, value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return _undeclared(value)
    if key in tax_keys() and is_of_person(value):
        return PLACEHOLDER
    return described(value) if isinstance(value, str) and value and not _is_line(key, value) else value


def _is_line(key: str, value: str) -> bool:
    if key in ("reporter", "tax_code"):
        return is_code(value)
    return is_label(value)


def _value(value: Any, column: Column | None, key: str) -> Any:
    """A value of a declared key; a list or an object is none."""
    if isinstance(value, (dict, list)):
        return _undeclared(value)
    if column is not None and column.type == "tax_code" and is_of_person(value):
        return PLACEHOLDER
    if value is None or isinstance(value, bool):
        return value
    written = as_cell_text(value)
    if written is None:
        return value
    kept = kept_cell(Cell(1, 1, *written), column, key)
    return value if kept.text == written[0] else kept.text


def _of_unknown(value: Any) -> Any:
    if isinstance(value, dict):
        return {_kept_key(key, place): _of_unknown(item) for place, (key, item) in enumerate(value.items(), 1)}
    if isinstance(value, list):
        return [_of_unknown(item) for item in value]
    written = None if isinstance(value, bool) else as_cell_text(value)
    if written is None:
        return value
    kept = kept_unknown(Cell(1, 1, written[0], TEXT if isinstance(value, str) else NUMBER))
    return value if kept.text == written[0] else kept.text


def _undeclared(value: Any) -> Any:
    """A placeholder for each value; of the keys inside those that head personal data or free text."""
    if isinstance(value, list):
        return [_undeclared(item) for item in value]
    if isinstance(value, dict):
        return {
            key if heading_kind(key) and is_label(key) else f"{DROPPED} {place}": _undeclared(item)
            for place, (key, item) in enumerate(value.items(), 1)
        }
    return value if value in (None, "", PLACEHOLDER, DROPPED) else DROPPED


def _kept_key(key: str, place: int) -> str:
    return key if len(key) <= _LONGEST_KEY and is_label(key) else f"{DROPPED} {place}"


def _without_keys(value: Any, keys: Collection[str], under: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _without_keys(item, keys, under or key in keys) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_keys(item, keys, under) for item in value]
    return PLACEHOLDER if under and value is not None and value != "" else value
