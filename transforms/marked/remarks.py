"""What a marked copy tells: the findings of one submission, gravest and most frequent causes first, and their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

EFFECTS = {
    "return": ("trả lại", "returned"),
    "refuse_row": ("dòng chưa nhận", "row left out"),
    "warn": ("lưu ý", "to be checked"),
}
TO_DO = {
    "return": ("Sửa theo yêu cầu, lưu tệp rồi gửi lại.", "Correct it as expected, save the file and send it again."),
    "refuse_row": (
        "Dòng này không được nhận. Sửa dòng rồi gửi lại cả báo cáo.",
        "This row was left out. Correct it and send the whole report again.",
    ),
    "warn": (
        "Kiểm tra lại. Nếu đúng thì không phải gửi lại, có thể giải trình với Ban Quản lý; nếu sai thì sửa và gửi lại.",
        "Check it. If it is right, do not send it again; you may explain it to the Board. If not, correct and send it.",
    ),
}
Place = tuple[int, int]  # row and column of a cell, from 1
_GRAVITY = {effect: place for place, effect in enumerate(EFFECTS)}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_IN_COMMENT = 20
_LONGEST_TEXT = 32_000  # a spreadsheet's cell and comment take 32,767 letters


@dataclass(frozen=True)
class Remark:
    """One finding: rule, effect, where in the file, what was found, what was due, and the message in both languages."""

    number: int
    rule_code: str
    effect: str
    sheet: str
    row: int | None
    column: str
    title: str
    value: str
    expected: str
    vi: str
    en: str


@dataclass(frozen=True)
class Facts:
    """What is known of a submission beside its findings; `outcome` in words, `sha256` that of the file as received."""

    file_name: str
    sha256: str
    outcome: str
    form_code: str | None = None
    form_version: str | None = None
    reporter: str | None = None
    window_start: date | None = None
    window_end: date | None = None
    arrived_on: date | None = None
    unjudged: bool = False  # the form's own rules were not applied


@dataclass(frozen=True)
class Cause:
    """All findings of one rule."""

    rule_code: str
    effect: str
    remarks: tuple[Remark, ...]


def causes(remarks: Sequence[Remark]) -> list[Cause]:
    """The findings by rule: the gravest rules first, of equal ones the most frequent."""
    many = Counter((remark.effect, remark.rule_code) for remark in remarks)
    first = {(remark.effect, remark.rule_code): remark.number for remark in sorted(remarks, key=_backwards)}

    def place(remark: Remark) -> tuple[int, int, int, int]:
        cause = remark.effect, remark.rule_code
        return _GRAVITY.get(remark.effect, len(_GRAVITY)), -many[cause], first[cause], remark.number

    ordered = sorted(remarks, key=place)
    return [
        Cause(code, effect, tuple(mine))
        for (effect, code), mine in groupby(ordered, key=lambda remark: (remark.effect, remark.rule_code))
    ]


def _backwards(remark: Remark) -> int:
    return -remark.number


def gravest(remarks: Sequence[Remark]) -> str:
    """The gravest effect among the findings of a cell."""
    return min((remark.effect for remark in remarks), key=lambda effect: _GRAVITY.get(effect, len(_GRAVITY)))


def comment_text(remarks: Sequence[Remark]) -> str:
    """What the comment of a cell says of its findings: in Vietnamese, then in English."""
    shown = sorted(remarks, key=lambda remark: (_GRAVITY.get(remark.effect, len(_GRAVITY)), remark.number))
    told = shown[:_MOST_IN_COMMENT]
    vi = [_in_comment(each, 0, ("Đã ghi", "Yêu cầu", "Cần làm")) for each in told]
    en = [_in_comment(each, 1, ("Found", "Expected", "To do")) for each in told]
    more = [f"… (+{len(shown) - len(told)})"] if len(shown) > len(told) else []
    return plain("\n\n".join([*vi, *en, *more]))


def _in_comment(remark: Remark, language: int, labels: tuple[str, str, str]) -> str:
    effect = EFFECTS.get(remark.effect, (remark.effect, remark.effect))[language]
    to_do = TO_DO.get(remark.effect, ("", ""))[language]
    lines = [f"{remark.rule_code} ({effect}): {(remark.vi, remark.en)[language]}"]
    told = zip(labels, (remark.value, remark.expected, to_do), strict=True)
    return "\n".join([*lines, *(f"{label}: {text}" for label, text in told if text)])


def plain(text: str) -> str:
    """The text without letters that XML cannot hold, and not longer than a cell may be."""
    return _NOT_XML.sub(" ", text)[:_LONGEST_TEXT]
