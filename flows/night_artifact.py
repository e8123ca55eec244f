"""The account of a night as a Prefect artifact: counts only, nothing of a report."""

import pandas as pd
from prefect.artifacts import create_markdown_artifact

from flows.night_report import NightReport, without_files
from flows.words import outcome_words, state_words

KEY = "night"


def publish(report: NightReport) -> None:
    """Leave the account of the night with its flow run."""
    create_markdown_artifact(as_markdown(report), key=KEY, description=f"{report.today:%d/%m/%Y}")


def as_markdown(report: NightReport) -> str:
    """Outcomes by form, findings by rule, rows loaded, mart rows refreshed, letters, and what stood in the way."""
    outcomes = report.outcomes.assign(outcome=report.outcomes["outcome"].map(outcome_words))
    letters = pd.DataFrame([(state_words(state), number) for state, number in sorted(report.delivered.states.items())])
    parts = [
        f"# Đêm {report.today:%d/%m/%Y} / The night of {report.today:%Y-%m-%d}",
        f"{report.files} tệp mới / new files; {report.unsettled} còn đang ghi / still being written.",
        *(f"**{trouble.vi}** {trouble.en}" for trouble in without_files(report.out_of_reach)),
        "## Kết quả theo biểu / Outcomes by form",
        markdown_table(outcomes, ["Biểu / Form", "Kết quả / Outcome", "Tệp / Files"]),
        "## Lỗi và lưu ý theo quy tắc / Findings by rule",
        markdown_table(report.findings, ["Quy tắc / Rule", "Tác dụng / Effect", "Số lần / Times"]),
        "## Dòng đã nạp / Rows loaded",
        markdown_table(pd.DataFrame(sorted(report.rows.items())), ["Bảng / Table", "Dòng / Rows"]),
        "## Dòng bảng tổng hợp đã làm mới / Mart rows refreshed",
        markdown_table(pd.DataFrame(sorted(report.mart_rows.items())), ["Bảng / Table", "Dòng / Rows"]),
        "## Thư / Letters",
        f"{report.letters} thư mới / new letters.",
        markdown_table(letters, ["Trạng thái / State", "Thư / Letters"]),
    ]
    return "\n\n".join(parts)


def markdown_table(table: pd.DataFrame, titles: list[str]) -> str:
    """The rows as a Markdown table; a dash where there are none."""
    if table.empty:
        return "–"
    lines = [titles, ["---"] * len(titles)]
    lines += [["" if pd.isna(cell) else str(cell) for cell in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
