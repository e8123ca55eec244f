"""How a figure of a mart comes about: the rows that add up to it, and those that could have and why they do not.

Each mart says so beside its Select, over the same joins and conditions; a test adds up the parts of every row.
"""

from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

Adding = Literal["sum", "number", "mean", "distinct"]

NOT_GIVEN = "not given"
NO_TEXT = sa.cast(sa.null(), sa.Text())
NO_NUMBER = sa.cast(sa.null(), sa.BigInteger())
CELL = ("submission_id", "sheet", "sheet_row", "sheet_column", "written")


class Way(NamedTuple):
    """One way by which a figure comes about: the parts of it that stand in `source`, each adding its `figure` there.

    A row of `parts` has the key of the mart's row; the source's own key, each name after `of_`; `adds`, what it adds,
    blank where nothing; `reason`, why nothing (blank: ask the part itself). Besides, where it is a fact, its
    submission and cell; of a mean its `weight`; of a number of different things, `thing`; where parts add different
    figures, `of_figure`. A sum of nothing is blank, a number of nothing is 0.
    """

    source: str
    figure: str
    parts: sa.Select[Any]
    adding: Adding = "sum"
    weight: str = ""  # of a mean: the figure of the source that weighs it


def cell_of(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The submission and the cell of a row of facts, blank where the table does not keep them."""
    blank = {"submission_id": NO_NUMBER, "sheet_row": NO_NUMBER}
    return [table.c[name].label(name) if name in table.c else blank.get(name, NO_TEXT).label(name) for name in CELL]


def adds(value: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """What a part adds."""
    return sa.cast(value, sa.BigInteger).label("adds")


def one_where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """A part that counts as one where the condition holds, and else adds nothing."""
    return adds(sa.case((condition, 1)))


def because(*cases: tuple[sa.ColumnElement[bool], Any], otherwise: Any = None) -> sa.ColumnElement[str]:
    """Why a part adds nothing."""
    reason = sa.case(*cases, else_=otherwise) if cases else sa.null() if otherwise is None else otherwise
    return sa.cast(reason, sa.Text()).label("reason")


def unless_given(value: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The reason of a part whose figure is blank."""
    return because((value.is_(None), NOT_GIVEN))
