"""What of ours other users of this machine may read: nothing should be."""

from collections.abc import Iterator
from pathlib import Path

from flows.private import OTHERS
from flows.settings import Settings
from flows.trouble import NightTrouble
from flows.warehouse_engine import place_of, reach_warehouse

ENTER = 0o011  # others may enter a folder


def open_to_others(settings: Settings) -> list[Path]:
    """The folders and files of ours that others can reach and read or write."""
    return [path for path in ours(settings) if path.exists() and path.stat().st_mode & OTHERS and is_reached(path)]


def ours(settings: Settings) -> Iterator[Path]:
    """What parkwatch keeps: folders, and the files in them that matter by themselves."""
    home = settings.home.resolve()
    yield from (home, settings.archive_folder.resolve(), settings.outbox_folder.resolve())
    engine = reach_warehouse(settings.warehouse_url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        file = Path(place_of(engine)).resolve()
        yield from (file.with_name(f"{file.name}{ending}") for ending in ("", "-wal", "-shm"))
    for name in ("keys", "prefect"):
        yield home / name
        yield from (path for path in sorted(home.glob(f"{name}/*")) if path.is_file() and path.suffix != ".pub")


def is_reached(path: Path) -> bool:
    """Whether others may enter every folder above."""
    return all(folder.stat().st_mode & ENTER for folder in path.parents)


def openness_told(found: list[Path]) -> NightTrouble | None:
    """What to say of what is open, in one sentence."""
    if not found:
        return None
    named = ", ".join(f"“{path}”" for path in found[:3]) + (", …" if len(found) > 3 else "")
    return NightTrouble(
        f"Người dùng khác trên máy này đọc được {named}; xem bằng lệnh: parkwatch doctor.",
        f"Other users of this machine can read {named}; see: parkwatch doctor.",
    )
