"""JSON bytes into the object of a portal report, its text clean as in the cells of a sheet."""

import json
import re
from typing import Any

from transforms.read.document import Document, Unreadable
from transforms.read.letters import byte_text, cell_text, is_tcvn3
from transforms.read.open_csv import EIGHT_BIT, decode

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_DEEPEST = 64
_MOST_LETTERS = 50_000_000


def open_json(content: bytes) -> Document:
    """Return the document of a JSON object; raises Unreadable for text that does not parse or is no object."""
    report = parse(json_text(content)[0])
    if not isinstance(report, dict):
        raise Unreadable("not-a-report")
    cleaned = _clean(report)
    if not _holds_something(cleaned):
        raise Unreadable("empty")
    return Document("json", (), cleaned)


def json_text(content: bytes) -> tuple[str, str]:
    """Return the JSON text of the bytes and its encoding."""
    text, encoding = decode(content)
    if encoding == EIGHT_BIT:
        text, encoding = byte_text(text, is_tcvn3([text])), "utf-8"
    return text.strip("\ufeff \t\r\n"), encoding


def parse(text: str) -> Any:
    """Return the parsed JSON; a key given twice in one object is a fault, for one of the two would go unseen."""
    if len(text) > _MOST_LETTERS:
        raise Unreadable("too-large")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise Unreadable("too-large") from error
    except ValueError as error:
        raise Unreadable("json") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key is given twice")
    return result


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant!r} is no number")


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return value


def _clean(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise Unreadable("too-large")
    if isinstance(value, str):
        if _HALF_CHARACTER.search(value):
            raise Unreadable("json")
        return cell_text(value).text
    if isinstance(value, dict):
        return {key: _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    return value


def _holds_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_something, value.values()))
    if isinstance(value, list):
        return any(map(_holds_something, value))
    return value is not None and value != ""
