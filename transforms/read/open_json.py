"""JSON bytes into the object of a portal report, its text clean as in the cells of a sheet."""

import json
import math
import re
from typing import Any

from transforms.read.document import Document, Unreadable
from transforms.read.letters import byte_text, cell_text, is_tcvn3
from transforms.read.limits import LONGEST_TEXT, MOST_CELLS, MOST_LETTERS
from transforms.read.open_csv import EIGHT_BIT, decode

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_HALF_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_DEEPEST = 64
_MOST_DIGITS = 300  # beyond which no floating number holds it


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
    """Return the parsed JSON; a key given twice in one object is a fault, for one of the two would go unseen.

    A number longer than any figure stays the text that it was, and half a character becomes the mark of a lost one.
    """
    if len(text) > MOST_LETTERS or text.count(",") > MOST_CELLS:
        raise Unreadable("too-large")
    try:
        report = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite, parse_int=_of_usual_length
        )
        return _whole_letters(report) if _HALF_ESCAPE.search(text) else report
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


def _finite(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _of_usual_length(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _whole_letters(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_CHARACTER.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole_letters(item) for item in value]
    if isinstance(value, dict):
        return _object([(_whole_letters(key), _whole_letters(item)) for key, item in value.items()])
    return value


def _clean(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise Unreadable("too-large")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Unreadable("too-large")
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
