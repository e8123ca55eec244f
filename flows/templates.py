"""Writing blank forms: which form, version and period, for whom, and into which files."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.progress import track

from expectations.catalogue import Catalogue, Form, load_catalogue
from expectations.periods import Window, due, label_vi, read_label, shift, window_of
from flows import store
from flows.commands.words import err, say
from flows.failure import plainly
from flows.named import form_of
from flows.settings import Settings, local_today
from flows.template_facts import listed_reporters, previous_figures, registered_projects
from flows.trouble import UsageTrouble, disk_trouble
from transforms.template import Reporter, template
from transforms.template_body import Figures

_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_ALTOGETHER = 1000  # templates whose figures are fetched at once


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    form: str
    version: str | None = None
    reporters: tuple[str, ...] = ()
    period: str | None = None
    output: Path | None = None
    all_reporters: bool = False
    now: date | None = None


def write_templates(settings: Settings, asked: Asked) -> int:
    """Write the blank form of each reporter; a single one into a file, several into a folder."""
    catalogue = load_catalogue()
    form = form_named(asked.form, catalogue)
    window = window_asked(form, asked)
    version = version_asked(form, window, asked.version)
    with plainly():
        made = write_each(settings, asked, form.code, version, window, catalogue)
    say(
        f"{made} mẫu biểu {form.number}, {label_vi(window)}, phiên bản {version}.",
        f"{made} blank form{'s' if made != 1 else ''} of {form.code}, version {version}.",
    )
    return 0


def form_named(name: str, catalogue: Catalogue) -> Form:
    """The form of this code or number."""
    for form in catalogue.forms.values():
        if name.casefold() in (form.code.casefold(), form.number.casefold()):
            return form
    return form_of(name)


def window_asked(form: Form, asked: Asked) -> Window:
    """The window that the label names; without one that which is due next, or that of a version asked for alone."""
    regime, length = form.period.regime, form.period.length
    if asked.period is not None:
        window = read_label(asked.period, regime, length)
        if window is None:
            raise UsageTrouble(
                f"Kỳ “{asked.period}” không phải là kỳ của biểu {form.number} ({length}).",
                f"“{asked.period}” is no period of the form {form.code} ({length}).",
            )
        return window
    today = asked.now or local_today()
    if length == "span":
        return window_of(today, regime, "year")
    return due_next(form, today, version_last_day(form, asked.version))


def version_last_day(form: Form, version: str | None) -> date | None:
    """The last day of a version that is no longer in force."""
    return next((each.until for each in form.versions if each.version == version), None)


def due_next(form: Form, today: date, last_day: date | None = None) -> Window:
    """The earliest window whose report is not yet late; no later than the last day of a version."""
    window = window_of(min(today, last_day) if last_day else today, form.period.regime, form.period.length)
    if form.period.due is None:
        return window
    rule = form.period.due.rule()
    while due(earlier := shift(window, -1), rule)[0] >= today:
        window = earlier
    return window


def version_asked(form: Form, window: Window, version: str | None) -> str:
    """The version in force for the window; another one that is asked for is a mistake."""
    in_force = form.version_on(window.start).version
    if version not in (None, in_force):
        known = ", ".join(each.version for each in form.versions)
        raise UsageTrouble(
            f"Kỳ {label_vi(window)} dùng phiên bản {in_force}, không phải “{version}” (có: {known}).",
            f"Version {in_force} is in force for this period, not “{version}” (there are: {known}).",
        )
    return in_force


def write_each(
    settings: Settings, asked: Asked, form_code: str, version: str, window: Window, catalogue: Catalogue
) -> int:
    """Write the templates; returns how many."""
    form = catalogue.forms[form_code]
    reporters, figures = facts_of(settings, asked, form, window)
    many = asked.all_reporters or len(reporters) > 1
    folder, single = (asked.output or Path(), None) if many else (Path(), asked.output)
    if not many and single is not None and single.is_dir():
        folder, single = single, None
    for reporter in track(reporters, "mẫu / templates", console=err, disable=not many, transient=True):
        content = template(form_code, version, reporter, window, figures.get(reporter.code, {}), catalogue)
        put(single or folder / file_name(form, reporter.code, window), content)
    return len(reporters)


def facts_of(
    settings: Settings, asked: Asked, form: Form, window: Window
) -> tuple[Sequence[Reporter], dict[str, Figures]]:
    """Who the templates are for, and what each gave for the period before; without a warehouse what is asked for."""
    known, owing = listed_reporters(form), frozenset(listed_reporters(form))
    figures: dict[str, Figures] = {}
    try:
        engine = store.open_warehouse(settings.warehouse_url)
    except store.WarehouseMissing:
        if asked.all_reporters and not known:
            raise
        return chosen(asked, known, owing), figures
    with engine.connect() as connection:
        if form.reporter == "project":
            known, owing = registered_projects(connection, window)
        reporters = chosen(asked, known, owing, strict=True)
        for batch in in_batches([each.code for each in reporters if each.code]):
            figures |= previous_figures(connection, form, window, batch)
    engine.dispose()
    return reporters, figures


def chosen(asked: Asked, known: dict[str, Reporter], owing: frozenset[str], strict: bool = False) -> list[Reporter]:
    """The reporters asked for; nobody in particular where none is."""
    if asked.all_reporters:
        return [known[code] for code in sorted(owing)]
    if strict and (strangers := [code for code in asked.reporters if code not in known]):
        named = ", ".join(strangers)
        raise UsageTrouble(
            f"Không có đơn vị báo cáo trong danh mục: {named}.", f"Not in the register of reporters: {named}."
        )
    return [known.get(code, Reporter(code)) for code in dict.fromkeys(asked.reporters)] or [Reporter()]


def in_batches(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    """The codes in slices."""
    return (codes[first : first + _ALTOGETHER] for first in range(0, len(codes), _ALTOGETHER))


def file_name(form: Form, reporter: str, window: Window) -> str:
    """A name that no code from a report can lead out of the folder, nor make equal to another's."""
    code = _NOT_IN_A_NAME.sub("_", reporter)[:60]
    if code != reporter:
        code = f"{code}-{hashlib.sha256(reporter.encode()).hexdigest()[:8]}"
    return "_".join(filter(None, (form.number, code, f"{window.end:%Y-%m-%d}"))) + ".xlsx"


def put(path: Path, content: bytes) -> None:
    """The file, there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise disk_trouble(error, path) from error
