"""The data folder holds raw mail and tokens: it is its owner's alone, unless the operator made it otherwise."""

from pathlib import Path

import pytest

from mailflow.bootstrap.application import build
from mailflow.config import Settings


@pytest.mark.parametrize(("made_before", "mode"), [(False, 0o700), (True, 0o755)])
def test_folder_is_its_owners_alone_where_we_make_it(tmp_path: Path, made_before: bool, mode: int) -> None:  # noqa: FBT001 - a column of the table
    """A folder that the operator made keeps the mode that they gave it."""
    folder = tmp_path / "data"
    if made_before:
        folder.mkdir()
        folder.chmod(mode)
    application = build(Settings.model_construct(data_dir=folder))
    _ = application.storage.engine
    application.close()
    assert folder.stat().st_mode & 0o777 == mode
