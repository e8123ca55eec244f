"""A streaming XML parser for files of unknown origin: no entity is declared, expanded or loaded."""

from collections.abc import Callable
from xml.parsers import expat

from transforms.read.document import Unreadable

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


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
    """Run the parser over the whole of the data; raises Unreadable for broken XML and senseless attributes."""
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable("truncated") from error


def _refuse(*_declaration: object) -> None:
    raise Unreadable("not-a-report")
