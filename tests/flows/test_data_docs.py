"""Data Docs of checked files: an officer reads them without a network, and nothing in them runs."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from expectations.catalogue import load_catalogue
from flows.data_docs import offline
from tests.examples import FIGURES, monthly

Command = Callable[..., subprocess.CompletedProcess[str]]
ADDRESS = re.compile(r"""(https?:|["'(]//)""")


def test_pages_tell_the_rules_in_words(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "wrong.csv").write_bytes(monthly({**FIGURES, "02.1": "101"}))
    done = parkwatch("check", "in", "--data-docs", "docs/of march")
    assert done.returncode == 1
    assert "docs/of march/index.html" in done.stdout
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "docs" / "of march").iterdir()}
    assert sorted(pages) == ["index", "sxkd-thang-report", "sxkd-thang-report-rules"]
    words = load_catalogue().rule("SXKD-01", "sxkd-thang").vi
    assert words.startswith("Doanh thu xuất khẩu (02.1)")
    assert f"SXKD-01: {words}" in pages["sxkd-thang-report"]
    assert f"SXKD-01: {words}" in pages["sxkd-thang-report-rules"]
    assert "✗ không đạt" in pages["index"]
    assert pages["sxkd-thang-report"].count("✗ không đạt") == 2  # of the suite, and of this rule alone
    assert "SXKD-05" in pages["index"].partition("Chưa xét được")[2]
    assert "SXKD-05" not in pages["sxkd-thang-report"]
    assert [name for name, page in pages.items() if ADDRESS.search(page)] == []
    links = {href for page in pages.values() for href in re.findall(r'href="([^"#]+)"', page)}
    assert links == {f"{name}.html" for name in pages}


def test_good_report_passes_and_docs_are_written_over(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_bytes(monthly())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.html").write_text("of yesterday")
    done = parkwatch("check", "good.csv", "--data-docs", "docs")
    assert done.returncode == 0, done.stdout
    index = (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")
    assert "✓ đạt" in index
    assert "✗" not in index


def test_without_a_report_there_are_no_docs(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"%PDF-1.7")
    done = parkwatch("check", "a.csv", "--data-docs", "docs")
    assert "no report to make Data Docs of" in done.stdout
    assert not (tmp_path / "docs").exists()


def test_nothing_of_a_page_runs_or_is_fetched() -> None:
    page = offline(
        "<body><h4>Overview</h4><script>run()</script><p onclick='run()' style='background:url(//x)'>Số vụ</p>"
        "<img src='https://x/y.png?project=1'><a href='javascript:run()'>a</a><a href='https://x/newsletter'>b</a>"
        "<link href='https://x/z.css'><td>&lt;script&gt;run()&lt;/script&gt;</td></body>".encode()
    )
    assert "default-src 'none'" in page
    assert "Số vụ" in page
    assert not re.search(r"<script|onclick|javascript|https?:|//x|<img|<link", page)
