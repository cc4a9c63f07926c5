"""What PGP writes into a text: a signed text comes out of its armour, an encrypted one is told.

Source: RFC 9580 6.2 and 7.
"""

import re

_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
_HEAD = re.compile(r"[ \t]*\n(?:[A-Za-z]{1,20}: [^\n]*\n)*+[ \t]*\n")
_DASHED = re.compile(r"^- ", re.MULTILINE)


def is_armoured(text: str) -> bool:
    """Tell whether a text is nothing but a message that is encrypted."""
    return text.lstrip().startswith(_ENCRYPTED)


def is_encrypted_file(content: bytes) -> bool:
    """Tell whether a file is a message that is encrypted."""
    return content.lstrip().startswith(_ENCRYPTED.encode())


def without_armour(text: str) -> str:
    """Return a text whose signed part is as it was before it was signed; nothing is verified.

    Args:
        text: lines ended by LF.
    """
    start = text.find(_SIGNED)
    head = _HEAD.match(text, start + len(_SIGNED)) if start == 0 or (start > 0 and text[start - 1] == "\n") else None
    if head is None:
        return text
    signature = text.find(_SIGNATURE, head.end() - 1)
    end = text.find(_END, signature)
    if signature < 0 or end < 0:
        return text
    return f"{text[:start]}{_DASHED.sub('', text[head.end() : signature])}\n{text[end + len(_END) :].removeprefix(chr(10))}"
