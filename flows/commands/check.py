"""`parkwatch check`: what would become of these files, without a warehouse and without Prefect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from expectations.catalogue import Catalogue, Form, load_catalogue
from expectations.rule import Input, Rule
from flows.archive import sha256_of
from flows.commands.words import print_trouble, say, show_table
from flows.delivery import arrivals_frame, report_by_report
from flows.garbage import importing
from flows.judging import judge_each
from flows.reading import read_all
from flows.settings import local_today
from flows.trouble import UsageTrouble, reason_of
from flows.words import outcome_words, why_not_read
from transforms.findings import UNJUDGED, leaves_unjudged, words_put_in
from transforms.history import History
from transforms.read.limits import MOST_BYTES
from transforms.read.reading import Reading, reports_of
from transforms.shown import address_shown, in_words

FAILED = ("returned", "unreadable", "unknown_form", "refused_classified")
HEADINGS = ["Quy tắc / rule", "Ô / cell", "Cột / column", "Giá trị / found", "Yêu cầu / expected", "Nội dung / message"]
LONG_AGO = date(1900, 1, 1)


def check_files(files: Sequence[Path], docs: Path | None = None) -> int:
    """Tell what reading finds of each file as it is read, then what the rules find; 1 when a file would go back."""
    catalogue = load_catalogue()
    paths = list(all_files(files))
    if not paths:
        say("Không có tệp nào để kiểm tra.", "There is no file to check.")
        return 0
    contents = {rank: (path, content) for rank, (path, content) in enumerate(opened(paths), start=1)}
    if not contents:
        return 1
    readings = read_all({rank: content for rank, (_, content) in contents.items()})
    for reading in readings:
        path = contents[reading.arrival_rank][0]
        for report in reports_of(reading):
            tell_reading(title_of(path, report.sheet if reading.others else None), report, catalogue)
        if reading.ignored_sheets:
            tell_ignored(reading)
    code = tell_judgement(contents, readings, catalogue)
    if docs is not None:
        tell_docs([report for each in readings for report in reports_of(each)], catalogue, docs)
    return 1 if len(contents) < len(paths) else code


def all_files(stated: Sequence[Path]) -> Iterator[Path]:
    """The files, those of a folder in path order."""
    for path in stated:
        if path.is_dir():
            yield from sorted((each for each in path.rglob("*") if each.is_file()), key=str)
        else:
            yield path


def opened(paths: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    """Each file with its bytes; one that is there and cannot be opened is told of and left out."""
    for path in paths:
        try:
            yield path, content_of(path)
        except UsageTrouble as trouble:
            if isinstance(trouble.__cause__, FileNotFoundError):
                raise
            print_trouble(trouble)


def content_of(path: Path) -> bytes:
    """The bytes of a file that the user named."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)  # of one that is too large so much that it is known to be
    except OSError as error:
        vi, en = reason_of(error)
        raise UsageTrouble(
            f"Không mở được tệp “{path}”: {vi}.", f"The file “{path}” cannot be opened: {en}."
        ) from error


def title_of(path: str | Path, sheet: str | None) -> str:
    """A file, and the sheet where it holds several reports."""
    return f"{path} [{sheet}]" if isinstance(sheet, str) else f"{path}"


def tell_ignored(reading: Reading) -> None:
    """Which sheets of a file are passed over: they hold no report of ours."""
    places = ", ".join(map(str, reading.ignored_sheets))
    say(
        f"Trang tính thứ {places} không phải biểu báo cáo: được bỏ qua.",
        f"Sheet {places} of the file holds no report: it is ignored.",
    )


def tell_reading(title: str, reading: Reading, catalogue: Catalogue) -> None:
    """What a report is, and what was found while it was read."""
    say(title, f"  {described(reading, catalogue)}")
    told = why_not_read(reading.outcome, reading.reason)
    if told:
        say(*told)
    rows = []
    for found in reading.found:
        rule = catalogue.rule(found.rule_code, reading.form_code)
        words = words_put_in(found.nearest, found.expected)
        cell = address_shown(found.sheet, found.row, found.column)
        rows.append(
            (found.rule_code, cell, found.title, found.value, in_words(rule.expected, words, {}),
             f"{in_words(rule.vi, words, {})}\n{in_words(rule.en, words, {})}")
        )  # fmt: skip
    show_table("Khi đọc / while reading", HEADINGS, rows)


def described(reading: Reading, catalogue: Catalogue) -> str:
    """Form, version, reporter and period of a reading, and the cells it accounts for."""
    if reading.outcome != "read" or reading.form_code is None:
        return outcome_words(reading.outcome)
    form = catalogue.forms[reading.form_code]
    period = f"{reading.window_start:%d/%m/%Y}–{reading.window_end:%d/%m/%Y}" if reading.window_start else "?"
    cells = f"ô/cells {reading.cells_used}+{reading.cells_ignored}+{reading.cells_reported}={reading.cells_read}"
    parts = [f"{form.code} {reading.form_version}", form.title_vi, reading.reporter or "?", period, cells]
    return " · ".join(parts)


