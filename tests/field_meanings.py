"""Variants of what a report means: units and periods in all their writings, and faults that have one finding each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from expectations.codes import load
from expectations.periods import Window
from expectations.text import fold
from tests.field_sheet import Made, Report, Variant, number, text, workbook
from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, NUMBER, TEXT, Cell


def units(report: Report) -> Made:
    """The money of a form of figures in other units, with the figures in them."""
    if report.form.layout != "figures":
        return
    unit_at = report.keys["#row_unit"]
    frame = load("units").frame
    spelt = {
        row["code"]: [row["vi"], *filter(None, row["also_written_as"].split("|"))] for row in frame.to_dict("records")
    }
    factors = dict(zip(frame["code"], frame["factor"].map(int), strict=True))
    quantities = dict(zip(frame["code"], frame["quantity"], strict=True))
    own = {row: load("units").code_of(report.cells[row, unit_at].text) for row in report.records}
    for code, spellings in spelt.items():
        rows = [row for row in report.records if quantities.get(own[row] or "") == quantities[code]]
        if not rows or quantities[code] not in ("money_vnd", "money_usd", "energy"):
            continue
        cells = _scaled(report, {row: Decimal(factors[own[row] or ""]) / factors[code] for row in rows})
        if cells is None:
            continue
        for spelling in spellings:
            written = [Cell(row, unit_at, spelling, TEXT) for row in rows]
            yield f"in the row: {spelling}", report.put(*cells, *written)
    yield from _unit_elsewhere(report, unit_at, own)


def _scaled(report: Report, by: dict[int, Decimal]) -> list[Cell] | None:
    """The typed figures of these rows times a factor each; None where a figure would have too many digits."""
    cells = []
    for row, factor in by.items():
        for at in report.figure_columns:
            cell = report.cells.get((row, at))
            if cell is None or cell.text in ("-", "…", "x"):
                continue
            plain = report.plain(cell)
            if plain is None:
                return None
            value = format((Decimal(plain) * factor).normalize(), "f")
            if len(value.replace(".", "")) > 15:
                return None
            cells.append(number(cell, value))
    return cells


BOTH_CURRENCIES = "Đơn vị tính: {}; 1.000 USD; người"


def _currency_is_open(report: Report) -> bool:
    """Whether the form leaves it to the reporter which currency a row is in."""
    return any(len(row.quantities) > 1 for row in report.form.rows)


def _unit_lines(report: Report) -> list[Cell]:
    """The lines above the table that begin with "Đơn vị"."""
    above = (cell for cell in report.sheet.cells if cell.row < report.ordinal.row)
    return [cell for cell in above if fold(cell.text).startswith("don vi")]


def _unit_elsewhere(report: Report, unit_at: int, own: dict[int, str | None]) -> Made:
    lines = _unit_lines(report)
    money = [row for row in report.records if (own[row] or "").endswith("_dong")]
    if not lines or len({own[row] for row in money}) != 1:
        return
    blank = [Cell(row, unit_at, "", TEXT) for row in money]
    name = load("units").name(own[money[0]] or "")
    sheets = ["Đơn vị tính: {}", "ĐVT: {}", "(Đơn vị tính: {})", "Đơn vị: {}", "({})"]
    if not _currency_is_open(report):
        sheets.append(BOTH_CURRENCIES)
    for style in sheets:
        yield f"at the sheet: {style}", report.put(*blank, text(lines[0], style.format(name)))
    without = report.put(*blank, text(lines[0], ""))
    labels = report.keys["#row_label"]
    named = {(row, labels): f"{report.cells[row, labels].text} ({name})" for row in money}
    yield "at the label", without.texts(named)
    yield (
        "at the label, with ĐVT",
        without.texts({at: line.replace(f"({name})", f"(ĐVT: {name})") for at, line in named.items()}),
    )
    heads = {(report.ordinal.row, at) for at in report.figure_columns} & report.cells.keys()
    yield "in the headings", without.texts({at: f"{report.cells[at].text} ({name})" for at in heads})
    other = {"triệu đồng": "nghìn đồng", "tỷ đồng": "triệu đồng"}.get(name)
    scaled = _scaled(report, dict.fromkeys(money, Decimal(1000)))
    if other and scaled is not None:
        put = without.put(*scaled)
        yield (
            "in the headings, not the usual one",
            put.texts({at: f"{report.cells[at].text}\n({other})" for at in heads}),
        )
        yield "at the sheet, not the usual one", put.put(text(lines[0], f"ĐVT: {other}"))
        yield "a unit merged down", _merged_down(put, unit_at, money, other)


def _merged_down(report: Report, unit_at: int, rows: list[int], unit: str) -> Report:
    """The unit once for each run of neighbouring rows, in a cell merged over them."""
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row for row in rows if row + 1 not in rows]
    made = report.texts({(row, unit_at): unit for row in starts})
    ranges = tuple((first, unit_at, last, unit_at) for first, last in zip(starts, ends, strict=True) if first < last)
    return made.with_cells(made.sheet.cells, (*made.sheet.merged, *ranges))


MONTHS = """
Tháng {m} năm {y} | tháng {m:02}/{y} | THÁNG {m} NĂM {y} | (Tháng {m:02} năm {y}) | Kỳ báo cáo: Tháng {m}/{y}
Kỳ báo cáo: {m:02}/{y} | T{m}/{y} | T.{m:02}/{y} | Tháng {m}-{y} | Kỳ: tháng {m}.{y} | Tháng báo cáo: {m}/{y}
Báo cáo tháng {m} năm {y} | {y}-{m:02}
"""
HALVES = """
6 tháng {h} năm {y} | 6 tháng {h} năm {y}. | Kỳ báo cáo: 6 tháng {h} năm {y} | 6T {h} năm {y} | {y}-H{n}
Luỹ kế đến {e.day}/{e.month}/{e.year} | Tính đến ngày {e:%d/%m/%Y}
"""
QUARTERS = """
Quý {roman} năm {y} | Quý {roman}/{y} | QUÝ {roman} NĂM {y} | Quí {q} năm {y} | Quý {q}/{y} | Q.{q}/{y} | Q{q}/{y}
(Quý {roman} năm {y}) | Kỳ báo cáo: Quý {roman}/{y} | Kỳ báo cáo: Quí {roman} năm {y} | {y}-Q{q}
"""
DAYS = """
Ngày {e.day} tháng {e.month} năm {e.year} | ngày {e:%d/%m/%Y} | Tính đến ngày {e:%d/%m/%Y}
Kỳ báo cáo: {e.day}/{e.month}/{e.year} | Kỳ báo cáo: ngày {e:%d.%m.%Y} | Cập nhật đến ngày {e:%d-%m-%Y}
"""
RANGES = """
(từ ngày {s:%d/%m/%Y} đến ngày {e:%d/%m/%Y}) | (từ {s.day}/{s.month}/{s.year} đến {e.day}/{e.month}/{e.year})
Từ ngày {s.day} tháng {s.month} năm {s.year} đến hết ngày {e.day} tháng {e.month} năm {e.year}
{s:%d/%m/%Y} - {e:%d/%m/%Y} | ({s:%d.%m.%Y} – {e:%d.%m.%Y})
"""
YEARS = "Năm {y} | NĂM {y} | Kế hoạch năm {y} | (Năm {y}) | Kỳ báo cáo: {y}"
SPANS = "Giai đoạn {f}–{y} | Giai đoạn {f} - {y} | Từ năm {f} đến năm {y} | Giai đoạn {f} đến {y}"
LABELS = {
    "month": MONTHS,
    "quarter": QUARTERS,
    "half": HALVES,
    "half_to_date": HALVES,
    "day": DAYS,
    "year": YEARS,
    "span": SPANS,
}


def _styles(lines: str) -> list[str]:
    return [style.strip() for line in lines.strip().splitlines() for style in line.split("|")]


def periods(report: Report, window: Window) -> Made:
    """The line of the period in all its spellings, with and without the dates, in other places."""
    line = report.period
    estimate = " (số liệu ước)" if "ước" in line.text.lower() else ""
    others = [c for c in report.sheet.cells if report.title_row < c.row < report.ordinal.row and c.row != line.row]
    dated = [cell for cell in others if "đến" in cell.text.lower()]
    bare = report.put(*(text(cell, "") for cell in (line, *dated)))
    styles = _styles(YEARS if window.length == "half_to_date" and window.end.month > 6 else LABELS[window.length])
    for style in styles:
        written = _period_text(style, window) + estimate
        yield written, bare.put(text(line, written))
    written = _period_text(styles[0], window) + estimate
    title = report.cells[report.title_row, line.column]
    yield "in the title", bare.put(text(title, f"{title.text} {written}"))
    yield "in a second line of the title", bare.put(text(title, f"{title.text}\n({written})"))
    free = tuple(each for each in report.sheet.merged if each[0] != line.row)
    loose = bare.with_cells(bare.sheet.cells, free)
    yield "right of its label", loose.put(text(line, "Kỳ báo cáo:"), Cell(line.row, line.column + 2, written, TEXT))
    above = bare.moved(1, below=report.title_row - 1)
    yield "above the title", above.texts({(report.title_row, 2): f"Kỳ báo cáo: {written}"})
    if window.length == "month":
        words = ("Tháng", str(window.end.month), "năm", str(window.end.year), estimate)
        yield "in four cells", loose.texts({(line.row, line.column + at): word for at, word in enumerate(words)})
    if window.length in ("month", "quarter", "half", "half_to_date"):
        for style in _styles(RANGES):
            dates = _period_text(style, window)
            yield f"with {dates}", bare.put(text(line, f"{written} {dates}"))
            yield (
                f"below it {dates}",
                bare.moved(1, below=line.row).put(text(line, written), Cell(line.row + 1, line.column, dates, TEXT)),
            )
            yield f"only {dates}", bare.put(text(line, dates + estimate))


def _period_text(style: str, window: Window) -> str:
    first = window.start.year
    half = 1 if window.end.month <= 6 else 2
    quarter = window.end.month // 3
    return style.format(
        m=window.end.month,
        y=window.end.year,
        n=half,
        q=quarter,
        roman=["", "I", "II", "III", "IV"][quarter],
        h="đầu" if half == 1 else "cuối",
        f=first,
        s=window.start,
        e=window.end,
    )


def findings(report: Report) -> Iterator[Variant]:
    """Faults, each with the one finding that it provokes."""
    yield from _columns_too_many(report)
    yield from _broken_cells(report)
    yield from _marks(report)
    if report.form.layout == "figures" and _currency_is_open(report):
        yield from _two_currencies(report)
    if report.form.layout == "register" and len(report.records) == len(report.rows):
        yield from _totals(report)


def _two_currencies(report: Report) -> Iterator[Variant]:
    """No unit in the rows, and a line at the sheet that names both currencies: which holds, nobody knows."""
    blank = [Cell(row, report.keys["#row_unit"], "", TEXT) for row in report.records]
    for line in _unit_lines(report)[:1]:
        put = report.put(*blank, text(line, BOTH_CURRENCIES.format("triệu đồng")))
        yield Variant("both currencies at the sheet", workbook(put), ("GEN-05",), same_values=False)


def _columns_too_many(report: Report) -> Iterator[Variant]:
    right = max(report.headings) + 1
    cells = {(row, right): "12,5" for row in report.records}
    personal = ("Họ và tên", "Ngày sinh", "Số CCCD", "Passport no.")
    codes = {"Cùng kỳ năm trước": "GEN-11", **dict.fromkeys(personal, "GEN-12"), "Ghi chú": "", "Diễn biến": ""}
    for heading, code in codes.items():
        put = report.moved(0, 1, beyond=right - 1).texts(cells | {(report.ordinal.row, right): heading})
        yield Variant(f"a column {heading}", workbook(put), (code,) if code else ())


def _broken_cells(report: Report) -> Iterator[Variant]:
    """An error value, and a formula without a value, in a cell of every column that is used."""
    if not report.records:
        return
    row = report.records[len(report.records) // 2]
    types = ("figure", "quantity", "text", "date", "year", "code", "tax_code", "decree", "part_of")
    columns = {*report.columns(*types), *(at for key, at in report.keys.items() if key in ("#row_code", "#row_unit"))}
    for column in sorted(columns):
        for kind, code, written in ((ERROR, "GEN-07", "#REF!"), (FORMULA_WITHOUT_VALUE, "GEN-08", "=SUM(A1:A2)")):
            put = report.put(Cell(row, column, written, kind))
            name = f"{written} under {report.headings[column]}"
            yield Variant(name, workbook(put), (code,), same_values=False)


def _marks(report: Report) -> Iterator[Variant]:
    below = max(cell.row for cell in report.sheet.cells) + 2
    for mark, at in (("TỐI MẬT", (1, 1)), ("Độ mật: Mật", (1, 3)), ("MẬT", (below, 2)), ("Tuyệt mật", (below, 9))):
        put = report.moved(2).texts({at if at[0] == 1 else (at[0] + 2, at[1]): mark})
        yield Variant(f"marked {mark}", workbook(put), outcome="refused_classified", same_values=False)


def _totals(report: Report) -> Iterator[Variant]:
    """A total under a register, right and wrong, where every figure is typed."""
    sums: dict[int, Decimal] = {}
    for cell in report.figures():
        if cell.kind == NUMBER:
            sums[cell.column] = sums.get(cell.column, Decimal(0)) + Decimal(cell.text)
    last = report.rows[-1] if report.rows else 0
    unit_of_rows = any(column.unit_from for column in report.form.columns)
    if not sums or unit_of_rows or any(cell.kind != NUMBER and cell.text.isdigit() for cell in report.figures()):
        return
    room = report.moved(1, below=last)
    for label, at in (("Tổng cộng", 1), ("TỔNG CỘNG:", 0), ("Cộng", 1), ("Tổng số", 1)):
        named = Cell(last + 1, report.ordinal.column + at, label, TEXT)
        right = {column: Cell(last + 1, column, str(total), NUMBER) for column, total in sums.items()}
        yield Variant(f"{label} right", workbook(room.put(*right.values(), named)))
        column = next(iter(sums))
        wrong = right | {column: replace(right[column], text=str(sums[column] + 1))}
        yield Variant(f"{label} wrong", workbook(room.put(*wrong.values(), named)), ("GEN-09",))
