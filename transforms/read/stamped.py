"""A report that was written into a template: what the sheet leaves open is told by the template's hidden sheet."""

from __future__ import annotations

from dataclasses import replace

from expectations.catalogue import Catalogue
from transforms.read.entries import Found
from transforms.read.reading import Reading
from transforms.read.stamp import Stamp, contradicted

NO_PERIOD, CONTRADICTION = "GEN-03", "GEN-04"


def stamped(read: Reading, stamp: Stamp, catalogue: Catalogue) -> Reading:
    """The reading with what the sheet leaves open filled in from the stamp; a fault where the two contradict."""
    read = replace(read, stamp=stamp)
    if stamp.form not in catalogue.forms:
        return read
    told = Stamp(read.form_code or "", "", read.reporter or "", read.window_start, read.window_end)
    against = tuple(contradicted(told, stamp))
    if against:
        found = tuple(_against(read, *each, catalogue) for each in against)
        settled = all(name != "period" for name, _, _ in against)
        read = replace(read, found=(*read.found, *found))
        return read if settled else replace(read, window_start=None, window_end=None)
    read = replace(read, reporter=read.reporter or stamp.reporter or None)
    if "#period" in read.places or not (stamp.window_start and stamp.window_end):
        return read
    version = catalogue.forms[stamp.form].version_on(stamp.window_start).version
    found = tuple(each for each in read.found if each.rule_code != NO_PERIOD)
    return replace(
        read, window_start=stamp.window_start, window_end=stamp.window_end, form_version=version, found=found
    )


def _against(read: Reading, name: str, told: str, stamped: str, catalogue: Catalogue) -> Found:
    """That the visible sheet tells one thing and the template was made for another."""
    words, form = catalogue.words, catalogue.forms[read.form_code or ""]
    titles = {
        "form": words.form_number[0],
        "reporter": words.template.reporter_code[form.reporter],
        "period": words.period[0],
    }
    row, column = read.places.get(f"#{name}", read.places.get(name, (None, "")))
    expected = f"mẫu đã cấp cho {stamped} / the template for {stamped}"
    return Found(CONTRADICTION, read.sheet, row, column, titles[name], told, expected)
