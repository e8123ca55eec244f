"""Frames without rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd


def no_rows(types: Mapping[str, str]) -> pd.DataFrame:
    """A frame without rows that has these columns, each of its dtype."""
    return _made(tuple(types.items())).copy(deep=False)


@cache
def _made(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types})
