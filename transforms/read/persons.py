"""Whether a text names a person: by surnames and the words that follow them, or by the number of a paper."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from expectations.catalogue import load_catalogue
from expectations.text import clean, fold

_I_FOR_Y = str.maketrans("y", "i")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_PHRASE = 3  # words
_PAPER = re.compile(r"(?<![\dA-Za-z])(?:0\d{11}|[A-Z]{1,2}\d{7,8})(?![\dA-Za-z])")


@cache
def _spellings(kind: str) -> frozenset[str]:
    """Return the words of a kind in small letters, with their accents and without."""
    words = getattr(load_catalogue().words.names, kind)
    return frozenset(spelling for word in words for spelling in (word.lower(), fold(word)))


def _is(kind: str, word: str) -> bool:
    return _spelling(word) in _spellings(kind)


def _spelling(word: str) -> str:
    """Return the word in small letters, folded where it has no accents."""
    lowered, folded = word.lower(), fold(word)
    return folded if folded == lowered.translate(_I_FOR_Y) else lowered


def has_paper(text: str) -> bool:
    """Say whether the number of a citizen card or of a passport stands in the text."""
    return bool(_PAPER.search(text))


@lru_cache(maxsize=1 << 14)
def names_person(text: str) -> bool:
    """Say whether the text holds a name of a person, in whatever spelling file names have, or a paper's number."""
    if has_paper(text):
        return True
    words = _words(text)
    names = (place for place in range(len(words)) if _begins_name(words[place : place + 3]))
    return any(not _is_declared(words, place) for place in names)


def _words(text: str) -> list[str]:
    return _WORD.findall(_apart(clean(text)))


def _is_declared(words: list[str], place: int) -> bool:
    """Say whether the word stands within a title, heading or label of a form, however it is capitalised."""
    phrases = _declared()
    longest = max(map(len, phrases))
    first = max(0, place + 1 - longest)
    near = tuple(map(_spelling, words[first : place + longest]))
    return any(
        near[start:end] in phrases
        for start in range(place - first + 1)
        for end in range(max(place - first + 1, start + _SHORTEST_PHRASE), len(near) + 1)
    )


@cache
def _declared() -> frozenset[tuple[str, ...]]:
    """Return the longer titles, headings and labels of all forms, word by word, with their accents and without."""
    texts: set[str] = set()
    for form in load_catalogue().forms.values():
        texts.add(form.title_vi)
        for version in form.versions:
            stands = form.at(version.version)
            texts.update(version.titles)
            texts.update(heading for column in stands.columns for heading in column.headings)
            texts.update(label for row in stands.rows for label in (row.label, *row.also))
    phrases = [words for words in map(_words, texts) if len(words) >= _SHORTEST_PHRASE]
    return frozenset(tuple(map(spelling, words)) for words in phrases for spelling in (_spelling, fold))


def _apart(text: str) -> str:
    """Return the text with a space before each capital that follows a small letter: NguyenVanA."""
    pairs = pairwise(f" {text}")
    return "".join(f" {letter}" if letter.isupper() and before.islower() else letter for before, letter in pairs)


def _begins_name(words: list[str]) -> bool:
    """Say whether these (up to three) words are a surname and what makes it a name, all written in one way."""
    if len(words) > 2 and _is("surnames", words[0]) and _is("telling", words[1]):
        return True
    loud = all(word.isupper() for word in words)
    title = all(word.istitle() for word in words)
    told = len(words) > 2 and (_is("common", words[0]) or _is("middle", words[1]))
    if told and (loud or title) and _is("surnames", words[0]):
        return True
    if len(words) > 2 and loud and _is("foreign", words[0]) and all(len(word) > 1 for word in words):
        return True
    pair = words[:2]
    return len(pair) == 2 and pair[0].istitle() and pair[1].istitle() and _is("sole", pair[0])
