"""The XML parts of an .xlsx package as trees that can be changed; what is not changed stays byte for byte."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence

from lxml import etree

from transforms.read.document import Unreadable
from transforms.read.package import Package, write_zip
from transforms.read.workbook_parts import relations_of

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES_PART = "[Content_Types].xml"

Element = etree._Element  # lxml has no public name for it


def parse(data: bytes) -> Element:
    """The tree of a part; nothing outside it is loaded, and a document type is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("truncated") from error
    if b"<!DOCTYPE" in data[:4096] or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("not-a-report")
    return root


def local(element: Element) -> str:
    """The element's name without its namespace; '' of a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def named(parent: Element, name: str) -> str:
    """The name of a new element in the namespace of its parent."""
    namespace = etree.QName(parent).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def child(parent: Element, name: str) -> Element | None:
    """The first child of this name."""
    return next((each for each in parent if local(each) == name), None)


def put_child(parent: Element, name: str, order: Sequence[str]) -> Element:
    """The child of this name, made where it is missing at its place in the order of the schema."""
    found = child(parent, name)
    if found is not None:
        return found
    new = etree.Element(named(parent, name))
    later = order[order.index(name) + 1 :]
    before = next((at for at, each in enumerate(parent) if local(each) in later), len(parent))
    parent.insert(before, new)
    return new


class Parts:
    """The members of a package; trees that were asked for are written again, all else is left as it is."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._trees: dict[str, Element] = {}
        self._written: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._taken = {name.lower() for name in package.names}

    def holds(self, name: str) -> bool:
        """Whether the package has this member."""
        return name.lower() in self._taken

    def own_name(self, name: str) -> str:
        """The member's name as the package spells it."""
        return name if name in self._written or name in self._trees else self._package.find(name) or name

    def read(self, name: str) -> bytes:
        """The bytes of a member as they are now."""
        name = self.own_name(name)
        return self._written[name] if name in self._written else self._package.read(name)

    def tree(self, name: str) -> Element:
        """The tree of a member, to be changed in place."""
        name = self.own_name(name)
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
        return self._trees[name]

    def free_name(self, pattern: str) -> str:
        """A member's name that is not taken; the pattern holds {} for its number."""
        number = 1
        while pattern.format(number).lower() in self._taken:
            number += 1
        self._taken.add(pattern.format(number).lower())
        return pattern.format(number)

    def write(self, name: str, data: bytes, content_type: str = "") -> None:
        """Put a member in, and name its content type where it is a new one."""
        name = self.own_name(name)
        self._taken.add(name.lower())
        self._trees.pop(name, None)
        self._written[name] = data
        types = self.tree(_TYPES_PART)
        if content_type and all(each.get("PartName") != f"/{name}" for each in types):
            etree.SubElement(types, named(types, "Override"), PartName=f"/{name}", ContentType=content_type)

    def default_type(self, extension: str, content_type: str) -> None:
        """Name the content type of all members of this extension, where it is not named."""
        types = self.tree(_TYPES_PART)
        if all((each.get("Extension") or "").lower() != extension for each in types):
            types.insert(0, etree.Element(named(types, "Default"), Extension=extension, ContentType=content_type))

    def remove(self, name: str) -> None:
        """Leave a member out, and its content type."""
        name = self.own_name(name)
        self._gone.add(name)
        types = self.tree(_TYPES_PART)
        for each in [each for each in types if (each.get("PartName") or "").lower() == f"/{name}".lower()]:
            types.remove(each)

    def keep_only(self, names: Collection[str]) -> None:
        """Leave all members out but these."""
        for name in {*self._package.names, *self._written, *self._trees} - {*names}:
            self.remove(name)

    def content(self) -> bytes:
        """The bytes of the package."""
        members = {name: self._package.read(name) for name in self._package.names if name not in self._trees}
        members |= self._written
        members |= {name: serialised(tree) for name, tree in self._trees.items()}
        first = {name: members[name] for name in [_TYPES_PART] if name in members}
        return write_zip({name: data for name, data in (first | members).items() if name not in self._gone})

    def relations(self, part: str) -> Element:
        """The relations of a part, made where it has none."""
        name = relations_of(part)
        if not self.holds(name):
            self.write(name, f'<Relationships xmlns="{RELATIONS}"/>'.encode())
        return self.tree(name)

    def target(self, part: str, relation: Element) -> str:
        """The member that a relation of a part leads to."""
        written = (relation.get("Target") or "").replace("\\", "/")
        inside = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), written)).lstrip("/")
        return self.own_name(inside)

    def related(self, part: str, kind: str) -> str | None:
        """The member that a part refers to under a kind of relation, or None."""
        if not self.holds(relations_of(part)):
            return None
        found = (each for each in self.relations(part) if (each.get("Type") or "").rpartition("/")[2] == kind)
        return next((self.target(part, each) for each in found), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Make a relation from a part to a member; its id."""
        relations = self.relations(part)
        ids = {each.get("Id") for each in relations}
        number = len(ids) + 1
        while f"rId{number}" in ids:
            number += 1
        etree.SubElement(
            relations, named(relations, "Relationship"), Id=f"rId{number}", Type=f"{OFFICE}/{kind}", Target=f"/{target}"
        )
        return f"rId{number}"


def serialised(tree: Element) -> bytes:
    """The bytes of a tree."""
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
