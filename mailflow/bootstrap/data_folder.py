"""The data folder: the SQLite database, the secret key, the queue and the sending journal of one machine lie in it."""

from pathlib import Path

from mailflow.config import Settings
from mailflow.domain.errors import ConfigurationError


def data_folder(settings: Settings) -> Path:
    """Return the data folder; made for its owner alone, as raw mail and tokens lie in it. Raises ConfigurationError."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError((f"MAILFLOW_DATA_DIR: {folder} cannot be made or is no folder ({error.strerror})",)) from error
    return folder
