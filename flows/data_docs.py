"""Great Expectations' Data Docs of checked files, as pages that need no network and tell nobody that they are read."""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import html

from expectations.suites import Check, write_data_docs
from flows.archive import write_whole
from flows.trouble import disk_trouble

# Scripts, fonts and pictures are fetched from elsewhere, one of them with the number of the project.
FETCHED = "//script | //link | //style | //img | //footer | //noscript | //iframe | //object"
IDLE_WITHOUT_SCRIPTS = "//div[contains(@class, 'btn-group')]/ancestor::div[contains(@class, 'card mb-3')]"
NOTHING_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'"
MARKS = {"text-success": "✓ đạt / passed", "text-danger": "✗ không đạt / failed", "text-warning": "! lỗi / error"}
STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #222 }
table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: .3em .6em; text-align: left }
td td, td th { border-color: #ddd } td > div > span + span { margin-left: 1em }
nav ul, ol { list-style: none; padding: 0 } nav li { display: inline-block; margin-right: 1em }
.text-danger { color: #a00 } .text-success { color: #060 } .cooltip .top { display: none }
"""
WORDS = {
    "Home": "Trang đầu / home",
    "Expectation Validation Result": "Kết quả kiểm tra / validation result",
    "Evaluates whether a batch of data matches expectations.": "Dữ liệu có đúng quy tắc không / is it as expected",
    "Expectation Suite": "Bộ quy tắc / expectation suite",
    "A collection of Expectations defined for batches of data.": "Các quy tắc của biểu / the rules of the form",
    "Table of Contents": "Mục lục / contents",
    "Overview": "Tổng quan / overview",
    "Expectation Suite:": "Bộ quy tắc / expectation suite:",
    "Status": "Kết quả / status",
    "Status:": "Kết quả / status:",
    "Statistics": "Thống kê / statistics",
    "Evaluated Expectations": "Quy tắc đã xét / evaluated expectations",
    "Successful Expectations": "Đạt / successful",
    "Unsuccessful Expectations": "Không đạt / unsuccessful",
    "Success Percent": "Tỷ lệ đạt / success percent",
    "Show more info...": "Thông tin thêm / more:",
    "Table-Level Expectations": "Quy tắc của cả bảng / table-level expectations",
    "Expectation": "Quy tắc / expectation",
    "Observed Value": "Thấy được / observed value",
    "Sampled Unexpected Values": "Một số giá trị không đạt / sampled unexpected values",
    "Unexpected Value": "Giá trị không đạt / unexpected value",
    "Count": "Số lần / count",
}

Judged = Sequence[tuple[str, pd.DataFrame, Sequence[Check]]]


def write_docs(judged: Judged, not_judged: Collection[str], folder: Path) -> Path:
    """Write a page of results and a page of rules for each suite, and `index.html`, which is returned."""
    with tempfile.TemporaryDirectory() as project:
        site = write_data_docs(judged, Path(project)).parent
        results = {path.parents[2].name: path.read_bytes() for path in site.glob("validations/*/*/*/*.html")}
        rules = {path.stem: path.read_bytes() for path in site.glob("expectations/*.html")}
    pages = {result_page(suite): offline(page) for suite, page in results.items()}
    pages |= {rules_page(suite): offline(page) for suite, page in rules.items()}
    failed = {suite: MARKS["text-danger"] in pages[result_page(suite)] for suite in results}
    pages["index.html"] = index_of(failed, not_judged)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            write_whole(folder / f".{name}.part", folder / name, page.encode())
    except OSError as error:
        raise disk_trouble(error, folder) from error
    return folder / "index.html"


def result_page(suite: str) -> str:
    """The file that tells what came of a suite."""
    return f"{suite}.html"


def rules_page(suite: str) -> str:
    """The file that tells the rules of a suite."""
    return f"{suite}-rules.html"


def offline(page: bytes) -> str:
    """The page with its words alone: nothing is fetched and nothing runs, whatever the reports hold."""
    root: Any = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    for part in root.xpath(f"{FETCHED} | {IDLE_WITHOUT_SCRIPTS}"):
        part.drop_tree()
    for part in root.iter("*"):
        for name in [name for name in part.attrib if name.startswith("on") or name in ("style", "src")]:
            del part.attrib[name]
        if part.tag == "a":
            part.set("href", near(part.get("href", "")))
        if part.tag == "i":
            part.text = next((mark for name, mark in MARKS.items() if name in part.get("class", "")), "")
        part.text, part.tail = worded(part.text), worded(part.tail)
    body = "".join(html.tostring(part, encoding="unicode") for part in root.body)
    return page_of(root.findtext(".//h4") or "", body)


def near(href: str) -> str:
    """The link as it is between files of one folder; a link that leads elsewhere leads to the first page."""
    if href.startswith("#"):
        return href
    name = href.rpartition("/")[2]
    return rules_page(name.removesuffix(".html")) if "/expectations/" in href else "index.html"


def worded(text: str | None) -> str | None:
    """A heading of Great Expectations in both languages; other text as it is."""
    return WORDS.get(text.strip(), text) if text else text


def index_of(failed: Mapping[str, bool], not_judged: Collection[str]) -> str:
    """The first page: every suite with its result, and what could not be judged."""
    rows = "".join(
        f'<tr><td><a href="{result_page(suite)}">{escape(suite)}</a></td>'
        f'<td class="{(mark := "text-danger" if failed[suite] else "text-success")}">{MARKS[mark]}</td>'
        f'<td><a href="{rules_page(suite)}">quy tắc / rules</a></td></tr>'
        for suite in sorted(failed)
    )
    head = "<tr><th>Biểu / form</th><th>Kết quả / status</th><th></th></tr>"
    left = ""
    if not_judged:
        codes = escape(", ".join(sorted(not_judged)))
        left = f"<p>Chưa xét được khi không có kho dữ liệu / not judged without the warehouse: {codes}.</p>"
    return page_of("Kết quả kiểm tra / what was found", f"<h1>Data Docs</h1><table>{head}{rows}</table>{left}")


def page_of(title: str, body: str) -> str:
    """A whole page that browsers may not fetch anything for."""
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSEWHERE}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    )
