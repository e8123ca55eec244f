"""Where things are and how a night runs: `PARKWATCH_*` variables over one settings file over defaults."""

import os
from datetime import date, datetime
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from flows.settings_faults import SettingFault, faults_told, written_as
from flows.trouble import OutboxTrouble, PlaceTrouble, SourceSilent, SourceTrouble, UsageTrouble

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SETTINGS_FILE = "parkwatch.toml"

# Nothing is told to anybody by default: Prefect's client and server, and Great Expectations.
TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
}

PlaceName = Annotated[
    str,
    StringConstraints(max_length=40),
    written_as(
        r"[a-z][a-z0-9_-]*",
        "chỉ gồm a–z, 0–9, “_”, “-” và bắt đầu bằng chữ cái",
        "must be of a–z, 0–9, “_”, “-” and begin with a letter",
    ),
]
ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
Address = Annotated[str, written_as(ADDRESS, "không phải là địa chỉ email", "is no e-mail address")]
MAIL_SCHEMES = ("smtp", "smtps")


class Place(BaseModel):
    """Where files are fetched from or letters are brought to, and how it is entered."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    word_vi: ClassVar[str]
    word_en: ClassVar[str]
    trouble: ClassVar[type[PlaceTrouble]]
    silent: ClassVar[type[PlaceTrouble]]

    name: PlaceName | None = None
    url: str
    host_key: str | None = None
    username: str | None = None
    password: SecretStr | None = None
    client_keys: tuple[str, ...] = ()
    options: dict[str, Any] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def url_bears_no_password(cls, url: str) -> str:
        """Refuse a password in the URL, for the URL is shown and stored."""
        if "://" in url and urlsplit(url).password:
            raise SettingFault(
                "mật khẩu không được nằm trong URL; hãy ghi ở `password`",
                "a password may not stand in the URL; give it as `password`",
            )
        return url

    @property
    def title(self) -> str:
        """What records call this place: its name, or its URL when it was given by hand, without secrets."""
        return self.name or shown_address(self.url)

    @property
    def called_vi(self) -> str:
        """The place as the beginning of a sentence in Vietnamese."""
        return f"{self.word_vi} “{self.title}”"

    @property
    def called_en(self) -> str:
        """The place as the beginning of a sentence in English."""
        return f"The {self.word_en} “{self.title}”"

    @property
    def secret(self) -> str | None:
        """The password: PARKWATCH_PASSWORD_<NAME>, else that of the settings."""
        stated = os.environ.get(f"PARKWATCH_PASSWORD_{(self.name or '').upper().replace('-', '_')}")
        return stated or (self.password.get_secret_value() if self.password else None)


class SourceEntry(Place):
    """One place that reports are pulled from; the name stands in the ledger and must not change."""

    word_vi = "Nguồn"
    word_en = "source"
    trouble = SourceTrouble
    silent = SourceSilent

    address: Address | None = Field(None, description="Who is written to about files of an unknown sender")


class OutboxEntry(Place):
    """One place that letters are brought to: a folder, a file tree of fsspec, or a mail server (smtp://, smtps://)."""

    word_vi = "Hộp thư đi"
    word_en = "outbox"
    trouble = OutboxTrouble
    silent = OutboxTrouble

    name: PlaceName
    sender: Address | None = Field(None, description="Address that mail comes from")
    addresses: dict[str, Address] = Field(default_factory=dict)
    security: Literal["starttls", "tls", "none"] | None = Field(None, description="Else as the scheme says")
    ca_file: Path | None = Field(None, description="Authority that the mail server's certificate must come from")

    @property
    def is_mail(self) -> bool:
        """Whether letters go out as e-mail."""
        return urlsplit(self.url).scheme in MAIL_SCHEMES

    @model_validator(mode="after")
    def mail_is_safe(self) -> "OutboxEntry":
        """Refuse mail without a sender, and a password that would travel in the clear."""
        if self.is_mail and self.sender is None:
            raise SettingFault("gửi email cần có `sender`", "mail needs a `sender`")
        if self.is_mail and self.security == "none" and (self.username or self.secret):
            raise SettingFault(
                "tên và mật khẩu cần có `security`: starttls hoặc tls",
                "a user name and a password need `security`: starttls or tls",
            )
        return self


class Office(BaseModel):
    """Who writes the letters and where reports are to be sent, as the letters say it; what is blank is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    name_en: str = ""
    address: str = ""
    place: str = Field("", description="Stands before the day of a letter")
    title: str = Field("", description="Of who signs")
    title_en: str = ""
    signatory: str = ""
    telephone: str = ""
    email: Address | None = None
    send_to: str = Field("", description="Where reports are to be sent, in words")
    send_to_en: str = ""


class Settings(BaseSettings):
    """All that can be set; unknown keys of the file are an error."""

    model_config = SettingsConfigDict(
        env_prefix="PARKWATCH_", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(Path("var"), description="Folder of what parkwatch keeps beside the warehouse")
    warehouse: str = Field("", description="URL of the warehouse; blank: one SQLite file in the home folder")
    archive: Path | None = Field(None, description="Folder of archived files; blank: `archive` in the home folder")
    outbox: Path | None = Field(None, description="Folder of letters; blank: `outbox` in the home folder")
    sources: tuple[SourceEntry, ...] = ()
    outboxes: tuple[OutboxEntry, ...] = Field((), description="Where letters are brought; blank: to `outbox` only")
    office: Office = Field(Office(), description="Who writes the letters, and where reports are to be sent")
    answer_days: int = Field(5, ge=1, description="Working days that a correction or an explanation is given")
    operator: Address | None = Field(None, description="Who is written to when a night did not end well")
    remind_days: int = Field(3, ge=0, description="Working days before the due day on which a reminder goes out")
    escalate_days: int = Field(10, ge=1, description="Days after the due day from which the Board is told")
    remind_back_days: int = Field(60, ge=1, description="Nobody is reminded, or mailed, about days longer ago")
    settle_seconds: float = Field(5, ge=0, description="How long nobody may have written to a file before it is taken")
    wait_seconds: float = Field(300, ge=0, description="How long a run waits for another run that is loading")
    batch_files: int = Field(500, ge=1, description="Files that are read, checked and loaded together")
    swapped_days: tuple[tuple[date, date], ...] = Field(
        (), description="Working days that are off, each with the day off that is worked for it"
    )
    processes: int = Field(0, ge=0, description="Processes that read files; 0: one per core for a large night")

    @model_validator(mode="after")
    def names_are_unique(self) -> "Settings":
        """Refuse two sources or two outboxes of one name, for the records could not tell them apart."""
        for entries in (self.sources, self.outboxes):
            titles = [entry.title for entry in entries]
            twice = sorted({title for title in titles if titles.count(title) > 1})
            if twice:
                named = ", ".join(twice)
                raise SettingFault(
                    f"hai mục {entries[0].word_vi.lower()} cùng tên {named}",
                    f"two {entries[0].word_en} entries are named {named}",
                )
        return self

    @model_validator(mode="after")
    def swaps_name_a_day_once(self) -> "Settings":
        """Refuse a day that is swapped twice, or with itself: nobody could say whether it is worked."""
        days = [day for pair in self.swapped_days for day in pair]
        twice = sorted({f"{day:%d/%m/%Y}" for day in days if days.count(day) > 1})
        if twice:
            named = ", ".join(twice)
            raise SettingFault(f"`swapped_days` nêu hai lần ngày {named}", f"`swapped_days` names {named} twice")
        return self

    @property
    def swaps(self) -> frozenset[tuple[date, date]]:
        """The days that are swapped, as the calendar takes them."""
        return frozenset(self.swapped_days)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments first, then the environment, then the settings file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=settings_path())

    @property
    def warehouse_url(self) -> str:
        """The URL of the warehouse, with the default spelled out."""
        return self.warehouse or f"sqlite:///{self.home / 'warehouse.sqlite'}"

    @property
    def archive_folder(self) -> Path:
        """Where archived files are kept under their hashes."""
        return self.archive or self.home / "archive"

    @property
    def outbox_folder(self) -> Path:
        """Where letters are put unless the settings name outboxes."""
        return self.outbox or self.home / "outbox"

    @property
    def answered_sources(self) -> tuple[SourceEntry, ...]:
        """The sources that have somebody to write to."""
        return tuple(entry for entry in self.sources if entry.address)

    @property
    def letter_outboxes(self) -> tuple[OutboxEntry, ...]:
        """Where letters are brought."""
        return self.outboxes or (OutboxEntry(name="folder", url=str(self.outbox_folder)),)


def shown_address(url: str) -> str:
    """A URL as it may be shown and stored: without user, query and fragment, which may hold a token."""
    if "://" not in url:
        return url
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def settings_path() -> Path:
    """The settings file: `PARKWATCH_SETTINGS`, else `parkwatch.toml` in the working folder."""
    return Path(os.environ.get("PARKWATCH_SETTINGS") or SETTINGS_FILE)


def load_settings(**changes: Any) -> Settings:
    """The settings in force, with `changes` on top; a fault in them is one plain sentence."""
    stated = os.environ.get("PARKWATCH_SETTINGS")
    if stated and not Path(stated).is_file():
        raise UsageTrouble(f"Không có tệp cài đặt “{stated}”.", f"There is no settings file “{stated}”.")
    try:
        return Settings(**{key: value for key, value in changes.items() if value is not None})
    except ValidationError as error:
        vi, en = faults_told(error)
        raise UsageTrouble(f"Cài đặt không đúng: {vi}.", f"The settings are wrong: {en}.") from error
    except TOMLDecodeError as error:
        file = settings_path()
        raise UsageTrouble(
            f"Tệp cài đặt “{file}” viết chưa đúng TOML: {error}.", f"The settings file “{file}” is no TOML: {error}."
        ) from error
    except SettingsError as error:  # a variable that should hold JSON; its value is not in the words
        raise UsageTrouble(
            f"Biến PARKWATCH_* không đọc được: {error}.", f"A variable PARKWATCH_* cannot be read: {error}."
        ) from error


def switch_telemetry_off() -> None:
    """Say no to every telemetry that has not been asked for in the environment."""
    for name, value in TELEMETRY_OFF.items():
        os.environ.setdefault(name, value)


def local_today() -> date:
    """The day that it is in Vietnam."""
    return datetime.now(LOCAL_ZONE).date()
