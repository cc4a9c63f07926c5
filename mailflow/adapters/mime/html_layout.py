"""How HTML is laid out as text: a small subset of Markdown, as people write it in mail.

- an item            1. the first
  - one below it     2. the second
"""

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_document_state import HtmlDocumentState
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

_BULLET = "- "
_NUMBER_LIMIT = 9999


def _begin_bullets(state: HtmlDocumentState, _attributes: dict[str, str]) -> None:
    state.li_counter.append(_BULLET)


def _begin_numbers(state: HtmlDocumentState, attributes: dict[str, str]) -> None:
    first = attributes.get("start", "")
    state.li_counter.append(int(first) if first.isdecimal() and int(first) <= _NUMBER_LIMIT else 1)


_LISTS = CustomHtmlTagHandlerMapping(start_tag_mapping={"ul": _begin_bullets, "ol": _begin_numbers}, end_tag_mapping={})
_STYLES = {
    **CSS_PROFILES["strict"],
    "ul": HtmlElement(display=Display.block, padding_inline=2),
    "ol": HtmlElement(display=Display.block, padding_inline=3),
    "dd": HtmlElement(display=Display.block, padding_inline=2),
    "dt": HtmlElement(display=Display.block),
}
LAYOUT = ParserConfig(css=_STYLES, custom_html_tag_handler_mapping=_LISTS)
"""What inscriptis is given."""
