"""Why a mail came back: hard, soft, over quota, blocked or unknown, by status code and by words.

action -> status code -> words of the server -> the class of the code. A code that says no more than "5.0.0" is refined by the words,
since many servers send nothing better.
Source: RFC 3463 3; RFC 3464 2.3; RFC 5321 4.2.3.
"""

import re

from mailflow.domain.classification.folding import shapes
from mailflow.domain.mail_reports import BounceKind, ReportedRecipient

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.-])([45])\d\d(?=[ -])")
_WORDS = (
    (
        BounceKind.OVER_QUOTA,
        shapes(r"""
        over ?quota; quota (?:is |was )?exceed; exceed\w{0,20} (?:the |its |their |his |storage |mailbox |disk )*quota;
        (?:mail)?box (?:is |was )?(?:over|full); mail ?box ?full; (?:in)?sufficient (?:system |disk )?(?:storage|space); disk full;
        storage (?:limit|exceed); too many messages; 容量; 一杯
    """),
    ),
    (
        BounceKind.HARD,
        shapes(r"""
        (?:user|recipient|address|account|mailbox|host|domain|alias)\w{0,10}+(?:\s\S{1,40}+){0,3}\s(?:unknown|not found|not exist|n't
            exist|invalid|disabled|suspended|inactive|rejected|unavailable|no longer);
        (?:unknown|invalid|no such|bad|not a valid|not a known|inactive|disabled) (?:local |virtual |destination |target
            )*(?:user|recipient|address|account|mailbox|host|domain|person|here);
        not our customer; has moved; does not (?:exist|like recipient); doesn't have a; nxdomain; name or service not known;
        couldn't find any host
    """),
    ),
    (
        BounceKind.BLOCKED,
        shapes(r"""
        block(?:ed|list); black ?list; \brbl\b; dnsbl; spamhaus; spamcop; \bspam\b; unsolicited; bulk e?mail; polic(?:y|ies);
        reputation; dmarc; \bspf\b; dkim; not (?:allowed|permitted|authori[sz]ed); den(?:y|ied);
        relay(?:ing)? (?:access )?(?:denied|not); virus; malware; forbidden; rdns; rejected (?:as|due|for|by);
        content (?:filter|reject); refused to accept
    """),
    ),
    (
        BounceKind.SOFT,
        shapes(r"""
        tempor; deferred; delayed; try again; gr[ae]y-?list; timed? ?out; connection (?:refused|reset|lost|dropped);
        could not (?:connect|be reached); retry; retries; too (?:long|many|large|big|fast); expired; not (?:yet )?been delivered;
        busy; unreachable; rate limit; throttl; exceed\w{0,20} (?:the )?(?:max|size|limit); routing loop; hop count
    """),
    ),
)
_TEXT_LIMIT = 8000
_ACTIONS = {**dict.fromkeys(("delivered", "relayed", "expanded"), BounceKind.DELIVERED), "delayed": BounceKind.SOFT}


def kind_of(recipient: ReportedRecipient, words: str = "") -> BounceKind:
    """Return why one address was not reached.

    Args:
        recipient: what the fields say.
        words: the text around them, asked only where the fields say too little.
    """
    if recipient.action in _ACTIONS:
        return _ACTIONS[recipient.action]
    code = _CODE.search(recipient.status) or _CODE.search(recipient.diagnostic)
    by_code = _by_code(*code.groups()) if code else None
    if by_code is not None:
        return by_code
    severity = code[1] if code else _reply_class(recipient.diagnostic)
    if severity == "4":
        return BounceKind.SOFT
    said = _by_words(recipient.diagnostic) or _by_words(words[:_TEXT_LIMIT])
    return said or (BounceKind.HARD if severity == "5" else BounceKind.UNKNOWN)


def find_status(text: str) -> str:
    """Return the first code of RFC 3463 in a text; empty if there is none."""
    code = next((code for code in _CODE.finditer(text[:_TEXT_LIMIT]) if code[1] != "2"), None)
    return code[0] if code else ""


def _by_code(severity: str, subject: str, detail: str) -> BounceKind | None:
    """Return what a code decides alone; None where the words must be asked."""
    if severity == "2":
        return BounceKind.DELIVERED
    if (subject, detail) in {("2", "2"), ("3", "1")}:
        return BounceKind.OVER_QUOTA
    if severity == "4" or (subject, detail) in {("4", "7"), ("3", "4"), ("2", "3"), ("4", "6")}:
        return BounceKind.SOFT
    if subject == "7" or (subject, detail) in {("1", "7"), ("1", "8")}:  # 5.1.7 and 5.1.8 blame the sender
        return BounceKind.BLOCKED
    return BounceKind.HARD if (subject, detail) in _HARD else None


def _reply_class(text: str) -> str:
    reply = _REPLY.search(text)
    return reply[1] if reply else ""


def _by_words(text: str) -> BounceKind | None:
    return next((kind for kind, words in _WORDS if words.search(text)), None)


_HARD = frozenset({("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "4"), ("1", "6"), ("1", "10"), ("2", "1"), ("4", "4")})