def tell_judgement(contents: dict[int, tuple[Path, bytes]], readings: Sequence[Reading], catalogue: Catalogue) -> int:
    """What the rules find, what would be returned, and what cannot be told without a warehouse."""
    alone = judged_alone(contents, readings, catalogue)
    by_rank = {reading.arrival_rank: reading for reading in alone.readings}
    outcomes = dict(zip(alone.submissions["arrival_rank"], alone.submissions["outcome"], strict=True))
    titles = {
        int(row["arrival_rank"]): title_of(row["path"], row["sheet"]) for row in alone.arrivals.to_dict("records")
    }
    for rank, title in titles.items():
        mine = alone.findings[alone.findings["arrival_rank"] == rank]
        told = {found.rule_code for found in by_rank[rank].found}
        show_table(f"{title}: theo quy tắc / by the rules", HEADINGS, finding_rows(mine[~mine["rule_code"].isin(told)]))
        if leaves_unjudged(zip(mine["effect"], mine["rule_code"], strict=True), catalogue):
            say(*UNJUDGED)
    show_table(
        "Kết quả / outcomes",
        ["Tệp / file", "Kết quả / outcome"],
        [(title, outcome_words(outcomes[rank])) for rank, title in titles.items()],
    )
    if alone.blind:
        codes = ", ".join(sorted(alone.blind))
        say(
            f"Chưa xét được khi không có kho dữ liệu: {codes}.",
            f"Not judged without the warehouse's history and register: {codes}.",
        )
    return 1 if any(outcome in FAILED for outcome in outcomes.values()) else 0


@dataclass(frozen=True)
class JudgedAlone:
    """Files as judged without a warehouse, and the rules that cannot be judged so."""

    arrivals: pd.DataFrame
    readings: Sequence[Reading]
    submissions: pd.DataFrame
    findings: pd.DataFrame
    blind: frozenset[str]


def judged_alone(
    contents: dict[int, tuple[Path, bytes]], files: Sequence[Reading], catalogue: Catalogue
) -> JudgedAlone:
    """What would become of the reports in the files, as far as that can be told without a warehouse."""
    with importing():
        from transforms.judge import judge  # brings Great Expectations, which takes seconds

    now = datetime.now(UTC)
    arrivals = arrivals_frame(
        [(rank, "check", str(path), sha256_of(content), len(content), now, local_today(), now)
         for rank, (path, content) in contents.items()]
    )  # fmt: skip
    arrivals, readings = report_by_report(arrivals, files)
    history = strangers_known(readings)
    judged = judge_each(readings, lambda those: judge(those, arrivals, catalogue, history))
    blind = codes_unjudged(readings, catalogue)
    submissions = judged.submissions
    nameless = submissions.loc[submissions["reporter_code"].isna(), "arrival_rank"]  # no register would know it
    of_nameless = (judged.findings["effect"] == "return") & judged.findings["arrival_rank"].isin(nameless)
    findings = judged.findings[~judged.findings["rule_code"].isin(blind) | of_nameless]
    unfounded = (submissions["outcome"] == "accepted_with_warnings") & ~submissions["arrival_rank"].isin(
        findings["arrival_rank"]
    )
    return JudgedAlone(
        arrivals,
        readings,
        submissions.assign(outcome=submissions["outcome"].mask(unfounded, "accepted")),
        findings,
        blind,
    )


def tell_docs(readings: Sequence[Reading], catalogue: Catalogue, folder: Path) -> None:
    """Write Data Docs of what was judged, and say where."""
    from flows.data_docs import write_docs
    from transforms.judge import suites_of

    blind = codes_unjudged(readings, catalogue)
    suites = [
        (name, rows, [check for check in checks if check.rule.code not in blind])
        for name, rows, checks in suites_of(readings, catalogue, strangers_known(readings))
    ]
    judged = [suite for suite in suites if len(suite[1]) and suite[2]]
    if not judged:
        say("Không có báo cáo nào để lập Data Docs.", "There is no report to make Data Docs of.")
        return
    index = write_docs(judged, blind, folder)
    say(f"Data Docs, mở bằng trình duyệt: {index}", f"Data Docs, to be opened in a browser: {index}")


def finding_rows(findings: pd.DataFrame) -> list[tuple[str, ...]]:
    """Findings as lines of a table."""
    return [
        (
            row["rule_code"],
            address_shown(row["sheet"], row["sheet_row"], row["sheet_column"]),
            row["column_title"],
            row["value"],
            row["expected"],
            f"{row['message_vi']}\n{row['message_en']}",
        )
        for row in findings.to_dict("records")
    ]


def codes_unjudged(readings: Sequence[Reading], catalogue: Catalogue) -> frozenset[str]:
    """The codes of the rules that cannot be judged of these readings without a warehouse."""
    forms = {reading.form_code for reading in readings if reading.form_code}
    return frozenset(rule.code for code in forms for rule in unjudged(catalogue.forms[code], catalogue))


def unjudged(form: Form, catalogue: Catalogue) -> list[Rule]:
    """The rules of a form, general ones among them, that see earlier reports or the register."""
    rules = [(rule, form.inputs) for rule in form.rules]
    if form.reporter == "project":
        rules += [(rule, catalogue.general_inputs) for rule in catalogue.general]
    return [rule for rule, inputs in rules if any(is_held(inputs[name]) for name in rule.names & inputs.keys())]


def is_held(seen: Input) -> bool:
    """Whether an input comes out of the warehouse."""
    return seen.figures is not None or seen.records is not None


def strangers_known(readings: Sequence[Reading]) -> History:
    """A history in which every project that reports is in the register, and nothing else is known."""
    reporters = sorted({reading.reporter for reading in readings if reading.reporter})
    empty = History()
    register = pd.DataFrame(
        {"arrival_rank": 0, "project_code": reporters, "valid_from": pd.Timestamp(LONG_AGO)},
        columns=empty.projects.columns,
    )
    return History(projects=register.astype(empty.projects.dtypes))
