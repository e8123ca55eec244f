"""Text in the encodings that reports arrive in: which Unicode a cell or a CSV file means.

TCVN3 (ABC) fonts draw Vietnamese on the letters of Windows-1252, so "M· sè" is shown as "Mã số". Workbooks keep the
codes and forget the fonts; each cell is therefore told by its text: a cell is repaired when its words become Vietnamese
syllables that they were not before. Text of a clean cell and plain ASCII are never touched.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from expectations.text import clean
from transforms.read.syllables import TONES, is_syllable

_TCVN3_LETTERS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3 = {chr(start + i): letter for start, letters in _TCVN3_LETTERS.items() for i, letter in enumerate(letters)}
# What Word and web pages made of the soft hyphen, and the Greek letter that Unicode normalisation makes of µ.
_STAND_INS = {"\u2212": "\u00ad", "\u2010": "\u00ad", "\u2011": "\u00ad", "\u03bc": "\u00b5"}
_TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
_DECODE = str.maketrans(TCVN3 | {odd: TCVN3[code] for odd, code in _STAND_INS.items()})
_CODES = "".join(map(re.escape, [*TCVN3, *_STAND_INS]))
_WORD = re.compile(f"[A-Za-z{_CODES}]*[{_CODES}][A-Za-z{_CODES}]*")
_HYPHENED = re.compile(f"(?<![A-Za-z0-9{_CODES}-])[A-Za-z{_CODES}]+-[A-Za-z{_CODES}]*(?![A-Za-z0-9{_CODES}-])")
# What only Unicode text has: letters beyond Latin-1, tone marks, and the Latin-1 vowels that are no code of TCVN3.
_UNICODE_VIETNAMESE = re.compile("[\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9àðÀÁÂÃÍÙÚ]")
_ESCAPE = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)  # no half of a character beyond 16 bits

_ABBREVIATION = re.compile("[A-ZĂÂÊÔƠƯĐăâêôơưđ]{2,8}")
_ETH_FOR_D = re.compile("(?=.*[A-Z])[A-ZÐ]+")  # "LÐ" may be LĐ as well as LÉ

# Letter by letter, and bytes that the code page leaves open as they are.
_WINDOWS_1258 = {code: bytes([code]).decode("windows-1258", "ignore") or chr(code) for code in range(0x80, 0x100)}

PLAIN, UNICODE, AMBIGUOUS, REPAIRED = "plain", "unicode", "ambiguous", "repaired"


class Text(NamedTuple):
    """A cell's clean text, the encoding found, and for an ambiguous cell what it says if its sheet is in TCVN3."""

    text: str
    encoding: str
    as_tcvn3: str = ""


def from_tcvn3(text: str) -> str:
    """Return the Unicode text of TCVN3 codes; upper case throughout where all its plain letters are upper case."""
    decoded = _HYPHENED.sub(_with_u_horn, text).translate(_DECODE)
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return decoded.upper() if len(plain) > 1 and all(map(str.isupper, plain)) else decoded


def _with_u_horn(found: re.Match[str]) -> str:
    """Return the word with its hyphen read as the soft hyphen ư, where that makes it Vietnamese: n-íc, t-."""
    horned = found[0].replace("-", "\u00ad")
    return horned if is_syllable(horned.translate(_DECODE)) else found[0]


def to_tcvn3(text: str) -> str:
    """Return TCVN3 codes for Unicode text; an upper-case letter with a tone has only the lower-case code."""
    return "".join(
        _TO_TCVN3.get(letter) or _TO_TCVN3.get(letter.lower(), letter) for letter in unicodedata.normalize("NFC", text)
    )


@lru_cache(maxsize=1 << 15)
def cell_text(raw: str) -> Text:
    """Return a cell's clean Unicode text, repaired where the cell is written in TCVN3 codes."""
    raw = unescape(raw)
    if raw.isascii():
        return Text(clean(raw), PLAIN)
    if _UNICODE_VIETNAMESE.search(raw):
        return Text(clean(raw), UNICODE)
    gained, kept, lost = _weigh(raw)
    if gained and gained >= lost:
        return Text(clean(from_tcvn3(raw)), REPAIRED)
    if kept and not lost:
        return Text(clean(raw), AMBIGUOUS, clean(from_tcvn3(raw)))
    return Text(clean(raw), PLAIN)


def unescape(raw: str) -> str:
    """Return the text with a workbook's escapes for control characters (`_x000D_`) resolved."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), raw) if "_x" in raw else raw


def _weigh(raw: str) -> tuple[int, int, int]:
    """Count the words that only TCVN3 makes Vietnamese, those that tell nothing, and those it does not explain."""
    gained = kept = lost = 0
    for word in _WORD.findall(raw):
        decoded = word.translate(_DECODE)
        if len(word) == 1:
            kept += word in "®§"
        elif not is_syllable(decoded):
            abbreviation = bool(_ABBREVIATION.fullmatch(decoded))
            kept, lost = kept + abbreviation, lost + (not abbreviation)
        elif is_syllable(word, any_tone=True) or _ETH_FOR_D.fullmatch(word):
            kept += 1
        else:
            gained += 1
    return gained, kept, lost


@lru_cache(maxsize=1 << 14)
def byte_text(letters: str, tcvn3: bool) -> str:
    """Return the text of bytes given as Latin-1 letters: UTF-8, Windows-1258, or TCVN3 codes left for `cell_text`."""
    if letters.isascii():
        return letters
    try:
        return letters.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return letters if tcvn3 else _from_windows_1258(letters)


def is_tcvn3(fields: Iterable[str]) -> bool:
    """Say whether bytes given as Latin-1 letters make more sense in TCVN3 than in Windows-1258, all taken together."""
    words = {word for field in fields if not field.isascii() for word in field.split()}
    return sum(_syllables(from_tcvn3(word)) - _syllables(_from_windows_1258(word)) for word in words) > 0


def _from_windows_1258(letters: str) -> str:
    return unicodedata.normalize("NFC", letters.translate(_WINDOWS_1258))


def to_windows_1258(text: str) -> str:
    """Return the bytes of the text in Windows-1258, as Latin-1 letters: its tones are marks of their own."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        for form in (letter, _tone_apart(letter)):
            try:
                letters.append(form.encode("windows-1258").decode("latin-1"))
                break
            except UnicodeEncodeError:
                continue
    return "".join(letters)


def _tone_apart(letter: str) -> str:
    """Return the letter with its tone as a mark behind it: ợ as ơ and the heavy tone."""
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + tones


def _syllables(text: str) -> int:
    """Count the words with Vietnamese letters that are correctly spelt, less those that are not."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    return sum(1 if is_syllable(word) else -1 for word in words)
