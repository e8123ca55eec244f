"""“Không phát sinh” for a row or a section that the form lets be answered so: neither a zero nor a gap."""

from collections.abc import Sequence
from pathlib import Path

from flows import store
from tests import examples
from tests.examples import codes, judged, outcomes
from tests.flows.made_nights import REGISTER, made_nights

HEAD = [
    [f"Mã số dự án: {examples.PROJECT}"], [f"Mã số thuế: {examples.TAX_CODE}"], ["BÁO CÁO TAI NẠN LAO ĐỘNG"],
    ["6 tháng đầu năm 2026"], ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Số liệu"],
]  # fmt: skip
SECTION = ["I", "Tai nạn lao động", "", "", "Không phát sinh"]
ROWS = {
    "01": ("Số vụ tai nạn lao động", "vụ"), "02": ("Số người bị nạn", "người"),
    "03": ("Số ngày nghỉ vì tai nạn", "ngày"),
}  # fmt: skip


def accidents(*rows: Sequence[str], **figures: str) -> bytes:
    """A report of accidents; `r01` is what stands in row 01."""
    told = [[str(at), *ROWS[code[1:]][:1], code[1:], ROWS[code[1:]][1], text] for at, (code, text) in
            enumerate(figures.items(), start=1)]  # fmt: skip
    return examples.as_bytes([*HEAD, *rows, *told])


def nil(content: bytes) -> list[str]:
    """The indicators that are answered by nothing."""
    return sorted(judged(content).nil_answers["indicator_code"])


def test_a_row_that_says_so_is_neither_zero_nor_missing() -> None:
    batch = judged(accidents(r01="0", r02="Không phát sinh", r03="-"))
    assert outcomes(batch) == ["accepted"]
    assert batch.observations[["indicator_code", "value"]].to_numpy().tolist() == [["accidents", 0]]
    assert batch.nil_answers[["indicator_code", "section", "written"]].to_numpy().tolist() == [
        ["victims", "accidents", "Không phát sinh"]
    ]


def test_a_section_that_says_so_answers_for_all_its_rows() -> None:
    every = ["accidents", "accidents_fatal", "cost", "days_lost", "deaths", "serious_injuries", "victims"]
    assert nil(accidents(SECTION, r01="", r02="")) == every
    assert nil(accidents(["I", "Tình hình tai nạn lao động: không phát sinh"], r01="-")) == every


def test_figures_beside_it_stand_and_zero_does_not_contradict_it() -> None:
    batch = judged(accidents(SECTION, r01="0"))
    assert outcomes(batch) == ["accepted"]
    assert "accidents" not in set(batch.nil_answers["indicator_code"])
    assert len(batch.nil_answers) == 6


def test_a_section_that_says_so_beside_a_figure_is_returned() -> None:
    batch = judged(accidents(SECTION, r01="2"))
    assert outcomes(batch) == ["returned"]
    assert codes(batch) == ["GEN-10"]
    assert batch.nil_answers.empty


def test_where_the_form_does_not_allow_it_a_number_is_due() -> None:
    batch = judged(examples.monthly({**examples.FIGURES, "03": "Không phát sinh"}))
    assert outcomes(batch) == ["returned"]
    assert codes(batch) == ["GEN-10"]


def test_every_cell_is_accounted_for() -> None:
    reading = examples.read(accidents(SECTION, r01="0", r02="Không phát sinh"))
    assert reading.cells_reported == 0
    assert reading.cells_used + reading.cells_ignored == reading.cells_read


def test_a_report_of_nothing_fulfils_its_obligation_as_nil(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    made = made_nights(sqlite_warehouse_url, tmp_path)
    made.night("2026-01-02", a_register=REGISTER)
    made.night("2026-07-01", b_nothing=accidents(SECTION))
    with made.engine.connect() as connection:
        owed = store.export(connection, "obligation")
        told = store.export(connection, "nil_answers")
    ours = owed[(owed["form_code"] == "tnld-6thang") & (owed["window_start"] == "2026-01-01")]
    assert ours["filing"].tolist() == ["nil"]
    assert len(told) == 7
