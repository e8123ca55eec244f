"""Vietnamese spelling as a test: is this word a syllable that Vietnamese orthography allows?

Used to tell encodings apart: mis-decoded text almost never forms valid syllables. Names of foreign origin and
abbreviations are no syllables; nothing depends on them being so.
"""

import unicodedata
from functools import lru_cache

from expectations.text import fold

TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONES_BEFORE_STOPS = ("\u0301", "\u0323")
_ONSET_LETTERS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS = sorted(["", *_ONSET_LETTERS.split()], key=len, reverse=True)
_RIME_LETTERS = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh
    uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ych ynh yt yp yn
"""
_RIMES = frozenset(unicodedata.normalize("NFC", _RIME_LETTERS).split())
_PLAIN_RIMES = frozenset(fold(rime) for rime in _RIMES)
_PLAIN_ONSETS = sorted({fold(onset) for onset in _ONSETS}, key=len, reverse=True)
_FRONT = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str, any_tone: bool = False) -> bool:
    """Say whether the word, in any case, is one correctly spelt Vietnamese syllable.

    Before c, ch, p, t only two tones are correct; `any_tone` lets the others pass, as in hasty typing.
    """
    bare, tones = _without_tone(word.lower())
    if len(tones) > 1:
        return False
    for onset in _ONSETS:
        rime = bare[len(onset) :]
        if bare.startswith(onset) and rime in _RIMES and _fits(onset, rime):
            return any_tone or not rime.endswith(_STOPS) or tones in _TONES_BEFORE_STOPS
    return False


@lru_cache(maxsize=1 << 14)
def is_plain_syllable(folded: str) -> bool:
    """Say whether a folded word (no marks, i for y) could be a syllable, marked in whatever way."""
    return any(folded.startswith(onset) and folded[len(onset) :] in _PLAIN_RIMES for onset in _PLAIN_ONSETS)


def _without_tone(word: str) -> tuple[str, str]:
    """Return the word with its tone marks taken off, and the tone marks."""
    marks = unicodedata.normalize("NFD", word)
    bare = "".join(mark for mark in marks if mark not in TONES)
    return unicodedata.normalize("NFC", bare), "".join(mark for mark in marks if mark in TONES)


def _fits(onset: str, rime: str) -> bool:
    front = rime[0] in _FRONT
    if onset in ("k", "gh", "ngh"):
        return front
    if onset == "c" or (onset in ("g", "ng") and rime not in ("i", "iêng", "in", "ia")):
        return not front
    return True
