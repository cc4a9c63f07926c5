"""Which pictures of a mail are its layout: logos of signatures, and what stands in the mail that is quoted.

A picture that the author put between the words is content: it is told from a logo by its size, in octets or on the screen.
"""

import re
from email.message import Message

from mailflow.adapters.mime.files import disposition_of, filename_of, media_type_of, octets_of

_CONTENT_ID = re.compile(rb"cid:([^\s\"'<>)]{1,200})", re.IGNORECASE)
_QUOTED = re.compile(
    rb"<blockquote|gmail_quote|divRplyFwdMsg|moz-cite-prefix|yahoo_quoted|border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)|olk_src_body",
    re.IGNORECASE,
)
_LAYOUT_NAME = re.compile(
    r"(?:image\d{2,4}|outlook-[\w-]{1,60}|[\w .-]{0,40}logo[\w .-]{0,40}|signature[\w .-]{0,20})\.(?:png|jpe?g|gif)", re.IGNORECASE
)
_LOGO_BYTES = 20 * 1024
_SHOWN_BYTES = 40 * 1024
_WIDE, _HIGH = 400, 250


class Pictures:
    """The pictures that the HTML of a mail shows inside itself; looked for when the first picture comes."""

    def __init__(self, root: Message) -> None:
        self._root = root
        self._shown: dict[str, bool] | None = None

    def is_layout(self, part: Message, media_type: str) -> bool:
        """Tell whether a part is a picture of the layout, and no file that somebody attached."""
        if not media_type.startswith("image/"):
            return False
        is_attached = disposition_of(part) == "attachment"
        content_id = str(part.get("Content-ID", "")).strip().strip("<>").lower()
        by_author = self._shown_ids().get(content_id) if content_id else None
        if by_author is False:
            return True
        content = octets_of(part)
        if by_author:
            return len(content) <= _SHOWN_BYTES and not _is_large(content)
        has_layout_look = bool(_LAYOUT_NAME.fullmatch(filename_of(part))) and (bool(content_id) or not is_attached)
        return has_layout_look and len(content) <= _LOGO_BYTES and not _is_large(content)

    def _shown_ids(self) -> dict[str, bool]:
        """Return the ids that the HTML refers to, and whether it does so above the first quote."""
        if self._shown is None:
            self._shown = {}
            for part in self._root.walk():
                if media_type_of(part) == "text/html":
                    self._collect(octets_of(part), self._shown)
        return self._shown

    @staticmethod
    def _collect(html: bytes, shown: dict[str, bool]) -> None:
        quoted = _QUOTED.search(html)
        end = quoted.start() if quoted else len(html)
        for found in _CONTENT_ID.finditer(html):
            name = found[1].decode("latin-1").lower()
            shown[name] = shown.get(name, False) or found.start() < end


def _is_large(content: bytes) -> bool:
    """Tell whether a picture is large on the screen, where its head says so at a fixed place (PNG, GIF)."""
    if content.startswith(b"\x89PNG") and content[12:16] == b"IHDR":
        width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    elif content.startswith(b"GIF8"):
        width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    else:
        return False
    return width >= _WIDE and height >= _HIGH
