"""What mail programs mark in their HTML: quoted blocks and signatures become block quotes, the head of an old mail a separator.

    cleaned html -> tags with the marks of mail programs -> <blockquote>, or a line that parts -> html without marks

A container that holds block quotes of its own is left as it is: answers stand between them (Gmail, Proton).
"""

import re
from dataclasses import dataclass, field

SEPARATOR = "-----Original Message-----"
"""The line put before a quoted mail that nothing else marks."""

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[a-z-]+="[^"]*")*)\s*/?>')
_MARKED = re.compile(
    r"gmail_|yahoo_|proton|zmail_|tutanota|moz-|divRplyFwdMsg|appendonsend|OutlookMessageHeader|ignature|border-top|mail-editor|gmx|tuta|"
    r"replyforward|x_|mailplugin|hs_reply|quote|cite|reply-|olk_src|ms-outlook|newmail|mailQuote|isForwardContent|bzq|c113",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r'(?:class|id)="(?:[^"]*\s)?(?:x_)*(?:gmail_quote|gmail_extra_quote|yahoo_quoted|yahoo-quoted-begin|protonmail_quote|zmail_extra|tutanota_quote|'
    r"moz-forward-container|mailQuote|hs_reply|bzq_quote|olk_src_body_section|isForwardContent|quoted-text|mail_quote|reply-quote|"
    r'originalMessage|x_originalMessage|quote_container|cloudmagic-smart-beacon|mcnt-quote|oriMsg|replyBody)(?:\s[^"]*)?"',
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r'(?:class|id)="(?:[^"]*\s)?(?:x_)*(?:gmail_signature|moz-signature|Signature|ms-outlook-mobile-signature|protonmail_signature_block(?:-user|-proton)?|'
    r"AppleMailSignature|AppleOriginalContents-signature|mail-signature|signature|yahoo_signature|ydp\w{1,20}signature|tutanota_signature|"
    r'mobile-signature|gmail_signature_prefix|mailspring-signature|BLOOP_ORIGINAL_HTML_signature|bloop_sign[^"\s]*|customer_signature)(?:\s[^"]*)?"',
    re.IGNORECASE,
)
_HEAD = re.compile(
    r'id="(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|reply-intro|OLK_SRC_BODY_SECTION|msg_reply|divtagdefaultwrapper_reply)"|'
    r'class="(?:[^"]*\s)?(?:x_)*OutlookMessageHeader|'
    r'style="[^"]*border(?:-top)?:\s?(?:none;\s?border-top:\s?)?solid '
    r'(?:#E1E1E1|#B5C4DF|rgb\(225,\s?225,\s?225\)|rgb\(181,\s?196,\s?223\)) [^"]*"',
    re.IGNORECASE,
)
_QUOTABLE = frozenset({"div", "span", "table", "td", "p", "section"})


@dataclass(slots=True)
class _Open:
    """A tag that is open: where it stands, what it marks, whether a block quote came inside."""

    name: str
    at: int
    mark: str
    has_quote: bool = False


@dataclass(slots=True)
class _Document:
    """The pieces of a document as they will be written, and the tags that are open."""

    pieces: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    has_head: bool = False


def mark_clients(html: str) -> str:
    """Return cleaned HTML with the marks of mail programs turned into block quotes and separators, and without attributes of style.

    Args:
        html: tags balanced, names in small letters, values in double quotes, as nh3 writes them.
    """
    document = _Document()
    at = 0
    for tag in _TAG.finditer(html):
        document.pieces.append(html[at : tag.start()])
        at = tag.end()
        if tag[1]:
            _close(document, tag[2])
        else:
            _open(document, tag[2], tag[3])
    document.pieces.append(html[at:])
    return "".join(document.pieces)


def _open(document: _Document, name: str, attributes: str) -> None:
    mark = _mark_of(name, attributes) if attributes and _MARKED.search(attributes) else ""
    if mark == "head" and not document.has_head:
        document.has_head = True
        document.pieces.append(f"<div>{SEPARATOR}</div>")
    kept = "".join(found for found in re.findall(r'\s(?:href|start)="[^"]*"', attributes)) if attributes else ""
    if name in _VOID:
        document.pieces.append(f"<{name}>")
        return
    document.opened.append(_Open(name, len(document.pieces), mark))
    document.pieces.append(f"<{name}{kept}>")


def _mark_of(name: str, attributes: str) -> str:
    if name in _QUOTABLE and _SIGNATURE.search(attributes):
        return "signature"
    if name in _QUOTABLE and _QUOTE.search(attributes):
        return "quote"
    return "head" if _HEAD.search(attributes) else ""


def _close(document: _Document, name: str) -> None:
    if not document.opened or document.opened[-1].name != name:
        document.pieces.append(f"</{name}>")
        return
    tag = document.opened.pop()
    end = f"</{name}>"
    becomes_quote = (tag.mark == "quote" and not tag.has_quote) or tag.mark == "signature"
    if becomes_quote:
        text = "<div>-- </div>" if tag.mark == "signature" else ""
        document.pieces[tag.at] = f"<blockquote>{text}{document.pieces[tag.at]}"
        end += "</blockquote>"
    if document.opened:
        document.opened[-1].has_quote |= tag.has_quote or name == "blockquote" or tag.mark == "quote"
    document.pieces.append(end)


_VOID = frozenset({"br", "hr"})
