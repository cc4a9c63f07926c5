"""Settings: every mistake at once, by name, with the form that is expected, and never a secret."""

from datetime import timedelta
from pathlib import Path

import pytest

from mailflow.config import Settings, load_settings
from mailflow.domain.errors import ConfigurationError

KEY = "0123456789abcdef0123456789abcdef"
SECRET = "hunter2-hunter2"


@pytest.fixture(autouse=True)
def _empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a directory without a mailflow.toml."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> "Environment":
    """Give the environment of the settings."""
    return Environment(monkeypatch)


class Environment:
    """Sets variables for one test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, **values: str) -> None:
        """Set MAILFLOW_ and each name."""
        for name, value in values.items():
            self._patch.setenv(f"MAILFLOW_{name}", value)


def problems() -> tuple[str, ...]:
    """Return what is wrong with the settings."""
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert SECRET not in str(caught.value)
    return caught.value.problems


def toml(text: str) -> None:
    """Write a mailflow.toml."""
    Path("mailflow.toml").write_text(text, encoding="utf-8")


def test_everything_is_embedded_with_nothing_set(tmp_path: Path) -> None:
    """SQLite and a queue of files, under ./mailflow-data; nothing is made by asking."""
    settings = load_settings()
    assert settings.database == f"sqlite:///{tmp_path}/mailflow-data/mailflow.db"
    assert settings.is_sqlite
    assert settings.broker == "filesystem://"
    assert (settings.smtp_url, settings.imap_url, settings.secret_key) == (None, None, None)
    assert (settings.lease, settings.unknown_rest) == (timedelta(minutes=5), timedelta(minutes=2))
    assert list(tmp_path.iterdir()) == []


def test_empty_variable_is_not_set(env: Environment) -> None:
    """As a compose file leaves one that nobody gave."""
    env(DATABASE_URL="", BROKER_URL="", SMTP_URL="", IMAP_URL="", SECRET_KEY="", WEB_URL="")
    settings = load_settings()
    assert (settings.is_sqlite, settings.broker, settings.smtp_url, settings.secret_key) == (True, "filesystem://", None, None)


def test_postgresql_needs_no_driver_in_its_url(env: Environment) -> None:
    """What other programs call postgresql:// is spoken with psycopg."""
    env(DATABASE_URL="postgresql://app:pw@db:5432/mailflow")
    settings = load_settings()
    assert settings.database == "postgresql+psycopg://app:pw@db:5432/mailflow"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DATABASE_URL", f"mysql://root:{SECRET}@db/x", "postgresql"),
        ("DATABASE_URL", SECRET, "sqlite:///FILE"),
        ("BROKER_URL", f"amqp://guest:{SECRET}@mq", "redis://"),
        ("BROKER_URL", SECRET, "redis://"),
        ("SMTP_URL", f"http://u:{SECRET}@mail", "smtp://"),
        ("SMTP_URL", f"smtp://u:{SECRET}@mail:port", "smtp://"),
        ("SMTP_URL", f"smtp://{SECRET}@", "smtp://"),
        ("IMAP_URL", f"pop3://u:{SECRET}@mail", "imaps://"),
        ("IMAP_URL", "imaps://mail.example.org", "user and password"),
        ("IMAP_URL", f"imaps://:{SECRET}@mail", "user and password"),
        ("IMAP_URL", f"imaps://u:{SECRET}@[mail", "imaps://"),
        ("ADDRESS", "minutes", "minutes@example.org"),
        ("ADDRESS", "minutes+x@example.org", "minutes@example.org"),
        ("ADDRESS", "minutes@example.org\r\nBcc: x@y", "minutes@example.org"),
        ("ADDRESS", "twenty-letters-long-@example.org", "at most"),
        ("WEB_URL", "archive.example.org", "https://"),
        ("WEB_PORT", "eighty", "expected a whole number"),
        ("WEB_PORT", "65536", "65535"),
        ("SECRET_KEY", SECRET, "at least 32 characters"),
        ("TIMEZONE", "Mars/Olympus", "Europe/Paris"),
        ("TIMEZONE", "../../etc/passwd", "Europe/Paris"),
        ("IMAP_POLL_S", "0", "greater than 0"),
        ("IMAP_PROCESSED", "Processed*", "such as Processed"),
        ("IMAP_PROCESSED", "Done\r\nA1 LOGOUT", "such as Processed"),
        ("MAX_MESSAGE_BYTES", "1000", "greater than or equal to 1048576"),
        ("LEASE_S", "long", "number"),
        ("WORKER_CONCURRENCY", "0", "greater than or equal to 1"),
        ("WEB_PORT", "http", "expected a whole number"),
        ("TEMPLATES", "/nowhere/templates", "expected a folder"),
        ("PEOPLE", "/nowhere/people.yaml", "expected a file"),
    ],
)
def test_mistake_is_named_with_what_is_expected(env: Environment, name: str, value: str, expected: str) -> None:
    """One line, which begins with the name of the setting, and does not repeat its value."""
    env(**{name: value})
    (problem,) = problems()
    assert problem.startswith(f"MAILFLOW_{name}: ")
    assert expected in problem
    assert "\n" not in problem


