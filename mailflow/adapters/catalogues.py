"""Translations of what the templates say: gettext catalogues, `locale/<language>/<topic>.po` beside the templates.

English stands in the templates and is the key; a message that a catalogue lacks is said in English.
"""

import re
from collections.abc import Iterable, Sequence
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ENGLISH = "en"
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Catalogues:
    """The catalogues of some folders, each read when it is first wanted; the first folder that has one wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._known: dict[str, NullTranslations | None] = {ENGLISH: NullTranslations()}

    def choose(self, wanted: Iterable[str]) -> str:
        """Return the first of some language tags (`de`, `de-AT`) whose language there is; English, where there is none."""
        return next((tag for tag in wanted if self._find(tag) is not None), ENGLISH)

    def languages(self) -> tuple[str, ...]:
        """Return the languages that there are, English first."""
        found = {path.name for folder in self._folders for path in (folder / "locale").glob("*") if _LANGUAGE.fullmatch(path.name)}
        return (ENGLISH, *sorted(name for name in found - {ENGLISH} if self._find(name) is not None))

    def translations(self, tag: str) -> NullTranslations:
        """Return what is said in a language; English where there is no catalogue for it."""
        return self._find(tag) or NullTranslations()

    def _find(self, tag: str) -> NullTranslations | None:
        language = language_of_tag(tag)
        if language not in self._known:
            self._known[language] = self._read(language)
        return self._known[language]

    def _read(self, language: str) -> NullTranslations | None:
        if not _LANGUAGE.fullmatch(language):
            return None
        found = (sorted((folder / "locale" / language).glob("*.po")) for folder in self._folders)
        paths = next((paths for paths in found if paths), None)
        return None if paths is None else _compiled(paths, language)


def language_of_tag(tag: str) -> str:
    """Return the language of a tag without its region: `de` of `de-AT` or `de_AT`."""
    return tag.replace("_", "-").partition("-")[0].casefold()


def _compiled(paths: Sequence[Path], language: str) -> Translations:
    """Return the catalogues of a language as one; the topics only keep the files short."""
    whole = Translations()
    for path in paths:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        topic = Translations(compiled)
        whole.merge(topic)
        whole.plural = topic.plural  # merging leaves it out: English would say which number takes which form
    return whole
