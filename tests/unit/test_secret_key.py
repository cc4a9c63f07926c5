"""The signing secret: made once, kept for its owner alone, and never a weak one."""

import itertools
import threading
from pathlib import Path

import pytest

from mailflow.adapters.secret_key import load_or_make
from mailflow.domain.errors import ConfigurationError

SECRET = "0123456789abcdef" * 4


def test_secret_is_made_once(tmp_path: Path) -> None:
    """And is the same for ever after."""
    path = tmp_path / "data" / "secret.key"
    assert load_or_make(path, lambda: SECRET) == SECRET.encode()
    assert load_or_make(path, lambda: "another" * 10) == SECRET.encode()
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else may read it."""
    load_or_make(tmp_path / "secret.key", lambda: SECRET)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first secret counts, whoever comes second."""
    path = tmp_path / "secret.key"
    pids, found = itertools.count(1), []
    monkeypatch.setattr("os.getpid", lambda: next(pids))
    ready = threading.Barrier(8)

    def start(number: int) -> None:
        ready.wait(timeout=10)
        found.append(load_or_make(path, lambda: f"{number:032d}"))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(found) == 8
    assert set(found) == {path.read_bytes()}


@pytest.mark.parametrize("content", [b"", b"\n", b"short"], ids=["empty", "blank", "short"])
def test_weak_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    """A disk that was full left an empty file: everybody could sign with that. It is named, and not shown."""
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"secret\.key: expected at least 32 characters"):
        load_or_make(path, lambda: SECRET)
