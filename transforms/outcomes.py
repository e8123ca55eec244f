"""What becomes of every file of a batch: one row a file, whatever it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.read.reading import Reading

_TYPES = {
    "arrival_rank": "int64",
    "form_code": "str",
    "form_version": "str",
    "reporter_code": "str",
    "regime": "str",
    "status": "str",
    "outcome": "str",
    "reason": "str",
    "duplicate_of": "Int64",
    "cells_read": "int64",
    "cells_used": "int64",
    "cells_ignored": "int64",
    "cells_reported": "int64",
    "window_start": "datetime64[s]",
    "window_end": "datetime64[s]",
}

NONE_DECIDED: Mapping[int, tuple[str, str | None]] = {}


def outcomes(
    readings: Sequence[Reading],
    duplicate_of: Mapping[int, int],
    returned: Collection[int],
    with_findings: Collection[int],
    catalogue: Catalogue,
    earlier: pd.DataFrame,
    decided: Mapping[int, tuple[str, str | None]] = NONE_DECIDED,
) -> pd.DataFrame:
    """The submissions frame, by arrival rank; a duplicate bears form, reporter and window of the first file.

    decided: outcome and reason of reports that an officer has withdrawn, or that wait for one.
    """
    rows = {}
    known = earlier.drop_duplicates("arrival_rank").set_index("arrival_rank")
    for reading in sorted(readings, key=lambda reading: reading.arrival_rank):
        rank = reading.arrival_rank
        first = duplicate_of.get(rank)
        if first is None:
            rows[rank] = _row(reading, rank in returned, rank in with_findings, catalogue)
            if rank in decided and reading.outcome == "read":
                rows[rank] |= dict(zip(("outcome", "reason"), decided[rank], strict=True))
        else:
            origin = rows[first] if first in rows else known.loc[first].to_dict()
            rows[rank] = {
                **{name: origin[name] for name in _OF_FIRST},
                "status": None, "outcome": "duplicate", "duplicate_of": first,
                "cells_read": 0, "cells_used": 0, "cells_ignored": 0, "cells_reported": 0,
            }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index").reindex(
        columns=[name for name in _TYPES if name != "arrival_rank"]
    )
    return frame.rename_axis("arrival_rank").reset_index().astype(_TYPES)


_OF_FIRST = ("form_code", "form_version", "reporter_code", "window_start", "window_end", "regime")


def _row(reading: Reading, is_returned: bool, has_findings: bool, catalogue: Catalogue) -> dict[str, object]:
    outcome = reading.outcome
    if outcome == "read":
        outcome = "returned" if is_returned else "accepted_with_warnings" if has_findings else "accepted"
    form = catalogue.forms.get(reading.form_code or "")
    return {
        "form_code": reading.form_code,
        "form_version": reading.form_version,
        "reporter_code": reading.reporter,
        "window_start": reading.window_start,
        "window_end": reading.window_end,
        "regime": form.period.regime if form is not None else None,
        "status": ("estimate" if reading.estimate else "final") if form is not None else None,
        "outcome": outcome,
        "reason": reading.reason or None,
        "duplicate_of": None,
        "cells_read": reading.cells_read,
        "cells_used": reading.cells_used,
        "cells_ignored": reading.cells_ignored,
        "cells_reported": reading.cells_reported,
    }
