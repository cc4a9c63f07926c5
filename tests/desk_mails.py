"""A draft mail in words, replies that quote it, and what they make of the minutes in it."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import ndiff

from mailflow.domain.editing.correcting import Corrected, correct
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import Known
from mailflow.domain.minutes.content import MinutesAction, MinutesContent
from mailflow.domain.minutes.sheet import lines_of, render, render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content

RULER = "-" * 72
_CTA = """The array reached first light on 12 February; three of the four cameras are commissioned.

- pointing is better than 7 arcsec, which was the goal agreed in Bologna last autumn
- the data model was frozen on Monday

We need help from WP3 with the container registry."""
_EGO = "Nothing new since February. The interferometer is down for upgrades."
CONTENT = replace(
    some_content(
        items=(
            a_minutes_item("1", "Introduction", speakers=("Ian Bird",), expects_report=False, reports=()),
            a_minutes_item("3.1", "CTA", reports=(a_minutes_report(_CTA),)),
            a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=(a_minutes_report(_EGO, author="Elena Cuoco"),)),
            a_minutes_item("3.3", "KM3NeT", speakers=("Kay Graf",), reports=()),
        )
    ),
    actions=(MinutesAction("Ian Bird", "circulate the paper", due_words="31 March"),),
    next_meeting="Wednesday 17 March 2021, 10:00",
)
"""Minutes of an empty item, two reports, one that is missing, an action and the next meeting."""
TEXT = render_text(CONTENT)
KNOWN = Known(author="Ian Bird", is_answer=True, correspondents=("minutes@example.org", "Technical Coordination Meeting"))


def a_draft_text(text: str = TEXT) -> str:
    """Return the text of a draft mail in which these minutes stand."""
    above = "Draft minutes, revision 1, for approval. Reply with just: approve\nYour approval sends exactly the text below to all readers."
    below = "Revision 1, fingerprint 04b34998. An approval holds for this revision\nonly."
    return f"{above}\n\n{RULER}\n\n{text.rstrip()}\n\n{RULER}\n\n{below}\n"


def quoted(text: str | None = None, *, mark: str = "> ") -> str:
    """Return a text, the draft unless one is given, with quote marks."""
    return "".join(f"{mark}{row}".rstrip() + "\n" for row in (a_draft_text() if text is None else text).rstrip("\n").split("\n"))


def edited(*changes: tuple[str, str], quote: str | None = None) -> str:
    """Return the quoted draft with words changed, each of which stands there once."""
    quote = quoted() if quote is None else quote
    for old, new in changes:
        assert quote.count(old) == 1, old
        quote = quote.replace(old, new)
    return quote


def written_below(row: str, *rows: str, quote: str | None = None) -> str:
    """Return the quoted draft with rows of one's own below one of its rows."""
    found = (quoted() if quote is None else quote).split("\n")
    at = next(number for number, one in enumerate(found) if one.strip("> ") == row)
    return "\n".join((*found[: at + 1], *rows, *found[at + 1 :]))


def quoted_in(content: MinutesContent) -> str:
    """Return the draft of some minutes, quoted."""
    return quoted(a_draft_text(render_text(content)))


def corrected_in(content: MinutesContent, reply: str) -> Corrected:
    """Return what a reply makes of minutes in the words in which they are set."""
    sent = a_draft_text(render_text(content))
    return correct(lines_of(content), (sent, ""), ("", reply), said=extract(reply, KNOWN), known=KNOWN, wording=content.wording)


def corrected(reply: str, *, rich: str = "", content: MinutesContent = CONTENT) -> Corrected:
    """Return what a reply (its plain text, and that of its HTML) makes of minutes."""
    sent = a_draft_text(render_text(content))
    return correct(lines_of(content), (sent, sent), (rich, reply), said=extract(rich or reply, KNOWN), known=KNOWN)


def rows_changed(found: Corrected, content: MinutesContent = CONTENT) -> list[str]:
    """Return the lines of minutes that went (`- `) and came (`+ `), trimmed."""
    return _differences([line.text for line in lines_of(content)], [line.text for line in found.lines])


def minutes_of(found: Corrected) -> str:
    """Return the text that results."""
    return render(found.lines)


def _differences(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [f"{row[:2]}{row[2:].strip()}" for row in ndiff(before, after) if row[0] in "+-"]
