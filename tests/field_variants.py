"""Other ways to write the same report: each says the same, or provokes just the finding that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from expectations.periods import Window
from tests.field_formats import as_csv, as_json, as_ods, as_xls, as_xlsx, decomposed
from tests.field_meanings import findings, periods, units
from tests.field_sheet import Made, Report, Variant, number, text, workbook
from transforms.read.document import DATE, NUMBER, TEXT, Cell, Document, Sheet
from transforms.read.letters import to_tcvn3

BESIDE_THE_FORM = ("GEN-09", "GEN-11", "GEN-12")  # totals and columns that are none of the form's


def variants(report: Report, window: Window, reporter: str) -> Iterator[Variant]:
    """All variants of a report; the window is the one it is for."""
    yield from formats(report, window, reporter)
    same = (places, orders, letterheads, spellings, numbers, dates, blanks, asides, lacking, units)
    for make in same:
        for name, made in make(report):
            yield Variant(f"{make.__name__}: {name}", workbook(made))
    for name, made in periods(report, window):
        yield Variant(f"periods: {name}", workbook(made))
    yield from findings(report)


def formats(report: Report, window: Window, reporter: str) -> Iterator[Variant]:
    """The same sheet in other files."""
    document, sheet = report.document, report.sheet
    yield Variant("xlsx", lambda: as_xlsx(document))
    yield Variant("xls", lambda: as_xls(document))
    yield Variant("ods", lambda: as_ods(document))
    yield Variant("NFD in xlsx", lambda: as_xlsx(decomposed(document)))
    yield Variant("csv, UTF-8", partial(as_csv, sheet))
    yield Variant("csv, UTF-8 with mark, semicolons", partial(as_csv, sheet, ";", "utf-8-sig"))
    yield Variant("csv, UTF-16, tabs", partial(as_csv, sheet, "\t", "utf-16"))
    yield Variant("csv, NFD", partial(as_csv, decomposed(document).sheets[report.place]))
    if not any("Ð" in cell.text for cell in sheet.cells):  # a letter that Windows-1258 does not have
        yield Variant("csv, Windows-1258", partial(as_csv, sheet, ";", "windows-1258"))
        yield Variant("csv, TCVN3", lambda: _as_windows_1252(to_tcvn3(as_csv(sheet, ";").decode())))
    if window.length == "month":
        head = {"reporter": reporter, "tax_code": _tax_code(report), "period": f"{window.end:%Y-%m}"}
        head |= {"status": "ước"} if "ước" in report.period.text.lower() else {}
        portal = partial(as_json, report, head)
        yield Variant("portal", portal, drops=BESIDE_THE_FORM)
        yield Variant("portal, with a mark of byte order", lambda: b"\xef\xbb\xbf" + portal(), drops=BESIDE_THE_FORM)


def _as_windows_1252(text: str) -> bytes:
    """The bytes that a font of TCVN3 gives these letters; what it has no letter for is a question mark."""
    return b"".join(letter.encode("latin-1" if letter < "\u0100" else "windows-1252", "replace") for letter in text)


def _tax_code(report: Report) -> str:
    """What stands behind "Mã số thuế:", in its cell or the next one."""
    for cell in report.sheet.cells:
        if cell.text.startswith("Mã số thuế") and cell.row < report.title_row:
            right = [other for other in report.sheet.cells if other.row == cell.row and other.column > cell.column]
            return cell.text.partition(":")[2].strip() or right[0].text
    return ""


def places(report: Report) -> Made:
    """Where the table stands."""
    for down, right in ((1, 0), (7, 4), (0, 1)):
        yield f"{down} rows above, {right} columns left", report.moved(down, right)
    yield "a row between title and table", report.moved(2, below=report.title_row)
    other = Sheet("Hướng dẫn", (Cell(1, 1, "HƯỚNG DẪN", TEXT), Cell(2, 1, "Ghi đúng Đơn vị tính, gửi đúng hạn", TEXT)))
    last = Sheet("Nháp", (Cell(3, 2, "nháp", TEXT), Cell(4, 3, "12", NUMBER)))
    hidden = replace(report.sheet, hidden=True, name="Biểu 2")
    yield "hidden, second of three", replace(report, document=Document("xlsx", (other, hidden, last)), place=1)
    yield "a cell in the last corner", report.put(Cell(1048576, 16384, ".", TEXT)) if report.place == 0 else report
    merged = (report.title_row, 1, report.title_row, 9)
    yield "title merged", report.with_cells(report.sheet.cells, (merged,))


def orders(report: Report) -> Made:
    """The order of columns and rows."""
    blocks = _blocks(report)
    yield "columns backwards", _in_order(report, blocks[::-1])
    yield "columns turned", _in_order(report, blocks[2:] + blocks[:2])
    records = report.records
    if report.form.layout == "figures" or len(records) == len(report.rows):
        yield "rows backwards", _rows_in_order(report, dict(zip(records, records[::-1], strict=True)))


def _blocks(report: Report) -> list[list[int]]:
    """The columns of the table; those under one heading together."""
    blocks: list[list[int]] = []
    for column in report.headings:
        if (report.ordinal.row, column) in report.cells:
            blocks.append([column])
        else:
            blocks[-1].append(column)
    return blocks


def _in_order(report: Report, blocks: list[list[int]]) -> Report:
    new = dict(zip([column for block in blocks for column in block], report.headings, strict=True))
    table = {*report.heading_rows, report.code_row, *report.rows}
    cells = [
        replace(cell, column=new[cell.column]) if cell.row in table and cell.column in new else cell
        for cell in report.sheet.cells
    ]
    merged = tuple(
        (a, new[b], c, new[b] + d - b) if a in report.heading_rows and b in new else (a, b, c, d)
        for a, b, c, d in report.sheet.merged
    )
    return report.with_cells(cells, merged)


def _rows_in_order(report: Report, new: dict[int, int]) -> Report:
    return report.with_cells([replace(cell, row=new.get(cell.row, cell.row)) for cell in report.sheet.cells])


def letterheads(report: Report) -> Made:
    """What stands above the table, and how."""
    yield (
        "more lines",
        report.moved(2, below=0).texts(
            {(1, 1): "TỔNG CÔNG TY ABC", (2, 1): "Số: 45/BC-DN", (2, 4): "Ninh Bình, ngày 02 tháng 01 năm 2027"}
        ),
    )
    yield "place of issue without comma", report.moved(1).texts({(1, 3): "Thái Bình, ngày 5 tháng 1 năm 2027"})
    labels = [cell for cell in report.sheet.cells if cell.row < report.title_row and ": " in cell.text]
    together = {(cell.row, cell.column): cell.text for cell in labels}
    apart: dict[tuple[int, int], str] = {}
    for cell in labels:
        label, value = cell.text.split(": ", 1)
        if (cell.row, cell.column + 1) not in report.cells:
            apart |= {(cell.row, cell.column): f"{label} :", (cell.row, cell.column + 1): value}
    yield "label and value in two cells", report.texts(apart)
    lines = [cell for cell in labels if cell.text.startswith("Mã")]
    if lines:
        joined = " - ".join(cell.text for cell in lines)
        gone = {at: "" for at, line in together.items() if line.startswith("Mã")}
        yield "codes in one cell", report.texts(gone | {(lines[0].row, lines[0].column): joined})
    plain = {at: line.replace(": ", " ") for at, line in together.items() if line.startswith("Mã")}
    yield "without colon", report.texts(plain)


def spellings(report: Report) -> Made:
    """How the words are written."""
    words = {cell for cell in report.sheet.cells if cell.kind == TEXT and not any(map(str.isdigit, cell.text))}
    free = set(report.columns("text")) if report.form.layout == "register" else set()
    words = {cell for cell in words if not (cell.column in free and cell.row in report.rows)}

    def each(change: Callable[[str], str]) -> Report:
        return report.changed(lambda cell: replace(cell, text=change(cell.text)) if cell in words else cell)

    yield "upper case", each(str.upper)
    yield "lower case", each(str.lower)
    yield "NBSP and spaces", each(lambda line: "\xa0 " + line.replace(" ", " \xa0") + "  ")
    yield "the tone elsewhere", each(_tone_elsewhere)
    yield "Ð for Đ", each(lambda line: line.replace("Đ", "Ð"))
    yield "i for y", each(lambda line: line.replace("kỳ", "kì").replace("quý", "quí").replace("lý", "lí"))
    if not any("Ð" in cell.text for cell in report.sheet.cells):
        yield "TCVN3", report.changed(lambda c: replace(c, text=to_tcvn3(c.text)) if c.kind == TEXT else c)
    yield (
        "headings in several lines",
        report.changed(lambda c: replace(c, text=c.text.replace(" ", "\n", 1)) if c.row in report.heading_rows else c),
    )


def _tone_elsewhere(line: str) -> str:
    for one, other in (("oà", "òa"), ("òa", "oà"), ("uý", "úy"), ("uỷ", "ủy"), ("úy", "uý"), ("ủy", "uỷ")):
        if one in line:
            return line.replace(one, other)
    return line


def numbers(report: Report) -> Made:
    """Figures typed, and as text in both styles."""
    figures = {cell: value for cell in report.figures() if (value := report.plain(cell)) is not None}
    if not figures:
        return

    def each(write: Callable[[Cell, str], Cell]) -> Report:
        return report.put(*(write(cell, value) for cell, value in figures.items()))

    yield "typed", each(number)
    yield "Vietnamese text", each(lambda cell, value: text(cell, _grouped(value, ".", ",")))
    yield "Vietnamese text without groups", each(lambda cell, value: text(cell, value.replace(".", ",")))
    yield "Vietnamese text, NBSP groups", each(lambda cell, value: text(cell, _grouped(value, "\xa0", ",")))
    if any("." in value and len(value.partition(".")[0]) > 3 for value in figures.values()):
        yield "English text", each(lambda cell, value: text(cell, _grouped(value, ",", ".")))
        yield "English text without groups", each(text)


def _grouped(value: str, group: str, point: str) -> str:
    whole, dot, part = value.lstrip("-").partition(".")
    sign = "-" if value.startswith("-") else ""
    return sign + f"{int(whole):,}".replace(",", group) + (point + part if dot else "")


DAYS = {
    "dd/mm/yyyy": "{0:%d/%m/%Y}",
    "d/m/yyyy": "{0.day}/{0.month}/{0.year}",
    "dd-mm-yyyy": "{0:%d-%m-%Y}",
    "dd.mm.yyyy": "{0:%d.%m.%Y}",
    "ISO": "{0:%Y-%m-%d}",
    "in words": "ngày {0.day} tháng {0.month} năm {0.year}",
    "d/m/yy": "{0.day}/{0.month}/{0:%y}",
}


def dates(report: Report) -> Made:
    """Days typed, and in the writings of people."""
    cells = [report.cells[row, at] for row in report.rows for at in report.columns("date") if (row, at) in report.cells]
    days = {cell: day for cell in cells if (day := _day(cell)) is not None}
    if not days:
        return
    yield "typed", report.put(*(replace(cell, text=day.isoformat(), kind=DATE) for cell, day in days.items()))
    for name, style in DAYS.items():
        yield name, report.put(*(text(cell, style.format(day)) for cell, day in days.items()))
    count = {cell: (day - date(1899, 12, 30)).days for cell, day in days.items()}
    yield "numbers of days", report.put(*(number(cell, str(at)) for cell, at in count.items()))


def _day(cell: Cell) -> date | None:
    try:
        if cell.kind == DATE:
            return date.fromisoformat(cell.text)
        day, month, year = map(int, cell.text.split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def blanks(report: Report) -> Made:
    """What is not given, in the ways of not giving it."""
    given = {at: cell for at, cell in report.cells.items() if at[0] in report.records}
    not_given = [
        (row, column)
        for row in report.records
        for column in report.figure_columns
        if (row, column) not in given or given[row, column].text in ("-", "…", "x")
    ]
    for mark in ("", "-", "–", "…", "...", "……", "x", "X"):
        yield f"{mark!r} where nothing is given", report.texts(dict.fromkeys(not_given, mark))


def asides(report: Report) -> Made:
    """What stands between and under the rows and says nothing."""
    last, left = report.rows[-1] if report.rows else report.code_row, report.ordinal.column
    room = report.moved(6, below=last)
    yield "a note", room.texts({(last + 2, left): "Ghi chú: số liệu chưa kiểm toán, xem công văn 12/CV-2026."})
    yield (
        "footnotes",
        room.texts(
            {
                (last + 2, left): "(*) Theo giá hiện hành năm 2026.",
                (last + 3, left + 1): "1) Nguồn: kế toán, tháng 9/2026",
            }
        ),
    )
    yield "a note at the table", room.texts({(last + 1, left + 1): "Nguồn: tổng hợp từ 12 đơn vị năm 2026"})
    yield "an empty numbered row", room.put(Cell(last + 1, left, "99", NUMBER))
    for label in ("Kế toán trưởng", "Người lập báo cáo", "TM. ĐƠN VỊ", "KT. GIÁM ĐỐC"):
        yield f"signed by {label}", room.texts({(last + 3, left + 1): label, (last + 3, left + 5): "PHÓ GIÁM ĐỐC"})
    yield "signed on a day alone", room.texts({(last + 2, left + 5): "Ngày 08 tháng 10 năm 2026"})
    yield "day of signing in figures", room.texts({(last + 2, left + 5): "Ninh Bình, ngày 08/10/2026"})
    if len(report.records) > 3:
        middle = report.records[len(report.records) // 2]
        height = report.code_row - report.ordinal.row + 1
        again = report.moved(height, below=middle)
        page = {
            (cell.row - report.ordinal.row + middle + 1, cell.column): cell.text
            for cell in report.sheet.cells
            if report.ordinal.row <= cell.row <= report.code_row
        }
        yield "headings again on the next page", again.texts(page)
        section = report.moved(1, below=middle)
        yield "a section", section.texts({(middle + 1, left): "II", (middle + 1, left + 1): "Phần tiếp theo"})
        yield "a section in one cell", section.texts({(middle + 1, left): "B. Các đơn vị khác"})


def lacking(report: Report) -> Made:
    """Without what can be told from the rest."""
    table = {*report.heading_rows, report.code_row, *report.rows}

    def without(column: int) -> Report:
        return report.with_cells(c for c in report.sheet.cells if not (c.row in table and c.column == column))

    yield "no STT", without(report.ordinal.column)
    if report.form.layout == "figures":
        yield "no labels", without(report.keys["#row_label"])
        yield "no row codes", without(report.keys["#row_code"])
    codes = [cell for cell in report.sheet.cells if cell.row == report.code_row not in report.heading_rows]
    yield "no column codes", report.put(*(text(cell, "") for cell in codes))
    yield "no number of the form", report.changed(lambda c: text(c, "") if c.text.startswith("Biểu số") else c)
    titled = report.title_row
    yield "no title", report.changed(lambda c: text(c, "") if c.row == titled else c)
