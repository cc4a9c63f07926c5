"""What mail programs mark in their HTML: quoted blocks and signatures become block quotes, the head of an old mail a separator.

    cleaned html -> tags with the marks of mail programs -> <blockquote>, or a line that parts -> html without marks

A container that holds block quotes of its own is left as it is: answers stand between them (Gmail, Proton). What Word calls paragraphs are
lines, and its lists paragraphs with a bullet in them: they become lines and lists.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from mailflow.adapters.mime.html_colours import announces_colour, is_loud
from mailflow.domain.extraction.notices import is_notice
from mailflow.domain.extraction.signatures import is_talk

QUOTE_BEGIN, QUOTE_END = "\ue000", "\ue001"
"""Stand alone on a line before and after what is quoted."""
_LINE_OF = "<div>{}</div>"
SEPARATOR = "-----Original Message-----"
"""The line put before a quoted mail that nothing else marks."""

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[a-z-]+="[^"]*")*)\s*/?>')
_MARKED = re.compile(
    r"gmail_|yahoo_|proton|zmail_|tutanota|moz-|divRplyFwdMsg|appendonsend|OutlookMessageHeader|ignature|border-top|mail-editor|gmx|tuta|"
    r"replyforward|attribution|intro|sgn|mso|symbol|wingdings|courier|margin|border|x_|mailplugin|hs_reply|quote|cite|reply-|olk_src|ms-outlook|newmail|mailQuote|isForwardContent|bzq|c113",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r'(?:class|id)="(?:[^"]*\s)?(?:x_)*(?:(?![\w-]{0,30}(?:mso|unquote|price|pull))[\w-]{0,30}quote[\w-]{0,20}|yahoo_quoted|yahoo-quoted-begin|protonmail_quote|zmail_extra|tutanota_quote|'
    r"moz-forward-container|mailQuote|hs_reply|bzq_quote|olk_src_body_section|isForwardContent|quoted-text|mail_quote|reply-quote|"
    r'originalMessage|x_originalMessage|quote_container|cloudmagic-smart-beacon|mcnt-quote|oriMsg|replyBody)(?:\s[^"]*)?"',
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r'(?:class|id)="(?:[^"]*\s)?(?:x_)*(?:gmail_signature|moz-signature|Signature|ms-outlook-mobile-signature|protonmail_signature_block(?:-user|-proton)?|'
    r"AppleMailSignature|AppleOriginalContents-signature|mail-signature|(?!needs|no|for|without)[\w-]{0,30}signature|[\w-]{0,20}-Sgn|yahoo_signature|ydp\w{1,20}signature|tutanota_signature|"
    r'mobile-signature|gmail_signature_prefix|mailspring-signature|BLOOP_ORIGINAL_HTML_signature|bloop_sign[^"\s]*|customer_signature)(?:\s[^"]*)?"',
    re.IGNORECASE,
)
_HEAD = re.compile(
    r'id="(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION|msg_reply|divtagdefaultwrapper_reply)"|'
    r'class="(?:[^"]*\s)?(?:x_)*OutlookMessageHeader|'
    r'style="[^"]*border(?:-top)?:\s?(?:none;\s?border-top:\s?)?solid '
    r'(?:#E1E1E1|#B5C4DF|rgb\(225,\s?225,\s?225\)|rgb\(181,\s?196,\s?223\)) [^"]*"',
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r'(?:class|id)="(?:[^"]*\s)?(?:x_)*(?:gmail_attr|moz-cite-prefix|[\w-]{0,30}attribution|[\w-]{0,20}quote[-_]?head(?:er|ing)?|reply-intro)'
    r'(?:\s[^"]*)?"',
    re.IGNORECASE,
)
_INDENTED = re.compile(r'style="[^"]*\bborder(?:-width)?:\s?(?:none|0(?:px)?)\b', re.IGNORECASE)
_CITED = re.compile(r'type="cite"|class="[^"]*(?:quot|cite)|border-left', re.IGNORECASE)
_TIGHT = re.compile(r'class="(?:x_)*Mso|style="[^"]*\bmargin(?:-top)?:\s?0', re.IGNORECASE)
_WORD_ITEM = re.compile(r'style="[^"]*mso-list:\s?l\d|class="[\w-]{0,20}MsoListParagraph', re.IGNORECASE)
_WORD_LEVEL = re.compile(r"mso-list:\s?l\d+ level(\d)", re.IGNORECASE)
_WORD_BULLET = re.compile(r'style="[^"]*(?:mso-list:\s?Ignore|font-family:\s?(?:&quot;)?(?:Symbol|Wingdings|Courier New))', re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_NUMBERED = re.compile(r"(\d{1,4})[.)]")
_LETTERED = re.compile(r"\w{1,5}[.)]")
_BULLET_WIDTH = 5
_QUOTABLE = frozenset({"div", "span", "table", "td", "p", "section"})


@dataclass(slots=True)
class _Open:
    """A tag that is open: where it stands, what it marks, whether a block quote came inside, and the bullet that Word wrote into it."""

    name: str
    at: int
    mark: str
    level: int = 0
    bullet: str = ""
    has_quote: bool = False


@dataclass(slots=True)
class _Document:
    """The pieces of a document as they will be written, and the tags that are open."""

    pieces: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    has_head: bool = False
    has_coloured_answers: bool = False


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
    if document.has_coloured_answers:
        document.pieces.append(_LINE_OF.format(QUOTE_END))
    return "".join(document.pieces)


def _open(document: _Document, name: str, attributes: str) -> None:
    if name in _VOID:
        document.pieces.append(f"<{name}>")
        return
    mark, level, kept = _read(name, attributes) if attributes else ("", 0, _begin(name))
    if mark == "head" and not document.has_head:
        _begin_old_mail(document)
    elif not mark and document.has_coloured_answers and name != "a" and is_loud(attributes):
        mark = "answer"
        document.pieces.append(_LINE_OF.format(QUOTE_END))
    document.opened.append(_Open(name, len(document.pieces), mark, level))
    document.pieces.append(kept)


def _begin_old_mail(document: _Document) -> None:
    """Put a line that parts before the head of a quoted mail; where answers in it are told by their colour, all else is a quote."""
    document.has_head = True
    document.has_coloured_answers = announces_colour("".join(document.pieces))
    document.pieces.append(_LINE_OF.format(SEPARATOR))
    if document.has_coloured_answers:
        document.pieces.append(_LINE_OF.format(QUOTE_BEGIN))


@lru_cache(maxsize=1024)
def _read(name: str, attributes: str) -> tuple[str, int, str]:
    """Return what a tag marks (most mark nothing), the level of its list, and the tag as it is shown."""
    said = " ".join(attributes.split())  # Outlook breaks lines within them
    mark = _mark_of(name, said) if _MARKED.search(said) else ""
    level = _WORD_LEVEL.search(said) if mark == "item" else None
    kept = "".join(f" {found}" for found in re.findall(r'\b(?:href|start)="[^"]*"', said))
    return mark, int(level[1]) if level else 0, _begin(_SHOWN_AS.get(mark, name), kept)


def _begin(name: str, kept: str = "") -> str:
    return "" if name in _UNSEEN else f"<{name}{kept}>"


def _end(name: str) -> str:
    return "" if name in _UNSEEN else f"</{name}>"


def _mark_of(name: str, attributes: str) -> str:
    found = next((mark for names, pattern, mark in _MARKS if name in names and pattern.search(attributes)), "")
    return "" if found == "indented" and _CITED.search(attributes) else found


def _close(document: _Document, name: str) -> None:
    if not document.opened or document.opened[-1].name != name:
        document.pieces.append(f"</{name}>")
        return
    tag = document.opened.pop()
    document.pieces.append(_end(_SHOWN_AS.get(tag.mark, name)))
    _look_inside(document, tag)
    if (tag.mark == "quote" and not tag.has_quote) or tag.mark in {"signature", "attribution"}:
        text = "<div>-- </div>" if tag.mark == "signature" else ""
        document.pieces[tag.at] = f"<blockquote>{text}{document.pieces[tag.at]}"
        document.pieces.append("</blockquote>")
    elif tag.mark == "item" and (tag.level or tag.bullet):
        _close_item(document, tag)
    elif tag.mark == "answer":
        document.pieces.append(_LINE_OF.format(QUOTE_BEGIN))
    elif tag.mark == "bullet":
        _take_bullet(document, tag)
    elif tag.mark == "line" and not _TAGS.sub("", "".join(document.pieces[tag.at :])).strip():
        document.pieces[-1] = "<br></div>"  # an empty paragraph is a blank line
    if document.opened:
        is_quote = (name == "blockquote" and tag.mark != "indented") or tag.mark == "quote"
        document.opened[-1].has_quote |= tag.has_quote or is_quote


def _look_inside(document: _Document, tag: _Open) -> None:
    """Raise figures, and take the mark from a signature in which a letter was typed."""
    if tag.name in _RAISED:
        document.pieces[tag.at + 1 : -1] = [_raised(tag.name, "".join(document.pieces[tag.at + 1 : -1]))]
    if tag.mark == "signature" and _has_prose("".join(document.pieces[tag.at :])):
        tag.mark = ""


def _raised(name: str, said: str) -> str:
    """Return a superscript or subscript as text: 10<sup>6</sup> is no 106; letters, as in `1st`, stay as they are."""
    digits = _RAISED[name]
    return said.translate(digits) if all(ord(letter) in digits for letter in said) else said


def _has_prose(html: str) -> bool:
    """Tell whether what stands where a signature should has long sentences in it that are no notice's."""
    paragraphs = (unescape(" ".join(_TAGS.sub(" ", part).split())) for part in _PARTS.split(html))
    return any(len(said) >= _PROSE and said.endswith((".", "!", "?")) and is_talk(said) and not is_notice(said) for said in paragraphs)


