"""What is wrong with the settings, key by key, in both languages and without the values: one may be a password."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import AfterValidator, ValidationError

# What pydantic finds, by its error types, in Vietnamese; `{}` stand for what it tells with them.
WORDS_VI = {
    "missing": "còn thiếu",
    "extra_forbidden": "không có cài đặt nào tên như vậy",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "float_parsing": "phải là số",
    "float_type": "phải là số",
    "date_parsing": "phải là ngày (năm-tháng-ngày)",
    "date_from_datetime_parsing": "phải là ngày (năm-tháng-ngày)",
    "greater_than_equal": "phải từ {ge} trở lên",
    "literal_error": "phải là {expected}",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_type": "phải là chữ",
    "path_type": "phải là đường dẫn",
    "tuple_type": "phải là danh sách",
    "dict_type": "phải là bảng khóa và giá trị",
    "model_type": "phải là bảng khóa và giá trị",
}
ELSE_VI = "giá trị không hợp lệ"


class SettingFault(ValueError):
    """A fault that our own rules find in the settings; `vi` and `en` go on after the key."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def written_as(pattern: str, vi: str, en: str) -> AfterValidator:
    """A validator of texts that must match a pattern as a whole, with what to say of others."""

    def matching(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise SettingFault(vi, en)
        return text

    return AfterValidator(matching)


def faults_told(error: ValidationError) -> tuple[str, str]:
    """The faults by key, in Vietnamese and in English."""
    told = [(".".join(str(part) for part in fault["loc"]), _words(fault)) for fault in error.errors()]
    vi, en = ("; ".join(f"“{key}”: {words[at]}" if key else words[at] for key, words in told) for at in (0, 1))
    return vi, en


def _words(fault: Mapping[str, Any]) -> tuple[str, str]:
    about = fault.get("ctx") or {}
    if isinstance(about.get("error"), SettingFault):
        return about["error"].vi, about["error"].en
    values = {name: str(value).replace(" or ", " hoặc ") for name, value in about.items()}
    return WORDS_VI.get(fault["type"], ELSE_VI).format_map(values), fault["msg"]
