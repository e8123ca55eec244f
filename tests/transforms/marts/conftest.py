"""A small warehouse for the tests of the marts, on each kind of database."""

import pytest

from tests.small_warehouse import SmallWarehouse, small_warehouse


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """An empty warehouse."""
    return small_warehouse(warehouse_url)
