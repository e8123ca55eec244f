"""A zip container (xlsx, ods) opened with limits: what is cut short, locked or blown up is told before it is read."""

import io
import posixpath
import zipfile
import zlib

from transforms.read.document import Unreadable
from transforms.read.limits import MOST_EXPANDED, MOST_MEMBERS

_MOST_DEFLATE_GAINS = 1032
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class Package:
    """The members of a zip, read by name; raises Unreadable for what cannot be opened safely.

    Names are written with slashes and from the top, also where a program wrote `xl\\workbook.xml` or `/xl/a.xml`.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise Unreadable("truncated") from error
        members = self._zip.infolist()
        self._own = {_plain_name(member.filename): member for member in members}
        self.names = [*self._own]
        self._lower = {name.lower(): name for name in reversed(self.names)}
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("encrypted")
        if len(set(map(str.lower, self.names))) != len(members):
            raise Unreadable("not-a-report")
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise Unreadable("not-a-report")
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_EXPANDED:
            raise Unreadable("too-large")
        if len(content) * _MOST_DEFLATE_GAINS > MOST_EXPANDED:
            _measure(self._zip, content)

    def read(self, name: str) -> bytes:
        """Return the bytes of a member."""
        try:
            return self._zip.read(self._own[name])
        except _BROKEN as error:
            raise Unreadable("truncated") from error

    def find(self, name: str) -> str | None:
        """Return the member's name as the zip spells it, in whatever case, or None."""
        return self._lower.get(name.lower().lstrip("/"))

    def size(self, name: str) -> int:
        """Return how many bytes a member has."""
        return self._own[name].file_size

    def follow(self, part: str, target: str) -> str | None:
        """Return the member that a relation of a part leads to: relative to the part's folder, or from the top."""
        target = target.replace("\\", "/")
        inside = posixpath.join("/", posixpath.dirname(part), target)
        return self.find(posixpath.normpath(inside)) or self.find(posixpath.normpath(target))

    @property
    def names_are_plain(self) -> bool:
        """Whether the zip itself writes the names as they are written here."""
        return all(name == member.filename for name, member in self._own.items())


def _plain_name(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def zip_again(package: Package, changed: dict[str, bytes]) -> bytes:
    """Return a zip of the package's members, some of them changed, in the same order and without times."""
    return write_zip({name: changed.get(name) or package.read(name) for name in package.names})


def write_zip(members: dict[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on nothing but the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _measure(package: zipfile.ZipFile, content: bytes) -> None:
    """Raise Unreadable where a member unpacks to more than its directory entry says."""
    for member in package.infolist():
        if member.compress_type == zipfile.ZIP_STORED:
            continue
        start = member.header_offset
        name_and_extra = int.from_bytes(content[start + 26 : start + 28], "little") + int.from_bytes(
            content[start + 28 : start + 30], "little"
        )
        start += 30 + name_and_extra
        left, size = memoryview(content)[start : start + member.compress_size], 0
        unpack = zlib.decompressobj(-15)
        while not unpack.eof and (data := unpack.unconsumed_tail or left):
            left = memoryview(b"")
            try:
                size += len(unpack.decompress(data, 1 << 20))
            except zlib.error as error:
                raise Unreadable("truncated") from error
            if size > member.file_size:
                raise Unreadable("too-large")
