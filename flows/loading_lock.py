"""One loader at a time: a lock that the system frees when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from flows.bulk import clear_staging
from flows.trouble import reason_of
from flows.warehouse_engine import HOLDING, lock_path
from flows.warehouse_trouble import WarehouseReadOnly, another_loader

LOCK_NUMBER = 0x7061726B  # "park": the advisory lock of PostgreSQL


@contextmanager
def loading(engine: sa.Engine) -> Iterator[None]:
    """Hold the right to load; raises AnotherLoader where another process has it."""
    hold = _hold_postgresql if engine.dialect.name == "postgresql" else _hold_file
    with hold(engine):
        clear_staging(engine)
        yield


@contextmanager
def _hold_postgresql(engine: sa.Engine) -> Iterator[None]:
    """A session lock on a connection of its own: the server frees it when the connection is gone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK_NUMBER))).scalar():
            raise another_loader()
        HOLDING[id(engine)] = connection
        try:
            yield
        finally:
            del HOLDING[id(engine)]
            if not connection.invalidated and not connection.closed:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK_NUMBER)))


@contextmanager
def _hold_file(engine: sa.Engine) -> Iterator[None]:
    """A lock on a file beside the database: the kernel frees it when the process is gone."""
    if not engine.url.database:
        yield
        return
    path = lock_path(engine)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        vi, en = reason_of(error)
        raise WarehouseReadOnly(
            f"Không ghi được “{path}” bên cạnh kho dữ liệu: {vi}. Không có gì bị mất.",
            f"“{path}” beside the warehouse cannot be written: {en}. Nothing is lost.",
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise another_loader() from None
        yield
    finally:
        os.close(handle)
