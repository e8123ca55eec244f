"""A streaming XML parser for files of unknown origin: no entity is declared, expanded or loaded."""

import re
from collections.abc import Callable
from xml.parsers import expat

from transforms.read.document import Unreadable

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]

# Control characters, which XML forbids and some programs write: as they are, or as numbers such as &#1;.
# DEL, which XML allows, is dropped from text as they are.
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_WITHOUT_CONTROLS = bytes.maketrans(_CONTROLS, bytes(32 if chr(code).isspace() else 127 for code in _CONTROLS))
_NUMBERED_CONTROL = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8BCEF]|1[0-9A-F]));", re.IGNORECASE)


def xml_parser(start: Start, end: End | None = None, text: End | None = None) -> expat.XMLParserType:
    """Return a parser that reports elements by their names without namespace prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse
    return parser


def parse_xml(parser: expat.XMLParserType, data: bytes) -> None:
    """Run the parser over the whole of the data; raises Unreadable for broken XML and senseless attributes.

    Control characters are nothing; every element keeps its place in the bytes.
    """
    try:
        parser.Parse(without_controls(data), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable("truncated") from error


def without_controls(data: bytes) -> bytes:
    """The XML, as long as it was, without control characters; that of two bytes a letter is left as it is."""
    if b"\0" in data[:100]:
        return data
    if b"&#" in data:
        data = _NUMBERED_CONTROL.sub(lambda found: b"\x7f" * len(found[0]), data)
    return data.translate(_WITHOUT_CONTROLS)


def _refuse(*_declaration: object) -> None:
    raise Unreadable("not-a-report")
