"""Frames without rows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def no_rows(types: Mapping[str, str]) -> pd.DataFrame:
    """A frame without rows that has these columns, each of its dtype."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
