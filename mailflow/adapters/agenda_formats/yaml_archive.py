"""How the archive of a series is open, in a YAML file.

    archive: public | link | off
    robots: index | noindex
"""

from mailflow.adapters.agenda_formats.yaml_values import Value
from mailflow.domain.publicity import Archiving, Publicity

_ACCESS = {"": Publicity.OFF, "off": Publicity.OFF, "no": Publicity.OFF, "link": Publicity.LINK, "public": Publicity.PUBLIC}
_ACCESS |= {"false": Publicity.OFF}  # YAML 1.1 reads `off` and `no` so
_ROBOTS = {"": False, "noindex": False, "index": True}


def read_archiving(archive: Value | None, robots: Value | None) -> Archiving:
    """Read the two keys; left out, nothing is shown to anybody, and search engines stay away from what is."""
    access = archive.text().casefold() if archive else ""
    indexing = robots.text().casefold() if robots else ""
    if archive and access not in _ACCESS:
        archive.complain("expected public, link (only for whoever has the link) or off")
    if robots and indexing not in _ROBOTS:
        robots.complain("expected index or noindex")
    return Archiving(_ACCESS.get(access, Publicity.OFF), _ROBOTS.get(indexing, False))
