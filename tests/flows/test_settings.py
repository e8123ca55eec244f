"""A fault in the settings is told by its key, in both languages, without the value."""

from pathlib import Path

import pytest

from flows.settings import load_settings
from flows.trouble import UsageTrouble

MAIL = '[[outboxes]]\nname = "mail"\nurl = "smtp://mail.example"\n'
FAULTS = [
    ('remind_days = "s3cret"', "“remind_days”: phải là số nguyên", "“remind_days”: Input should be a valid integer"),
    ("batch_files = 0", "“batch_files”: phải từ 1 trở lên", "Input should be greater than or equal to 1"),
    ("wharehouse = 's3cret'", "“wharehouse”: không có cài đặt nào tên như vậy", "“wharehouse”: Extra inputs"),
    ("[[sources]]\nname = 's3cret !'\nurl = 'x'", "“sources.0.name”: chỉ gồm a–z", "“sources.0.name”: must be of a–z"),
    ("[[sources]]\nname = 'a'", "“sources.0.url”: còn thiếu", "“sources.0.url”: Field required"),
    ("[[sources]]\nurl = 'sftp://a:s3cret@b/c'", "mật khẩu không được nằm trong URL", "a password may not stand in"),
    (MAIL, "“outboxes.0”: gửi email cần có `sender`", "“outboxes.0”: mail needs a `sender`"),
    (f"{MAIL}sender = 's3cret'", "“outboxes.0.sender”: không phải là địa chỉ", "“outboxes.0.sender”: is no e-mail"),
    (f"{MAIL}security = 's3cret'", "“outboxes.0.security”: phải là 'starttls', 'tls' hoặc 'none'", "'tls' or 'none'"),
    ("[[sources]]\nurl = 'a'\n[[sources]]\nurl = 'a'", "hai mục nguồn cùng tên a", "two source entries are named a"),
    ("swapped_days = [['2026-01-02', '2026-01-02']]", "nêu hai lần ngày 02/01/2026", "names 02/01/2026 twice"),
    ("swapped_days = [['s3cret', '2026-01-10']]", "“swapped_days.0.0”: phải là ngày", "“swapped_days.0.0”: Input"),
    ("home = = 's3cret'", "viết chưa đúng TOML", "is no TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "vi", "en"), FAULTS)
def test_a_fault_is_told_in_both_languages(
    written: str, vi: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parkwatch.toml").write_text(written, encoding="utf-8")
    with pytest.raises(UsageTrouble) as told:
        load_settings()
    assert vi in told.value.vi
    assert en in told.value.en
    assert "s3cret" not in told.value.vi + told.value.en


def test_a_variable_that_is_not_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARKWATCH_SOURCES", "{s3cret")
    with pytest.raises(UsageTrouble) as told:
        load_settings()
    assert "sources" in told.value.vi
    assert "s3cret" not in told.value.vi + told.value.en
