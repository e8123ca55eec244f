"""Findings with their words: where in the reporter's own file, what was found, what was due, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from expectations.catalogue import Catalogue
from expectations.fingerprints import rule_fingerprint
from transforms.cell_keys import cell_keys
from transforms.no_rows import no_rows
from transforms.read.reading import Reading
from transforms.shown import in_words, shown
from transforms.verdicts import Verdicts

FINDINGS = {
    "arrival_rank": "int64", "finding_no": "int64", "rule_code": "str", "effect": "str", "sheet": "str",
    "sheet_row": "Int64", "sheet_column": "str", "column_title": "str", "value": "str", "expected": "str",
    "message_vi": "str", "message_en": "str", "cell_key": "str", "value_key": "str", "rule_sha256": "str",
    "doubts": "bool", "fitting_value": "Int64", "fitting_unit": "str",
}  # fmt: skip
_LONGEST = 80  # characters of a value that a finding shows
UNJUDGED = (
    "Vì các lỗi trên, các nội dung khác chưa được kiểm tra; sau khi sửa có thể còn lỗi khác.",
    "Because of these faults the rest was not checked yet: once they are mended, others may be found.",
)


def leaves_unjudged(found: Iterable[tuple[str, str]], catalogue: Catalogue) -> bool:
    """Whether what sends a report back left its form's own rules unjudged; `found`: effect and rule of its findings."""
    return any(effect == "return" and code in catalogue.blocking for effect, code in found)


def with_words(verdicts: Sequence[Verdicts], readings: Mapping[int, Reading], catalogue: Catalogue) -> pd.DataFrame:
    """The findings frame of a batch, numbered within each file in the order of its cells."""
    faults = []
    for verdict in verdicts:
        if verdict.found.empty:
            continue
        found = verdict.found.assign(**cell_keys(verdict.found, verdict.conformed))
        given = found.astype(object).where(found.notna(), None)
        faults += [dict(zip(found.columns, row, strict=True)) for row in given.itertuples(index=False, name=None)]
    if not faults:
        return no_rows(FINDINGS)
    rows = [_row(fault, readings[fault["arrival_rank"]], catalogue) for fault in faults]
    frame = pd.DataFrame(rows, columns=list(FINDINGS)).astype(FINDINGS)
    frame = frame.sort_values(
        ["arrival_rank", "sheet", "sheet_row", "sheet_column", "rule_code"], kind="stable", na_position="first"
    )
    frame["finding_no"] = frame.groupby("arrival_rank").cumcount() + 1
    return frame.reset_index(drop=True)


def words_put_in(nearest: str, expected: str) -> dict[str, str]:
    """What stands for the names in the words of a rule of reading; `expected` may be Vietnamese / English."""
    vi, _, en = expected.partition(" / ")
    return {
        "nearest_vi": f'; cột gần giống: "{nearest}"' if nearest else "",
        "nearest_en": f'; nearest: "{nearest}"' if nearest else "",
        "expected": expected,
        "expected_vi": vi,
        "expected_en": en or vi,
    }


def _row(fault: Mapping[str, Any], reading: Reading, catalogue: Catalogue) -> dict[str, object]:
    rule = catalogue.rule(str(fault["rule_code"]), reading.form_code, of_row=fault["entry"] is not None)
    key = str(fault["column_key"] or "")
    letters, heading = reading.titles.get(key, ("", ""))
    row, column = fault["row"], fault["column"] or letters
    if row is None:  # it is about a line of the letterhead
        row, column = reading.places.get(key, (row, column))
    words = words_put_in(str(fault["nearest"] or ""), str(fault["expected"] or ""))
    title = str(fault["title"] or "")
    return {
        "arrival_rank": fault["arrival_rank"],
        "finding_no": 0,
        "rule_code": rule.code,
        "effect": rule.effect,
        "sheet": fault["sheet"] or reading.sheet,
        "sheet_row": row,
        "sheet_column": column,
        "column_title": heading if not title or title == key else title,
        "value": shown(fault["value"])[:_LONGEST] if fault["value"] is not None else "",
        "expected": in_words(rule.expected, words, {}) if rule.found_by == "reading" else str(fault["expected"] or ""),
        "message_vi": fault["vi"] or in_words(rule.vi, words, {}),
        "message_en": fault["en"] or in_words(rule.en, words, {}),
        "cell_key": fault["cell_key"],
        "value_key": fault["value_key"],
        "rule_sha256": rule_fingerprint(rule.code, reading.form_code, catalogue),
        "doubts": rule.doubts,
        "fitting_value": fault["fitting_value"],
        "fitting_unit": fault["fitting_unit"],
    }
