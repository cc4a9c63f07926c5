"""What the values of settings must look like: each check returns the value, or says what was expected.

A value is repeated in no message, as it may be a secret.
"""

import os
import re
from pathlib import Path
from urllib.parse import ParseResult, urlparse
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, SecretStr

# The local part of a reply address is at most 64 octets, 45 of which the token takes (RFC 5321 4.5.3.1.1).
_LOCAL_PART_LIMIT = 19
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE)
_KEY_BYTES = 32


def mail_url(schemes: tuple[str, ...], example: str, *, needs_login: bool) -> AfterValidator:
    """Return a check for the URL of a mail server."""

    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is None or not secret.get_secret_value():
            return None
        url = _parse(secret.get_secret_value(), example)
        if url.scheme not in schemes or not url.hostname:
            raise ValueError(f"expected {example}")
        if needs_login and not (url.username and url.password):
            raise ValueError(f"expected {example}, with user and password (percent-encoded)")
        return secret

    return AfterValidator(check)


def store_url(beginnings: tuple[str, ...], example: str) -> AfterValidator:
    """Return a check for the URL of a database or a broker, which begins in one of these ways."""

    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is None or not secret.get_secret_value():
            return None
        if not secret.get_secret_value().startswith(beginnings):
            raise ValueError(f"expected {example}")
        _parse(secret.get_secret_value(), example)
        return secret

    return AfterValidator(check)


def web_url(value: str) -> str:
    """Check where our pages are."""
    example = "https://minutes.example.org"
    url = _parse(value, example)
    if value and (url.scheme not in {"http", "https"} or not url.hostname):
        raise ValueError(f"expected {example}")
    return value


def _parse(value: str, example: str) -> ParseResult:
    try:
        url = urlparse(value)
        _ = url.port
    except ValueError:
        raise ValueError(f"expected {example}") from None
    return url


def address(value: str) -> str:
    """Check our own address, behind whose local part a token must have room."""
    local = value.rpartition("@")[0]
    if not _ADDRESS.fullmatch(value) or "+" in local:
        raise ValueError("expected an address such as minutes@example.org")
    if len(local) > _LOCAL_PART_LIMIT:
        raise ValueError(f"expected at most {_LOCAL_PART_LIMIT} characters before the @, as reply addresses carry a token behind them")
    return value


def folder(value: Path | None) -> Path | None:
    """Check a folder."""
    if value is not None and not value.is_dir():
        raise ValueError(f"expected a folder, found none at {value}")
    return value


def file(value: Path | None) -> Path | None:
    """Check a file."""
    if value is not None and not value.is_file():
        raise ValueError(f"expected a file, found none at {value}")
    return value


def zone(value: str) -> str:
    """Check the name of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("expected an IANA time zone such as Europe/Paris") from None
    return value


def secret_key(value: SecretStr | None) -> SecretStr | None:
    """Check the key that signs our tokens."""
    if value is None or not value.get_secret_value():
        return None
    if len(value.get_secret_value().encode()) < _KEY_BYTES:
        raise ValueError(f"expected at least {_KEY_BYTES} characters, such as `openssl rand -hex 32` prints")
    return value


def machine_zone() -> str:
    """Return the time zone of the machine, UTC where it does not tell."""
    name = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2] or "UTC"
    try:
        return zone(name.removeprefix(":"))
    except ValueError:
        return "UTC"
