"""The sheet in front of a marked copy: what became of the report, and all findings with links to their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from transforms.findings import UNJUDGED
from transforms.marked.remarks import EFFECTS, TO_DO, Cause, Facts, Place, Remark, causes, plain
from transforms.marked.styles import FILLS, Styles
from transforms.read.document import column_letters
from transforms.read.own_sheet import CHECKSUM, OWN_TITLE, checksum

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (7, 16, 12, 20, 30, 20, 28, 64, 42)
_LAST = column_letters(len(_WIDTHS))
_HEADINGS = (
    "Số / No.",
    "Mức độ / Effect",
    "Quy tắc / Rule",
    "Ô (bấm để tới) / Cell (click to go)",
    "Cột, dòng / Column, row",
    "Đã ghi / Found",
    "Yêu cầu / Expected",
    "Nội dung / Message",
    "Cần làm / To do",
)
_HOW = (
    "Cách làm: sửa các ô tô màu ngay trong tệp này, để nguyên trang này và các ghi chú, lưu lại rồi gửi như lần trước. "
    "Trang này không được đọc khi tệp được gửi lại.",
    "What to do: correct the coloured cells in this file, leave this sheet and the comments in it, save it and send it "
    "as before. This sheet is not read when the file is sent again.",
)
_VALUES = (
    "Để an toàn, {} công thức của tệp đã được thay bằng giá trị đã lưu: khi sửa một số, hãy sửa cả các số tính từ số "
    "đó.",
    "For safety {} formulas of the file are now the values that they had: who corrects a figure corrects what is "
    "calculated from it too.",
)
_LINE_POINTS = 15
_NO_CELL = "cả báo cáo / the whole report"

Line = list[tuple[str, str]]  # text and name of its format, column by column


def result_sheet(
    facts: Facts, remarks: Sequence[Remark], links: Mapping[int, tuple[str, Place]], styles: Styles, formulas: int
) -> str:
    """The XML of the sheet; `links` holds sheet and cell by the number of a finding.

    `formulas` tells how many formulas of the file are values in the copy.
    """
    lines = [*_head(facts, remarks, formulas), [], [(heading, "heading") for heading in _HEADINGS]]
    targets: dict[int, tuple[str, Place]] = {}
    for cause in causes(remarks):
        lines.append([(_cause_words(cause), f"cause:{cause.effect}" if cause.effect in FILLS else "cell")])
        for remark in cause.remarks:
            if remark.number in links:
                targets[len(lines) + 1] = links[remark.number]
            lines.append(_line(remark, links.get(remark.number)))
    lines = [[(plain(text), name) for text, name in line] for line in lines]
    told = CHECKSUM + checksum(text for line in lines for text, _ in line if text)
    return _xml([*lines, [], [(told, "label")]], targets, styles)


def _head(facts: Facts, remarks: Sequence[Remark], formulas: int) -> Iterator[Line]:
    yield [(OWN_TITLE, "title")]
    for label, text in _facts(facts):
        if text:
            yield [(label, "label"), ("", "label"), ("", "label"), (text, "text")]
    yield [("Số mục / Findings", "label"), ("", "label"), ("", "label"), (_counts(remarks), "text")]
    values = [words.format(formulas) for words in _VALUES] if formulas else []
    for words in (*(UNJUDGED if facts.unjudged else ()), *_HOW, *values):
        yield [(words, "text")]


def _facts(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "Kết quả / Outcome", facts.outcome
    yield "Biểu, phiên bản / Form, version", " · ".join(filter(None, (facts.form_code, facts.form_version)))
    yield "Đơn vị báo cáo / Reporter", facts.reporter or ""
    start, end = facts.window_start, facts.window_end
    yield "Kỳ báo cáo / Period", f"{start:%d/%m/%Y} – {end:%d/%m/%Y}" if start and end else ""
    yield "Tệp đã nhận / File received", facts.file_name
    yield "Ngày nhận / Received on", f"{facts.arrived_on:%d/%m/%Y}" if facts.arrived_on else ""
    yield "SHA-256 của tệp đã nhận / of the file received", facts.sha256


def _counts(remarks: Sequence[Remark]) -> str:
    numbers = {effect: sum(remark.effect == effect for remark in remarks) for effect in EFFECTS}
    told = [f"{number} {EFFECTS[effect][0]} / {EFFECTS[effect][1]}" for effect, number in numbers.items() if number]
    return f"{len(remarks)}: " + "; ".join(told) if told else "0"


def _cause_words(cause: Cause) -> str:
    vi, en = EFFECTS.get(cause.effect, (cause.effect, cause.effect))
    first = cause.remarks[0]
    return f"{cause.rule_code} · {vi} / {en} · {len(cause.remarks)} lần / times\n{first.vi}\n{first.en}"


def _line(remark: Remark, link: tuple[str, Place] | None) -> Line:
    effect = " / ".join(EFFECTS.get(remark.effect, (remark.effect,)))
    where = f"{link[0]}!{column_letters(link[1][1])}{link[1][0]}" if link else _NO_CELL
    to_do = "\n".join(TO_DO.get(remark.effect, ()))
    texts = [
        *(str(remark.number), effect, remark.rule_code, where, remark.title, remark.value, remark.expected),
        *(f"{remark.vi}\n{remark.en}", to_do),
    ]
    return [(text, "link" if place == 3 and link else "cell") for place, text in enumerate(texts)]


def _xml(lines: Sequence[Line], targets: Mapping[int, tuple[str, Place]], styles: Styles) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    rows = "".join(_row(number, line, styles) for number, line in enumerate(lines, 1) if line)
    wide = [number for number, line in enumerate(lines, 1) if len(line) == 1]
    labelled = [number for number, line in enumerate(lines, 1) if len(line) == 4]
    merges = [f"A{row}:{_LAST}{row}" for row in wide]
    merges += [ref for row in labelled for ref in (f"A{row}:C{row}", f"D{row}:{_LAST}{row}")]
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    links = "".join(_link(row, *target) for row, target in targets.items())
    linked = f"<hyperlinks>{links}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><tabColor rgb="FFC00000"/><outlinePr summaryBelow="0"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{rows}</sheetData>'
        f'<mergeCells count="{len(merges)}">{merged}</mergeCells>{linked}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, line: Line, styles: Styles) -> str:
    """A row, as high as its text needs: not every program makes rows grow, and none those of merged cells."""
    widths = {1: (sum(_WIDTHS),), 4: (_WIDTHS[0] + _WIDTHS[1] + _WIDTHS[2], 1, 1, sum(_WIDTHS[3:]))}
    shown = zip(line, widths.get(len(line), _WIDTHS), strict=True)
    lines = max(sum(1 + len(part) // width for part in text.split("\n")) for (text, _), width in shown)
    points = _LINE_POINTS * lines + (6 if line[0][1] == "title" else 1)
    outline = ' outlineLevel="1"' if len(line) == len(_WIDTHS) and line[0][1] == "cell" else ""
    cells = (_cell(f"{column_letters(at)}{number}", text, styles.own(name)) for at, (text, name) in enumerate(line, 1))
    return f'<row r="{number}" ht="{min(points, 400)}" customHeight="1"{outline}>{"".join(cells)}</row>'


def _cell(address: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    written = escape(text, {"\r": "&#13;"})
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _link(row: int, sheet: str, place: Place) -> str:
    location = f"'{plain(sheet).replace(chr(39), chr(39) * 2)}'!{column_letters(place[1])}{place[0]}"
    return f'<hyperlink ref="D{row}" location={quoteattr(location)}/>'
