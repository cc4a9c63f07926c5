"""The signing secret beside an SQLite database: made once, readable by its owner alone."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from mailflow.domain.errors import ConfigurationError

_OWNER_ONLY = 0o600
_KEY_BYTES = 32


def load_or_make(path: Path, make: Callable[[], str]) -> bytes:
    """Return the secret in a file, made first where there is none; two processes that start together agree on one.

    Raises:
        ConfigurationError: the file holds less than a secret: with a short one, reply addresses could be forged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=_OWNER_ONLY)
        draft.write_text(make(), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, a link never replaces the secret that another process has just made
        draft.unlink()
    secret = path.read_bytes().strip()
    if len(secret) < _KEY_BYTES:
        raise ConfigurationError((f"{path}: expected at least {_KEY_BYTES} characters; remove the file, and a new secret is made",))
    return secret
