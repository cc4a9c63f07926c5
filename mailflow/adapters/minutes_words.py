"""The words in which minutes are set, from a catalogue of translations and what Babel knows of the dates of a language."""

import re
from dataclasses import astuple, fields, replace
from gettext import NullTranslations

from babel import Locale

from mailflow.adapters.catalogues import language_of_tag
from mailflow.domain.minutes.wording import ENGLISH, Wording

_DATES = {"EEEE": "%(weekday)s", "d": "%(day)s", "MMMM": "%(month)s", "y": "%(year)s"}
_PARTS = re.compile(r"%\(\w+\)s|%|:\s*\Z")
_TOLD_BY_BABEL = frozenset({"language", "long_date", "short_date", "weekdays", "months"})


def wording_in(tag: str, translations: NullTranslations) -> Wording:
    """Return the words of a language that has a catalogue; English as we write it."""
    language = language_of_tag(tag)
    if language == ENGLISH.language:
        return ENGLISH
    english = {field.name: said for field, said in zip(fields(ENGLISH), astuple(ENGLISH), strict=True)}
    said = {name: _said(translations, words) for name, words in english.items() if name not in _TOLD_BY_BABEL}
    return _with_dates(Wording(language, **said), Locale.parse(tag.replace("_", "-"), sep="-"))


def _said(translations: NullTranslations, english: str) -> str:
    """Return a translation, unless it lacks what is to be filled in, or the colon: a slip in a catalogue spoils no minutes."""
    said = translations.gettext(english)
    return said if _PARTS.findall(said) == _PARTS.findall(english) else english


def _with_dates(wording: Wording, locale: Locale) -> Wording:
    """Return words with the names of days and months as they stand in a date, and the patterns of dates.

    A language whose dates are more than a day, a month and a year in their places keeps the plain order of these.
    """
    days, months = locale.days["format"]["wide"], locale.months["format"]["wide"]
    named = replace(wording, weekdays=", ".join(days[at] for at in range(7)), months=", ".join(months[at] for at in range(1, 13)))
    try:
        patterns = [locale.date_formats[name].format % _DATES for name in ("full", "long")]
    except KeyError:
        return named
    return replace(named, long_date=patterns[0], short_date=patterns[1])
