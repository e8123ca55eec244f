"""Files and folders that only the user who runs parkwatch may read, whatever the umask of the shell that started it."""

import os
from pathlib import Path

OWNER_ONLY = 0o600
OTHERS = 0o077  # what nobody else may


def keep_private() -> None:
    """Let everything that this process and its children make be their user's only."""
    os.umask(OTHERS)


def place_once(final: Path, content: bytes) -> None:
    """Put the file where none is, whole and readable by its owner only; one that is there stays."""
    temporary = final.with_name(f".{final.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, final)
    except FileExistsError:
        pass  # another process was quicker
    finally:
        temporary.unlink()