def _take_bullet(document: _Document, tag: _Open) -> None:
    """Take the bullet that Word wrote as text out of the text, and note it at its paragraph."""
    item = next((outer for outer in reversed(document.opened) if outer.mark == "item"), None)
    said = _TAGS.sub("", "".join(document.pieces[tag.at :])).strip()
    if item is None or len(said) > _BULLET_WIDTH or _TAGS.sub("", "".join(document.pieces[item.at : tag.at])).strip():
        return
    item.bullet = item.bullet or said
    del document.pieces[tag.at :]


def _close_item(document: _Document, tag: _Open) -> None:
    """Make a list of one item of a paragraph of Word's; lists that follow each other are shown as one."""
    number = _NUMBERED.fullmatch(tag.bullet)
    begin, end = (f'<ol start="{number[1]}"><li>', "</li></ol>") if number else ("<ul><li>", "</li></ul>")
    if not number and _LETTERED.fullmatch(tag.bullet):
        begin, end = f"<ul><div>{tag.bullet} ", "</div></ul>"
    deeper = max(tag.level - 1, 0)
    document.pieces[tag.at] = "<ul>" * deeper + begin + document.pieces[tag.at].replace("<div>", "<span>", 1)
    document.pieces[-1] = "</span>" + end + "</ul>" * deeper


_VOID = frozenset({"br", "hr"})
_RAISED = {
    "sup": str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_PARTS = re.compile(r"<(?:/?(?:div|p|li|blockquote|td|tr)|br)\b[^<>]*>")
_PROSE = 60
_ANY = frozenset({"div", "span", "table", "td", "p", "section", "a", "hr", "body", "blockquote", "b", "font", "tr", "h1", "h2", "h3"})
_MARKS = (
    (frozenset({"span"}), _WORD_BULLET, "bullet"),
    (frozenset({"p", "div"}), _WORD_ITEM, "item"),
    (_QUOTABLE, _SIGNATURE, "signature"),
    (_QUOTABLE, _ATTRIBUTION, "attribution"),
    (_QUOTABLE, _QUOTE, "quote"),
    (_ANY, _HEAD, "head"),
    (frozenset({"blockquote"}), _INDENTED, "indented"),
    (frozenset({"p"}), _TIGHT, "line"),
)
_UNSEEN = frozenset({"span", "font", "b", "i", "em", "strong", "u", "small", "abbr", "cite"})  # they change no layout of text
_SHOWN_AS = {"line": "div", "item": "div", "indented": "div"}
