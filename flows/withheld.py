"""Paths that may not be kept: of files that bear a mark of secrecy, and those that name persons.

What stands in their place is the folder's day and the hash of the file: the same file is known again by it, and nobody
else can be told from it.
"""

import pandas as pd

from flows.sources.parcel import folder_day
from transforms.read.persons import names_person

NAMELESS = "không-lưu-tên"
_HASH = 16


def withheld(path: str, sha256: str = "") -> str:
    """What stands for a path that may not be kept."""
    day = folder_day(path)
    name = f"{NAMELESS}-{sha256[:_HASH]}".rstrip("-")
    return f"{day.isoformat()}/{name}" if day else name


def kept_path(path: str, sha256: str = "") -> str:
    """The path as it may be kept."""
    return withheld(path, sha256) if names_person(path) else path


def without_paths_of(arrivals: pd.DataFrame, ranks: set[int]) -> pd.DataFrame:
    """The arrivals without the paths of these files."""
    paths = [
        withheld(path, sha256) if rank in ranks else path
        for rank, path, sha256 in zip(arrivals["arrival_rank"], arrivals["path"], arrivals["sha256"], strict=True)
    ]
    return arrivals.assign(path=pd.Series(paths, index=arrivals.index, dtype="string"))
