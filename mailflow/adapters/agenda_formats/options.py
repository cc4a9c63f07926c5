"""What the caller knows about a meeting that its agenda file may not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the field is called `date`


@dataclass(frozen=True, slots=True)
class AgendaOptions:
    """The settings that an agenda is read with.

    Args:
        date: the day of the meeting; wins over the file (its times of day stay). None: the file must say it.
        timezone: IANA name; wins over the file. None: the file's, else `default_timezone`.
        default_timezone: IANA name, used where neither the caller nor the file names a zone.
        default_title: what the meeting is called where the file does not say it; empty: it must.
        addresses: name of a person to their address, for speakers and roles that the file gives no address.
    """

    date: Date | None
    timezone: str | None
    default_timezone: str
    addresses: Mapping[str, str]
    default_title: str = ""
