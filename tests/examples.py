"""Small reports as the bytes that arrive, and how a batch of them is judged."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import pandas as pd

from expectations.catalogue import Catalogue, load_catalogue
from flows.delivery import report_by_report
from transforms.history import CASES, OBSERVATIONS, PROJECTS, SUBMISSIONS, History
from transforms.judge import Judged, judge
from transforms.read.reading import Reading
from transforms.read.report import read_report

Grid = Sequence[Sequence[object]]  # the cells of a sheet, row by row

PROJECT, TAX_CODE, UNIT = "3254018976", "0100109106", "CAP-14566"
SEPTEMBER = "Tháng 9 năm 2026"
POLICE_MONTH = "Tháng 4 năm 2026 (từ ngày 15/03/2026 đến ngày 14/04/2026)"

LABELS = {
    "01": "Giá trị sản xuất công nghiệp (giá hiện hành)", "02": "Doanh thu thuần",
    "02.1": "Trong đó: doanh thu xuất khẩu", "03": "Giá trị xuất khẩu", "04": "Giá trị nhập khẩu",
    "05": "Thuế và các khoản đã nộp ngân sách", "06": "Lao động cuối kỳ", "06.1": "Trong đó: lao động nữ",
    "06.2": "Lao động người nước ngoài", "06.3": "Lao động ngoại tỉnh", "07": "Thu nhập bình quân",
    "08": "Điện năng tiêu thụ",
}  # fmt: skip
UNITS = {"03": "1000 USD", "04": "1000 USD", "07": "triệu đồng/người/tháng", "08": "nghìn kWh"}
MONTHLY = ("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Tháng BC", "Cộng dồn", "Dự tính tháng tiếp theo")
FIGURES = {"01": "100", "02": "100", "05": "5", "06": "50"}  # the required rows, in the month
CASE = {
    "Số vụ việc": "001/26-X", "Ngày xảy ra": "20/03/2026", "Ngày phát hiện": "21/03/2026", "KCN": "Khánh Phú",
    "Mã số thuế": "", "Loại vụ việc": "Trộm cắp", "Số đối tượng": "2", "Tình trạng": "đang xác minh",
    "Ngày quyết định xử phạt": "", "Số quyết định": "", "Căn cứ pháp lý": "", "Mức phạt (triệu đồng)": "",
}  # fmt: skip
VERSION = {
    "Mã số dự án": PROJECT, "Mã số thuế": TAX_CODE, "Tên doanh nghiệp": "Công ty A", "KCN": "Khánh Phú",
    "Loại vốn": "FDI", "Quốc gia": "Hàn Quốc", "Mã ngành VSIC": "2610", "Phiên bản VSIC": "2018",
    "Ngày cấp GCNĐKĐT": "01/02/2019", "Ngày bắt đầu hoạt động": "01/06/2020", "Ngày kết thúc": "",
    "Thư điện tử": "a@example.vn", "Áp dụng từ ngày": "01/06/2020",
}  # fmt: skip


def as_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


def grid(content: bytes) -> list[list[str]]:
    """The cells of such a CSV file."""
    return list(csv.reader(io.StringIO(content.decode()), delimiter=";"))


def workbook(sheets: Mapping[str, Grid] | None = None, hidden: Collection[str] = (), **more: Grid) -> bytes:
    """A workbook of these sheets, by their names."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in {**(sheets or {}), **more}.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def monthly(
    figures: Mapping[str, str | tuple[str, ...]] = FIGURES,
    *,
    period: str = SEPTEMBER,
    reporter: str = PROJECT,
    tax_code: str = TAX_CODE,
    title: str = "BÁO CÁO TÌNH HÌNH SẢN XUẤT KINH DOANH",
    units: Mapping[str, str] = {},
) -> bytes:
    """A monthly report: row code → the month, or (the month, since January, the next month)."""
    head = [["CÔNG TY A"], [f"Mã số thuế: {tax_code}"], [f"Mã số dự án: {reporter}"], [title], [period], MONTHLY]
    rows = []
    for at, (code, written) in enumerate(figures.items(), start=1):
        unit = units.get(code) or UNITS.get(code) or ("người" if code.startswith("06") else "triệu đồng")
        rows.append([at, LABELS[code], code, unit, *([written] if isinstance(written, str) else written)])
    return as_bytes([*head, *rows])


