"""The words of a letter: what is to be told, put into the templates, as plain text and as HTML, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from transforms.findings import UNJUDGED
from transforms.shown import day_shown

TEMPLATES = Path(__file__).parent / "templates"
GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    """A letter as it goes out."""

    subject: str
    text: str
    html: str


def worded(kind: str, facts: Mapping[str, Any]) -> Letter:
    """The letter of a kind: its subject, plain text and page."""
    told = {"kind": kind, "unjudged": UNJUDGED, **facts}
    text = environment(is_html=False)
    subject = one_line(text.get_template("subject.j2").render(told))
    plain = text.get_template("letter.txt.j2").render(told, subject=subject)
    page = environment(is_html=True).get_template("letter.html.j2").render(told, subject=subject)
    return Letter(subject, GAPS.sub("\n\n", plain).strip() + "\n", page)


@cache
def environment(*, is_html: bool) -> Environment:
    """The templates; whatever is put into a page stands in it as text."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["looks"] = "look.html.j2" if is_html else "look.txt.j2"
    made.filters |= {
        "one_line": one_line, "day_vi": day_shown, "day_en": partial(day_shown, english=True),
        "number_vi": number_vi, "number_en": number_en,
    }  # fmt: skip
    return made


def one_line(text: str) -> str:
    """The text without line breaks and other signs that are not printed."""
    line = " ".join(str(text).split())
    if not line.isprintable():
        line = " ".join("".join(sign if sign.isprintable() else " " for sign in line).split())
    return type(text)(line)  # what was safe to stand in a page is so still


def number_vi(number: int) -> str:
    """A count as Vietnamese offices write it: 04, 1.234."""
    return f"{number:,}".replace(",", ".") if number > 9 else f"{number:02d}"


def number_en(number: int) -> str:
    """A count in English: 4, 1,234."""
    return f"{number:,}"
