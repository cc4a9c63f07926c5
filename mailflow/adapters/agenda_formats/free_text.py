"""What a free description of a meeting (of a calendar entry, of an Indico event) says: how to join, and its agenda, where it has one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mailflow.adapters.agenda_formats.indico_page import find_listed, find_page
from mailflow.adapters.agenda_formats.online_block import find_online, mask_online
from mailflow.adapters.agenda_formats.page_header import is_chrome
from mailflow.adapters.agenda_formats.page_items import read_page_items
from mailflow.adapters.agenda_formats.page_lines import render, split_lines
from mailflow.adapters.agenda_formats.written import WrittenItem
from mailflow.domain.agenda import OnlineAccess


@dataclass(frozen=True, slots=True)
class FreeText:
    """A description as understood: joining details, the items of an agenda, and the words that are neither."""

    online: OnlineAccess = field(default_factory=OnlineAccess)
    items: tuple[WrittenItem, ...] = ()
    words: str = ""

    def masked(self, text: str) -> str:
        """Return a text without the joining details."""
        return mask_online(text, self.online)


def read_free_text(text: str, places: Iterable[str] = ()) -> FreeText:
    """Read a description.

    Args:
        text: the description, several lines.
        places: where else a link to join may stand: location, address.
    """
    page = find_page(text) or find_listed(text)
    own = page.lines if page else split_lines(text)
    agenda = len(own) if page is None else page.agenda
    beside = [replace(line, number=len(own) + number) for number, place in enumerate(places) for line in split_lines(place)[:1]]
    lines = [*own, *beside]
    online, told = find_online(lines, lambda place: page is not None and place == agenda)
    kept = [line for line in own if line.number not in told]
    items = read_page_items([line for line in kept if line.number >= agenda and not is_chrome(line)])
    words = render([line for line in kept if line.number < agenda])
    return FreeText(online, items, mask_online(words, online))
