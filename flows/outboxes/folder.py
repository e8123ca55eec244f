"""A folder of this machine as an outbox: a letter is a folder in it, there whole or not at all."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.archive import INCOMING, sync_folder
from flows.outboxes.post import Post, Undeliverable
from flows.trouble import disk_trouble

OF_ONE_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)


@contextmanager
def folder_outbox(folder: Path) -> Iterator[Callable[[Post], None]]:
    """A function that puts one letter into the folder."""

    def send(post: Post) -> None:
        try:
            put(folder, post)
        except OSError as error:
            if error.errno in OF_ONE_NAME:
                raise Undeliverable("refused", "The folder does not take the name of this letter.") from error
            raise disk_trouble(error, folder) from error

    yield send


def put(folder: Path, post: Post) -> None:
    """Write the letter's files aside and move them to their place at once; a letter that is there is left alone."""
    final = folder / post.folder
    if final.exists():
        return
    aside = folder / f".{INCOMING}" / post.letter_id
    shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed
    aside.mkdir(parents=True)
    for name, content in post.files.items():
        with open(aside / name, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    if not final.parent.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        open_as(folder, final.parent)
    open_as(folder, aside, *aside.iterdir())
    os.replace(aside, final)
    sync_folder(final.parent)


def open_as(folder: Path, *made: Path) -> None:
    """Let whoever may read the outbox read what is in it: ours is its owner's only, one of the office's is as it is."""
    mode = folder.stat().st_mode
    for path in made:
        path.chmod(mode & (0o777 if path.is_dir() else 0o666))
