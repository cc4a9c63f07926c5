"""Settings: environment `MAILFLOW_*`, `MAILFLOW_*_FILE`, `mailflow.toml`, defaults, in this order.

All mistakes are reported together, by name and with the expected form; secrets are never printed.
"""

import os
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import fuzz, process

from mailflow import setting_values as values
from mailflow.domain.errors import ConfigurationError

PREFIX = "MAILFLOW_"
SETTINGS_FILE = "mailflow.toml"
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_BROKERS = ("redis://", "rediss://", "redis+socket://", "sentinel://", "filesystem://")
_SMTP_SCHEMES = ("smtp", "smtps", "starttls")
_IMAP_SCHEMES = ("imap", "imaps", "imap+starttls")


class Settings(BaseSettings):
    """Everything that can be set; with nothing set, all is embedded under `./mailflow-data`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=None, extra="forbid")

    data_dir: Path = Path("mailflow-data")
    database_url: Annotated[
        SecretStr | None, values.store_url(_DATABASES, "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME")
    ] = None
    broker_url: Annotated[
        SecretStr | None, values.store_url(_BROKERS, "redis://[:PASSWORD@]HOST:PORT/0, or nothing for a queue of files")
    ] = None
    smtp_url: Annotated[
        SecretStr | None, values.mail_url(_SMTP_SCHEMES, "smtp://[user:password@]host:port, smtps://… or starttls://…", needs_login=False)
    ] = None
    imap_url: Annotated[
        SecretStr | None, values.mail_url(_IMAP_SCHEMES, "imaps://user:password@host:port/INBOX, or imap://… without TLS", needs_login=True)
    ] = None
    address: Annotated[str, AfterValidator(values.address)] = "minutes@localhost"
    trusted_authserv_id: str = ""
    dkim_verify: bool = True
    dkim_key_file: str = ""
    dkim_selector: str = ""
    dkim_domain: str = ""
    web_url: Annotated[str, AfterValidator(values.web_url)] = ""
    web_host: str = "127.0.0.1"
    web_port: int = Field(8025, ge=0, le=65535)
    secret_key: Annotated[SecretStr | None, AfterValidator(values.secret_key)] = None
    templates: Annotated[Path | None, AfterValidator(values.folder)] = None
    timezone: Annotated[str, AfterValidator(values.zone)] = Field(default_factory=values.machine_zone)
    people: Annotated[Path | None, AfterValidator(values.file)] = None
    clock_offset_file: Path | None = None
    imap_processed: str = Field("Processed", pattern=r'^$|^[^\p{C}%*"\\/]+(/[^\p{C}%*"\\/]+)*$')
    max_message_bytes: int = Field(25 * 1024 * 1024, ge=1024 * 1024)
    imap_poll_s: float = Field(10.0, gt=0, le=3600)
    sweep_s: float = Field(10.0, gt=0, le=3600)
    lease_s: float = Field(300.0, gt=0, le=86400)
    unknown_rest_s: float = Field(120.0, ge=0, le=86400)
    worker_concurrency: int = Field(2, ge=1, le=64)
    smtp_connections: int = Field(5, ge=1, le=50)
    send_rate_domain: int = Field(0, ge=0)
    send_rate_total: int = Field(0, ge=0)
    lmtp_host: str = "127.0.0.1"
    lmtp_port: int = Field(0, ge=0, le=65535)
    flood_sender: int = Field(30, ge=0)
    flood_domain: int = Field(300, ge=0)
    flood_total: int = Field(2000, ge=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment before the file; `.env` files and secret folders are not read."""
        del dotenv_settings, file_secret_settings
        from_files = InitSettingsSource(settings_cls, init_kwargs=_from_files())
        return (init_settings, env_settings, from_files, InitSettingsSource(settings_cls, init_kwargs=_from_toml()))

    @property
    def database(self) -> str:
        """URL of the database."""
        if self.database_url and self.database_url.get_secret_value():
            return self.database_url.get_secret_value().replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.data_dir.resolve()}/mailflow.db"

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file of this machine."""
        return self.database.startswith("sqlite")

    @property
    def broker(self) -> str:
        """URL of the broker; `filesystem://` where none is set."""
        return (self.broker_url.get_secret_value() if self.broker_url else "") or "filesystem://"

    @property
    def lease(self) -> timedelta:
        """How long a worker holds what it took."""
        return timedelta(seconds=self.lease_s)

    @property
    def unknown_rest(self) -> timedelta:
        """How long a message rests of which it is unknown whether it arrived."""
        return timedelta(seconds=self.unknown_rest_s)


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        ConfigurationError: one line per mistake; no value of a setting is repeated in it.
    """
    problems = (*_unknown_names(), *_unreadable_files())
    try:
        settings = Settings()
    except ValidationError as error:
        mistakes = (_problem(detail["loc"], detail["msg"], detail["type"]) for detail in error.errors())
        raise ConfigurationError((*problems, *mistakes)) from None
    except (ValueError, OSError) as error:
        raise ConfigurationError((*problems, f"{SETTINGS_FILE}: {error}")) from None
    if problems:
        raise ConfigurationError(problems)
    return settings


def _from_toml() -> dict[str, object]:
    """Return what `mailflow.toml` in the working directory sets; names may be written in either letter case."""
    path = Path(SETTINGS_FILE)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {name.lower(): value for name, value in tomllib.load(file).items()}


def _from_files() -> dict[str, object]:
    """Return the settings whose values lie in files: `MAILFLOW_SECRET_KEY_FILE=/run/secrets/key` sets SECRET_KEY."""
    found: dict[str, object] = {}
    for name in Settings.model_fields:
        path = os.environ.get(f"{PREFIX}{name.upper()}_FILE")
        text = _text_of(path) if path else None
        if text is not None:
            found[name] = text.strip()
    return found


def _text_of(path: str) -> str | None:
    """Return the text of a file, None where there is none or it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _unreadable_files() -> tuple[str, ...]:
    names = {f"{PREFIX}{name.upper()}_FILE" for name in Settings.model_fields} - _SETTINGS_THAT_ARE_FILES
    unreadable = (name for name in sorted(names & os.environ.keys()) if _text_of(os.environ[name]) is None)
    return tuple(f"{name}: expected a file that can be read, found none at {os.environ[name]}" for name in unreadable)


_SETTINGS_THAT_ARE_FILES = frozenset({f"{PREFIX}CLOCK_OFFSET_FILE"})
_LIKENESS = 88


def _unknown_names() -> tuple[str, ...]:
    """Return a line for each variable of the environment that is nearly, but not quite, one of ours."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    problems: list[str] = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            nearest = _nearest(name, known)
            problems += [f"{name}: no such setting; did you mean {nearest}?"] if nearest else []
    return tuple(problems)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    found = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return found[0] if found else None


_EXPECTED = {
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "float_parsing": "expected a number",
    "float_type": "expected a number",
    "string_type": "expected text",
    "string_pattern_mismatch": "expected the name of a folder such as Processed or Archive/Processed, or nothing",
    "path_type": "expected a path",
}


def _problem(location: tuple[int | str, ...], message: str, kind: str) -> str:
    name = str(location[0]) if location else ""
    words = _EXPECTED.get(kind, message.removeprefix("Value error, "))
    if message == "Extra inputs are not permitted":
        nearest = _nearest(name, Settings.model_fields)
        return f"{SETTINGS_FILE}: no such setting: {name}" + (f"; did you mean {nearest}?" if nearest else "")
    return f"{PREFIX}{name.upper()}: {words[0].lower()}{words[1:]}"
