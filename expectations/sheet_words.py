"""The words by which the parts of a sheet are found; `sheet.yaml` holds them."""

from __future__ import annotations

from expectations.rule import Declared


class TemplateWords(Declared):
    """What a blank form says beside the words above."""

    reporter_code: dict[str, str]  # kind of reporter -> the label of its code
    nothing: str  # asks whether there is nothing to report
    status: str
    final: str
    estimate: str
    signed_at: str
    signed_by: tuple[str, ...]
    sign_here: str


class SecrecyWords(Declared):
    """How a mark of secrecy is told from other words; compared with their accents, in small letters."""

    marks: tuple[str, ...]
    loud: tuple[str, ...]  # in capitals a mark in any text
    beside: frozenset[str]  # words that stand with a mark and leave it one
    no_mark_after: frozenset[str]  # words with which "mật" makes another word
    no_mark_before: frozenset[str]
    firm: tuple[str, ...]  # words of which one makes a text the name of a firm


class NameWords(Declared):
    """Words by which the name of a person is told."""

    surnames: tuple[str, ...]
    common: tuple[str, ...]  # surnames that any two more words make a name
    sole: tuple[str, ...]  # surnames that one more word makes a name
    middle: tuple[str, ...]  # words between surname and given name
    telling: tuple[str, ...]  # those of them that tell a name also in small letters
    foreign: tuple[str, ...]  # surnames of foreigners, written in capitals with two more words


class KeptWords(Declared):
    """Words beside the digits of a date or a decree that leave it one."""

    date: tuple[str, ...]
    law: tuple[str, ...]


class SheetWords(Declared):
    """The words by which any sheet of any form is found one's way in."""

    form_number: tuple[str, ...]
    reporter_code: tuple[str, ...]
    reporter_name: tuple[str, ...]
    tax_code: tuple[str, ...]
    period: tuple[str, ...]
    unit: tuple[str, ...]
    unit_or_reporter: tuple[str, ...]  # heads either of the two
    remark: tuple[str, ...]  # stands in the brackets of a heading of money, and is no unit
    status: tuple[str, ...]
    ordinal: tuple[str, ...]
    row_code: tuple[str, ...]
    row_label: tuple[str, ...]
    row_unit: tuple[str, ...]
    total: tuple[str, ...]
    note: tuple[str, ...]
    signature: tuple[str, ...]
    for_another: tuple[str, ...]  # begins the line of one who signs for another
    not_given: tuple[str, ...]
    nothing: tuple[str, ...]
    national_title: tuple[str, ...]
    amount_words: dict[str, int]
    board_code: str  # the reporter code of the Board
    previous: tuple[str, ...]  # heads the figures of the period before, which are shown and never read
    secrecy: SecrecyWords
    names: NameWords
    kept: KeptWords
    template: TemplateWords
