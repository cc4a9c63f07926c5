"""What a chair says below a yes, under the own name: it may take the yes back."""

import re

from mailflow.domain.commands.approvals import takes_back
from mailflow.domain.extraction.devices import is_device_footer
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.extraction.notices import is_notice
from mailflow.domain.extraction.signatures import is_closing, is_talk
from mailflow.domain.quoted_draft import signature_lines

# A postscript, or three words of which the first is small; a line with an address or a number in it is contact.
_TALKS = re.compile(r"(?i:ps|p\.\s?s\.?|nb|n\.\s?b\.?|note|attention|achtung)\b.*\w|[a-zà-ÿ][^\W\d_]* (?:[^\W\d_]+[,;]? ){1,30}[^\W\d_]+")


def postscript(extraction: Extraction, *, names: tuple[str, ...]) -> str:
    """Return a line under the signature that goes on talking: `PS: not before Friday`; names, houses and notices do not."""
    lines = (line.strip() for line in signature_lines(extraction))
    return next((line[:80] for line in lines if line and _goes_on(line, names)), "")


def _goes_on(line: str, names: tuple[str, ...]) -> bool:
    if is_notice(line) or is_device_footer(line):
        return False
    is_called = line.endswith(("!", "?")) and not is_closing(line)
    return is_called or bool(_TALKS.match(line)) or is_talk(line) or takes_back(line, names=names)
