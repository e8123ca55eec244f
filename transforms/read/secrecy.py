"""Marks of secrecy: MẬT, TỐI MẬT or TUYỆT MẬT, alone or among other words; honey, passwords and "bảo mật" are none."""

import re
import unicodedata
from functools import cache

from expectations.catalogue import load_catalogue
from expectations.sheet_words import SecrecyWords

_LONGEST = 300  # characters of a text in which a mark is looked for
_NO_LETTERS = re.compile(r"[^\w]|_")
_WORD = re.compile(r"[^\W\d_]+")
_ALONE = re.compile(r"(?:(?:dấu)?(?:mức)?(?:độ)?mật)?(?:mật|tốimật|tuyệtmật)")
_LABEL = r"\b(?:dấu|độ|mức)\s+mật\b"
_LABELLED = re.compile(rf"{_LABEL}\s*(?:[:;.,–-]\s*)?(?:là\s+)?(?:tuyệt\s+|tối\s+)?mật\b(?:\s+(\w+))?")


@cache
def _words() -> SecrecyWords:
    return load_catalogue().words.secrecy


def bears_mark(text: str) -> bool:
    """Say whether the text is or holds a mark of secrecy.

    Alone, behind "Độ mật:" or among words such as "tài liệu" and "bản số" it is one in any case; in another text only
    in capitals, and not as a part of a longer word or of the name of a firm.
    """
    text = unicodedata.normalize("NFC", text)
    lowered = text.lower()
    if "ậ" not in lowered or len(text) > _LONGEST:
        return False
    if len(text) < 60 and _ALONE.fullmatch(_NO_LETTERS.sub("", lowered)):
        return True
    labelled = _LABELLED.search(lowered)
    if labelled is not None and labelled[1] not in _words().no_mark_before - {"độ"}:  # "Độ mật: Mật Độ khẩn: …"
        return True
    return _among_its_own(re.sub(_LABEL, " ", lowered)) or _in_capitals(text)


def _among_its_own(lowered: str) -> bool:
    words = _WORD.findall(lowered)
    marks = {word for mark in _words().marks for word in mark.split()}
    return any(_stands_alone(words, place) for place in range(len(words))) and all(
        word in marks or word in _words().beside for word in words
    )


def _in_capitals(text: str) -> bool:
    words = _WORD.findall(text)
    if any(" ".join(words[place : place + 2]) in _words().loud for place in range(len(words))):
        return True
    lowered = [word.lower() for word in words]
    firm = any(f" {word} " in f" {' '.join(lowered)} " for word in _words().firm)
    return not firm and any(word == "MẬT" and _stands_alone(lowered, place) for place, word in enumerate(words))


def _stands_alone(words: list[str], place: int) -> bool:
    """Say whether the word here is "mật" and makes no longer word with its neighbours."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    known = _words()
    return words[place] == "mật" and before not in known.no_mark_after and after not in known.no_mark_before