def register(title: str, head: Iterable[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """A register: its lines above the table, then the rows under their headings."""
    headings = list(rows[0]) if rows else []
    return as_bytes(
        [*([line] for line in (*head, title)), headings, *([row[name] for name in headings] for row in rows)]
    )


def cases(*rows: Mapping[str, str], period: str = POLICE_MONTH, unit: str = UNIT) -> bytes:
    """A police register of cases; each row says how it differs from CASE."""
    told = [{**CASE, **row} for row in rows]
    return register("SỔ VỤ VIỆC AN NINH, TRẬT TỰ TRONG KCN", [f"Mã đơn vị: {unit}", f"Kỳ báo cáo: {period}"], told)


def projects(*rows: Mapping[str, str], day: str = "01/09/2025") -> bytes:
    """The Board's list of projects; each row says how it differs from VERSION."""
    told = [{**VERSION, **row} for row in rows]
    return register("DANH MỤC DỰ ÁN", ["Mã đơn vị: BQL", f"Tính đến ngày {day}"], told)


def registered(*versions: Mapping[str, Any]) -> History:
    """A warehouse that holds the register: PROJECT in KP, or these versions."""
    usual = {
        "arrival_rank": 0,
        "project_code": PROJECT,
        "tax_code": TAX_CODE,
        "park_code": "KP",
        "valid_from": "2020-06-01",
    }
    rows = [usual | dict(version) for version in versions or ({},)]
    return History(projects=pd.DataFrame(rows)[list(PROJECTS)].astype(PROJECTS))


def after(batch: Judged) -> History:
    """The warehouse as it is when this batch has been loaded."""
    submissions = batch.submissions.assign(sha256=batch.submissions["arrival_rank"].astype("str"), sheet=None)
    accepted = submissions["outcome"].isin(["accepted", "accepted_with_warnings"]) & (submissions["status"] == "final")
    finals = submissions.loc[accepted, "arrival_rank"]
    observations = batch.observations[batch.observations["arrival_rank"].isin(finals)]
    register = pd.concat([registered().projects, batch.projects], ignore_index=True)
    return History(
        submissions=submissions[list(SUBMISSIONS)],
        observations=observations[list(OBSERVATIONS)],
        projects=register[registered().projects.columns.to_list()],
        cases=batch.incidents[list(CASES)],
    )


def read(content: bytes, rank: int = 1) -> Reading:
    """One file as read."""
    return read_report(rank, content, load_catalogue())


def judged(
    *contents: bytes, history: History | None = None, catalogue: Catalogue | None = None, first_rank: int = 1
) -> Judged:
    """These files as one batch in this order; by default the warehouse knows PROJECT."""
    known = catalogue or load_catalogue()
    readings = [read_report(rank, content, known) for rank, content in enumerate(contents, start=first_rank)]
    hashes = {content: str(at) for at, content in enumerate(dict.fromkeys(contents))}
    arrivals = pd.DataFrame(
        {"arrival_rank": [reading.arrival_rank for reading in readings], "sha256": [hashes[each] for each in contents]}
    )
    arrivals, reports = report_by_report(arrivals, readings)
    return judge(reports, arrivals, known, history or registered())


def outcomes(batch: Judged) -> list[str]:
    """The outcome of each file."""
    return batch.submissions["outcome"].tolist()


def codes(batch: Judged, rank: int = 1) -> list[str]:
    """The codes of the findings of a file, once each, sorted."""
    findings = batch.findings
    return sorted(set(findings.loc[findings["arrival_rank"] == rank, "rule_code"]))
