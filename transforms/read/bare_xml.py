"""XML written again with nothing but elements and attributes that are known and can tell nothing."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from transforms.marked.parts import Element, local, parse
from transforms.read.persons import names_person

_PLAIN = re.compile(r"[A-Za-z0-9 .:,$+#%_-]{0,60}")
_ADDRESSES = re.compile(r"[A-Z0-9$: ]*")
_QUOTED = re.compile(r'"[^"]*"')
_LITERAL = re.compile(r"\\\w|[^\x00-\x7f]")
_FORMAT_WORD = re.compile(
    r"y+|m+|d+|h+|s+|e|g|b|am|pm|a|p|general|standard|red|green|blue|black|white|yellow|cyan|magenta|color",
    re.IGNORECASE,
)
_STYLES = frozenset(
    ["numFmts", "numFmt", "fonts", "font", "b", "i", "u", "strike", "outline", "shadow", "condense", "extend", "sz",
     "color", "name", "family", "charset", "scheme", "vertAlign", "fills", "fill", "patternFill", "fgColor", "bgColor",
     "gradientFill", "stop", "borders", "border", "left", "right", "top", "bottom", "start", "end", "diagonal",
     "vertical", "horizontal", "cellStyleXfs", "cellXfs", "xf", "alignment", "protection", "colors", "indexedColors",
     "rgbColor"]
)  # fmt: skip
_HARMLESS = frozenset(["cellStyles", "cellStyle", "dxfs", "tableStyles"])  # left out without any loss of words
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def bare(element: Element, attributes: Collection[str], values: re.Pattern[str] = _PLAIN) -> tuple[str, bool]:
    """Return these attributes of an element as they are written, and whether it had no others."""
    kept = {str(name): str(value) for name, value in element.items() if str(name) in attributes}
    plain = {name: value for name, value in kept.items() if values.fullmatch(value) and not names_person(value)}
    return "".join(f" {name}={quoteattr(value)}" for name, value in plain.items()), len(plain) == len(element.keys())


@lru_cache(maxsize=256)
def bare_styles(data: bytes) -> tuple[bytes, bool]:
    """Return the styles of a workbook without names and words of formats, and whether there were none."""
    left: list[bool] = []
    inside = "".join(_styles(child, left) for child in parse(data))
    inside += '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    return f'<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="{_MAIN}">{inside}</styleSheet>'.encode(), not left


def _styles(element: Element, left: list[bool]) -> str:
    name = local(element)
    if name not in _STYLES:
        if name not in _HARMLESS or any(_names(each) for each in element.iter()):
            left.append(True)
        return ""
    attributes = {str(name): str(value) for name, value in element.items()}
    if name == "numFmt":
        code = attributes.get("formatCode", "")
        cleaned = bare_format(code)
        if cleaned != code:
            left.append(True)
        return f"<numFmt numFmtId={quoteattr(attributes.get('numFmtId', ''))} formatCode={quoteattr(cleaned)}/>"
    written, whole = bare(element, [each for each in attributes if "}" not in each])
    if not whole or (element.text or "").strip():
        left.append(True)
    return f"<{name}{written}>{''.join(_styles(child, left) for child in element)}</{name}>"


def _names(element: Element) -> bool:
    """Say whether an element that is left out bears a name that somebody gave."""
    name = str(element.get("name") or "")
    return bool(name) and ("builtinId" not in element.attrib or names_person(name) or not name.isascii())


def bare_format(code: str) -> str:
    """Return a number format without the words in it; a day stays a day, and thousands left out stay left out."""
    bare_code = _QUOTED.sub(lambda found: found[0] if not re.search(r"\w", found[0]) else "", code)
    bare_code = re.sub(r"\[\$[^\]-]*", "[$", bare_code)
    bare_code = _LITERAL.sub("", bare_code)
    words = re.findall(r"[A-Za-z]+", re.sub(r"\[\$[^\]]*\]", "", bare_code))
    known = all(all(part for part in _parts(word)) for word in words)
    return bare_code if known and bare_code.strip(' ;"') else code if code == "" else "General"


def _parts(word: str) -> Iterator[bool]:
    """Yield whether each piece of a word of a format, such as ddmmyyyy, is one that formats have."""
    at = 0
    while at < len(word):
        found = _FORMAT_WORD.match(word, at)
        if found is None:
            yield False
            return
        yield True
        at = found.end()


@lru_cache(maxsize=64)
def bare_theme(data: bytes) -> tuple[bytes, bool]:
    """Return the colours and fonts of a workbook without names, and whether there were none but those of programs."""
    left: list[bool] = []
    root = parse(data)
    inside = _theme(root, left).replace("<theme", f'<theme xmlns="{_DRAWING}"', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>{inside}'.encode(), not left


def _theme(element: Element, left: list[bool]) -> str:
    name = local(element)
    if not name or name in ("extLst", "custClrLst", "objectDefaults", "extraClrSchemeLst"):
        if not name or "".join(map(str, element.itertext())).strip():
            left.append(True)
        return f"<{name}/>" if name in ("objectDefaults", "extraClrSchemeLst") else ""
    written, whole = bare(element, [str(each) for each, _ in element.items() if "}" not in str(each)])
    if (not whole and element.get("typeface") is None) or (element.text or "").strip():
        left.append(True)
    return f"<{name}{written}>{''.join(_theme(child, left) for child in element)}</{name}>"
