"""What an agenda does not say itself and the command line adds: the chair, the series, the readers."""

import re
from collections.abc import Mapping
from dataclasses import replace

from mailflow.adapters.agenda_formats.addresses import checked_addresses
from mailflow.domain.agenda import Agenda, Series, Speaker
from mailflow.domain.errors import BadInputError

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
NO_CHAIR = "no chair is named: nobody can approve the minutes"


def complete(
    agenda: Agenda, addresses: Mapping[str, str], *, chair: str | None, series: str | None, subscribers: tuple[str, ...]
) -> Agenda:
    """Return the agenda with what was given beside it. Raises BadInputError."""
    if series is not None and not _SLUG.fullmatch(series):
        raise BadInputError(f"--series: expected a short name such as escape-tc (a-z, 0-9 and hyphens), got {series!r}")
    known = agenda.series
    completed = replace(
        known,
        slug=series or known.slug,
        chair=_chair(agenda, addresses, chair) if chair else known.chair,
        subscribers=(*known.subscribers, *checked_addresses(subscribers, "--subscriber")),
    )
    return replace(agenda, series=completed, warnings=(*agenda.warnings, *_missing(completed)))


def _chair(agenda: Agenda, addresses: Mapping[str, str], name: str) -> Speaker:
    """Return the person of that name on the agenda, else one whose address was given."""
    for speaker in agenda.meeting.speakers:
        if speaker.name.casefold() == name.casefold():
            return speaker
    for given, address in addresses.items():
        if given.casefold() == name.casefold():
            return Speaker(given, email=address)
    raise BadInputError(f'--chair: nobody on the agenda is called {name}; give the address as well: --email "{name}=someone@example.org"')


def _missing(series: Series) -> tuple[str, ...]:
    if series.chair is None:
        return (f"{NO_CHAIR} (--chair NAME, or `chair:` in the file)",)
    return ()
