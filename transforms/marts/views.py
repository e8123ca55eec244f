"""All views of schema `mart`: those that the tables declare, and those that are made by a mart's own Select."""

from collections.abc import Iterator

from expectations.warehouse.mart import enterprise_month, park_month
from expectations.warehouse.views import View, views
from transforms.marts.without_doubt import enterprise_month_without_doubt, park_month_without_doubt

LEFT_OUT = "bỏ số liệu cần xác minh / without the figures in doubt"


def every_view() -> Iterator[View]:
    """Each view once, after those that it reads."""
    yield from views()
    for table, select in (
        (enterprise_month, enterprise_month_without_doubt()),
        (park_month, park_month_without_doubt()),
    ):
        yield View(f"{table.name}_without_doubt", f"{table.comment}, {LEFT_OUT}", select)