def test_all_mistakes_are_reported_together(env: Environment) -> None:
    """Wherever they come from: a wrong value, a wrong name, a file that is not there, the settings file."""
    toml("web_prt = 80\n")
    env(SMTP_URL="nonsense", ADRESS="minutes@example.org", SECRET_KEY_FILE="/nowhere/key", TIMEZONE="Mars/Olympus")
    found = problems()
    assert sorted(problem.partition(":")[0] for problem in found) == [
        "MAILFLOW_ADRESS",
        "MAILFLOW_SECRET_KEY_FILE",
        "MAILFLOW_SMTP_URL",
        "MAILFLOW_TIMEZONE",
        "mailflow.toml",
    ]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("ADRESS", "ADDRESS"), ("SMPT_URL", "SMTP_URL"), ("DATABASE_URI", "DATABASE_URL"), ("SECRET_KEYFILE", "SECRET_KEY_FILE")],
    ids=str,
)
def test_near_miss_of_a_name_is_pointed_out(env: Environment, wrong: str, right: str) -> None:
    """Or the setting would silently not be there."""
    env(**{wrong: SECRET})
    assert problems() == (f"MAILFLOW_{wrong}: no such setting; did you mean MAILFLOW_{right}?",)


def test_stranger_of_a_name_is_left_alone(env: Environment) -> None:
    """Other programs may use the prefix too."""
    env(TEST_POSTGRES_URL="postgresql://x", COLOUR="red")
    load_settings()


@pytest.mark.parametrize("name", ["secret_key", "SECRET_KEY", "Secret_Key"])
def test_settings_file_is_read_in_either_letter_case(name: str) -> None:
    """As people write it."""
    toml(f'{name} = "{KEY}"\nworker_concurrency = 3\n')
    settings = load_settings()
    assert settings.secret_key
    assert settings.secret_key.get_secret_value() == KEY
    assert settings.worker_concurrency == 3


def test_environment_wins_over_a_file_of_its_own_and_the_settings_file(env: Environment, tmp_path: Path) -> None:
    """The nearest to the process counts."""
    toml('address = "toml@example.org"\nweb_url = "https://toml.example.org"\ntrusted_authserv_id = "toml"\n')
    (tmp_path / "file").write_text("file@example.org\n")
    env(ADDRESS_FILE=str(tmp_path / "file"))
    assert load_settings().address == "file@example.org"
    env(ADDRESS="env@example.org")
    settings = load_settings()
    assert (settings.address, settings.web_url, settings.trusted_authserv_id) == ("env@example.org", "https://toml.example.org", "toml")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"], ids=["none", "LF", "CRLF"])
def test_secret_may_lie_in_a_file(env: Environment, tmp_path: Path, ending: str) -> None:
    """As Docker and Kubernetes hand them over; what ends the file is no part of it."""
    (tmp_path / "key").write_bytes(f"{KEY}{ending}".encode())
    env(SECRET_KEY_FILE=str(tmp_path / "key"))
    settings = load_settings()
    assert settings.secret_key
    assert settings.secret_key.get_secret_value() == KEY


def test_file_that_is_no_text_is_named(env: Environment, tmp_path: Path) -> None:
    """By its own setting, not by the settings file."""
    (tmp_path / "key").write_bytes(b"\xff" * 40)
    env(SECRET_KEY_FILE=str(tmp_path / "key"))
    (problem,) = problems()
    assert problem.startswith("MAILFLOW_SECRET_KEY_FILE: ")


def test_folder_in_place_of_a_file_is_named(env: Environment, tmp_path: Path) -> None:
    """Docker makes one where the file is missing."""
    env(SECRET_KEY_FILE=str(tmp_path))
    assert problems() == (f"MAILFLOW_SECRET_KEY_FILE: expected a file that can be read, found none at {tmp_path}",)


def test_setting_that_is_itself_a_file_need_not_be_there(env: Environment, tmp_path: Path) -> None:
    """A rehearsal begins before its offset is written."""
    env(CLOCK_OFFSET_FILE=str(tmp_path / "offset"))
    assert load_settings().clock_offset_file == tmp_path / "offset"


@pytest.mark.parametrize("text", [f'secret_key = "{SECRET}', "= 3", 'a = "\\ud800"'], ids=["no end", "no name", "no text"])
def test_settings_file_that_cannot_be_read_is_named(text: str) -> None:
    """With the place in it."""
    toml(text)
    (problem,) = problems()
    assert problem.startswith("mailflow.toml: ")


def test_settings_file_in_another_encoding_is_named() -> None:
    """TOML is UTF-8."""
    Path("mailflow.toml").write_bytes('address = "ö"'.encode("latin-1"))
    (problem,) = problems()
    assert problem.startswith("mailflow.toml: ")


def test_unknown_name_in_the_settings_file_is_named() -> None:
    """With the nearest known one, where there is one."""
    toml('adress = "minutes@example.org"\nfavourite_colour = "red"\n')
    assert sorted(problems()) == [
        "mailflow.toml: no such setting: adress; did you mean address?",
        "mailflow.toml: no such setting: favourite_colour",
    ]


def test_secrets_are_not_shown(env: Environment) -> None:
    """Not by printing the settings, as a log or a traceback would."""
    env(
        SECRET_KEY=f"{SECRET}{KEY}",
        DATABASE_URL=f"postgresql://app:{SECRET}@db/x",
        BROKER_URL=f"redis://:{SECRET}@redis/0",
        SMTP_URL=f"smtp://u:{SECRET}@mail",
        IMAP_URL=f"imaps://u:{SECRET}@mail/INBOX",
    )
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings!s} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Europe/Paris", "Europe/Paris"), (":Europe/Rome", "Europe/Rome"), ("CEST-nonsense", "UTC")],
    ids=["TZ", "TZ with a colon", "nonsense"],
)
def test_time_zone_is_that_of_the_machine(monkeypatch: pytest.MonkeyPatch, zone: str, expected: str) -> None:
    """Unless it is set; UTC where the machine does not tell."""
    monkeypatch.setenv("TZ", zone)
    assert load_settings().timezone == expected
    assert Settings(timezone="Asia/Tokyo").timezone == "Asia/Tokyo"


def test_time_zone_is_found_without_tz(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the link of /etc/localtime, as far as there is one."""
    monkeypatch.delenv("TZ", raising=False)
    assert load_settings().timezone
