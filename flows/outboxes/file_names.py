"""Names of files that every file system bears: not too long, no signs that one of them forbids."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

MOST_BYTES = 180  # of 255 that file systems give, so that an ending such as `.part` still fits
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def bearable(name: str, taken: Collection[str] = ()) -> str:
    """The name, shortened where it is too long; a number before its ending where another file has it."""
    plain = FORBIDDEN.sub("_", name.encode("utf-8", "replace").decode()).strip(" .") or "_"
    ending = PurePosixPath(plain).suffix[:20]
    stem = plain.removesuffix(ending)
    number, fitting = 1, _cut(stem, MOST_BYTES - len(ending.encode())) + ending
    while fitting in taken:
        number += 1
        more = f" ({number}){ending}"
        fitting = _cut(stem, MOST_BYTES - len(more.encode())) + more
    return fitting


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .") or "_"
