"""The archive keeps every content once, whole, for ever."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from flows import archive
from flows.trouble import DiskTrouble


def files(folder: Path) -> dict[str, bytes]:
    """All files under the folder with their bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_content_lies_under_its_hash(tmp_path: Path) -> None:
    assert archive.keep_all(tmp_path, [b"a", b"b", b"a"]) == 2
    sha256 = archive.sha256_of(b"a")
    assert archive.archived_path(tmp_path, sha256) == tmp_path / sha256[:2] / sha256
    assert archive.read_archived(tmp_path, sha256) == b"a"
    assert sorted(files(tmp_path).values()) == [b"a", b"b"]


def test_archived_file_is_never_written_again(tmp_path: Path) -> None:
    archive.keep_all(tmp_path, [b"a"])
    path = archive.archived_path(tmp_path, archive.sha256_of(b"a"))
    os.utime(path, (1, 1))
    assert archive.keep_all(tmp_path, [b"a"]) == 0
    assert path.stat().st_mtime == 1


def test_damaged_file_is_told(tmp_path: Path) -> None:
    archive.keep_all(tmp_path, [b"a"])
    archive.archived_path(tmp_path, archive.sha256_of(b"a")).write_bytes(b"b")
    with pytest.raises(ValueError, match="holds other bytes"):
        archive.read_archived(tmp_path, archive.sha256_of(b"a"))


def test_left_over_of_a_killed_run_is_cleared(tmp_path: Path) -> None:
    (tmp_path / archive.INCOMING).mkdir()
    (tmp_path / archive.INCOMING / "half").write_bytes(b"ha")
    archive.keep_all(tmp_path, [b"a"])
    assert list(files(tmp_path).values()) == [b"a"]


@pytest.mark.parametrize(("number", "sentence"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only disk")])
def test_disk_that_refuses_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refuse(_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskTrouble, match=sentence):
        archive.keep_all(tmp_path, [b"a"])
    assert files(tmp_path) == {}
