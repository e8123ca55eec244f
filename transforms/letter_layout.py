"""How a letter looks: the same draft as plain text and as HTML, Vietnamese first, English beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

PAGE = (
    '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>\n'
    '<body style="font-family:sans-serif;max-width:46em">\n{body}\n</body></html>\n'
)
BESIDE = '<br><span style="color:#666" lang="en">{}</span>'
CELL = 'style="border:1px solid #999;padding:2px 6px;text-align:left"'


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    vi: str
    en: str


def named(form: Said, period: Said) -> Said:
    """A report by its form and its period."""
    return Said(f"{form.vi} – {period.vi}", f"{form.en} – {period.en}")


@dataclass(frozen=True)
class Point:
    """One point of a letter and what is said below it."""

    said: Said
    below: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Part:
    """The points under one heading."""

    heading: Said
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Draft:
    """What a letter says, without its looks; the first line of `table` is its headings."""

    to: Said
    subject: Said
    parts: tuple[Part, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    closing: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A letter as it goes out."""

    subject: str
    text: str
    html: str


def laid_out(draft: Draft) -> Letter:
    """The letter of a draft."""
    subject = " ".join(f"{draft.subject.vi} / {draft.subject.en}".split())
    return Letter(subject, "\n".join(text_lines(draft)) + "\n", PAGE.format(title=escape(subject), body=html_of(draft)))


def text_lines(draft: Draft) -> Iterator[str]:
    """The lines of the plain text."""
    yield from (f"Kính gửi: {one_line(draft.to.vi)}", f"To: {one_line(draft.to.en)}", "")
    yield from (one_line(draft.subject.vi).upper(), one_line(draft.subject.en))
    for part in draft.parts:
        yield from ("", one_line(part.heading.vi).upper(), one_line(part.heading.en))
        for number, point in enumerate(part.points, 1):
            yield from said_lines(point.said, f"{number}. ")
            for said in point.below:
                yield from said_lines(said, "   - ")
    if draft.table:
        yield from ("", *(" | ".join(map(one_line, row)) for row in draft.table))
    for said in draft.closing:
        yield from ("", *said_lines(said, ""))


def said_lines(said: Said, begin: str) -> Iterator[str]:
    """A sentence and, below it, its English."""
    yield begin + one_line(said.vi)
    if said.en and said.en != said.vi:
        yield " " * len(begin) + one_line(said.en)


def html_of(draft: Draft) -> str:
    """The body of the page; whatever it says stands in it as text."""
    lines = [f"<p>Kính gửi: {escape(draft.to.vi)}{beside(draft.to)}</p>", heading("h2", draft.subject)]
    for part in draft.parts:
        lines += [heading("h3", part.heading), "<ol>", *map(point_html, part.points), "</ol>"]
    if draft.table:
        head, *rows = draft.table
        lines += ['<table style="border-collapse:collapse">', row_html("th", head)]
        lines += [*(row_html("td", row) for row in rows), "</table>"]
    return "\n".join(lines + [f"<p>{said_html(said)}</p>" for said in draft.closing])


def heading(level: str, said: Said) -> str:
    """A heading in both languages."""
    return f"<{level}>{said_html(said)}</{level}>"


def point_html(point: Point) -> str:
    """A point as an item of a list."""
    below = "".join(f"<li>{said_html(said)}</li>" for said in point.below)
    return f"<li>{said_html(point.said)}{f'<ul>{below}</ul>' if below else ''}</li>"


def row_html(cell: str, row: tuple[str, ...]) -> str:
    """A row of a table."""
    return "<tr>" + "".join(f"<{cell} {CELL}>{escape(text)}</{cell}>" for text in row) + "</tr>"


def said_html(said: Said) -> str:
    """A sentence in both languages, as text."""
    return escape(said.vi) + beside(said)


def beside(said: Said) -> str:
    """The English of a sentence, where it is another."""
    return BESIDE.format(escape(said.en)) if said.en and said.en != said.vi else ""


def one_line(text: str) -> str:
    """The text without line breaks and other signs that are not printed."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
