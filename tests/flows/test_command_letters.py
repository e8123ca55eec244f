"""Letters on the command line: how many there would be, what waits, delivering it, sending one again."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.flows.conftest import Command

DAY = "2025-10-08"


def letters_in(folder: Path) -> int:
    """How many letters are in the outbox."""
    return len(list(folder.rglob("letter.html")))


def test_letters_wait_and_are_delivered(
    parkwatch: Command, parkwatch_apart: Command, days: Callable[..., Path], tmp_path: Path, prefect_api: str
) -> None:
    source = days("2025-09-01", "2025-09-02", "2025-10-07")
    settings = {"PREFECT_API_URL": prefect_api}
    assert parkwatch("init").returncode == 0
    dry = parkwatch("run", source, "--now", DAY, "--dry-run", **settings)
    (would_be,) = re.findall(r"There would be (\d+) letters", dry.stdout)
    outbox = tmp_path / "var" / "outbox"
    assert not outbox.exists()
    outbox.write_text("in the way")  # where a folder should be
    night = parkwatch_apart("run", source, "--now", DAY, **settings)
    assert night.returncode == 3
    assert "could not be written" in night.stderr
    assert re.search(rf"{would_be} thư / letters · folder .* waiting", parkwatch("status", "--now", DAY).stdout)
    assert "waiting" in parkwatch("letters", "--pending").stdout
    outbox.unlink()
    assert parkwatch("deliver", "--now", DAY).returncode == 0
    assert letters_in(outbox) == int(would_be)
    assert "No letter waits" in parkwatch("letters", "--pending").stdout
    assert "No letter waits" in parkwatch("deliver", "--now", DAY).stdout


def test_id_that_is_too_short_is_a_mistake_of_use(parkwatch: Command) -> None:
    done = parkwatch("deliver", "abc")
    assert done.returncode == 2
    assert "needs 8 signs or more" in done.stderr
