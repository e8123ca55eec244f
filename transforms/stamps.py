"""Reports written into templates: whether they say what their template was made for, and whether they say anything."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.conform import Conformed
from transforms.faults import FAULTS
from transforms.read.report import Reading
from transforms.read.stamp import period_text
from transforms.rules import broken_rules
from transforms.written_numbers import is_given

DIFFERS, BLANK = "GEN-13", "GEN-14"
_TEXT = ["told", "stamped", "sheet", "column", "column_key", "title", "text"]


def stamp_faults(conformed: Conformed, readings: Sequence[Reading], catalogue: Catalogue) -> pd.DataFrame:
    """The faults of the reports that were written into a template; none of the others."""
    stamped = [reading for reading in readings if reading.stamp is not None]
    if not stamped:
        return FAULTS
    differing = pd.DataFrame([row for reading in stamped for row in _told(reading, catalogue)])
    differing[_TEXT] = differing[_TEXT].astype("str")
    blank = _given(conformed, stamped, catalogue)
    return pd.concat(
        [
            broken_rules(conformed, [catalogue.rule(code)], FAULTS, catalogue, None, frame=frame)
            for code, frame in ((DIFFERS, differing), (BLANK, blank))
        ],
        ignore_index=True,
    )


def _told(reading: Reading, catalogue: Catalogue) -> list[dict[str, object]]:
    """Form, reporter, period and version of a report beside those of its template; blank is not compared."""
    stamp, words = reading.stamp, catalogue.words
    assert stamp is not None
    form = catalogue.forms[reading.form_code or ""]
    period = period_text(reading.window_start, reading.window_end)
    same = stamp.form == form.code and stamp.period == period
    facts = [
        ("form", words.form_number[0], form.code, stamp.form),
        ("reporter", words.template.reporter_code[form.reporter], reading.reporter, stamp.reporter),
        ("period", words.period[0], period, stamp.period),
        ("version", words.form_number[0], reading.form_version if same else None, stamp.version),
    ]
    rows: list[dict[str, object]] = []
    for name, title, told, stamped in facts:
        row, column = reading.places.get(name, reading.places.get(f"#{name}", (None, "")))
        rows.append(
            {"arrival_rank": reading.arrival_rank, "told": told or None, "stamped": stamped or None,
             "text": told, "sheet": reading.sheet, "row": row, "column": column, "column_key": "", "title": title}
        )  # fmt: skip
    return rows


def _given(conformed: Conformed, stamped: Sequence[Reading], catalogue: Catalogue) -> pd.DataFrame:
    """How many cells of each report's table are given; not asked where it says that there is nothing to report."""
    cells = conformed.cells
    told = cells[is_given(cells["text"], frozenset(catalogue.words.not_given))]
    counts = told.groupby("arrival_rank").size()
    nil = conformed.form.period.nothing_is_a_report
    frame = pd.DataFrame(
        {
            "arrival_rank": [reading.arrival_rank for reading in stamped],
            "given": [
                None if nil and reading.says_nothing else int(counts.get(reading.arrival_rank, 0))
                for reading in stamped
            ],
            "sheet": [reading.sheet for reading in stamped],
            "row": [reading.places["#table"][0] for reading in stamped],
            "column": [reading.places["#table"][1] for reading in stamped],
             "column_key": "", "title": "", "text": "",
        }
    )  # fmt: skip
    return frame.astype({"given": "Int64", "row": "Int64", "column": "str", "text": "str"})
