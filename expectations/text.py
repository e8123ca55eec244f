"""The two normal forms of a cell's text: `clean` to keep and show, `fold` to match."""

import unicodedata
from functools import lru_cache

# NUL and other control characters that are no white space, and what has no width. The soft hyphen (U+00AD) stays:
# in text typed in a TCVN3 font it is the letter ư.
_INVISIBLE = dict.fromkeys(
    [code for code in range(0x20) if not chr(code).isspace()]
    + [0x7F, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
# Digits of other scripts, and the wide forms of ASCII that East Asian keyboards type, to plain ASCII.
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x660, 0x20000)
    if unicodedata.category(chr(code)) == "Nd"
}
_READABLE = {**_INVISIBLE, **_PLAIN}
_LETTERS = str.maketrans("đðɖy", "dddi")


def clean(text: str) -> str:
    """Return the text in NFC, with single plain spaces, plain digits and nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_READABLE)).split())


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return the key by which two spellings of the same words match.

    Case, diacritics, place of the tone mark, đ and Ð, y and i, superscripts, punctuation and white space make no
    difference: `fold("Khánh  PHÚ.") == "khanh phu"`, `fold("m³/ngày") == "m3 ngai"`.
    """
    lowered = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).casefold()
    letters = []
    for character in unicodedata.normalize("NFKD", lowered).translate(_LETTERS):
        if character.isalnum():
            letters.append(character)
        elif unicodedata.category(character) not in ("Mn", "Me", "Mc", "Cf"):
            letters.append(" ")
    return " ".join("".join(letters).split())
