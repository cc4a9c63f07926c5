"""What PGP writes into a text: a signed text comes out of its armour, an encrypted one is told.

Source: RFC 9580 6.2 and 7.
"""

import re

_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]{1,20}: [^\n]*\n)*+[ \t]*\n(.*?)"
    r"^-----BEGIN PGP SIGNATURE-----[ \t]*\n.*?^-----END PGP SIGNATURE-----[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
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
    signed = _SIGNED.search(text) if "-----BEGIN PGP SIGNED MESSAGE-----" in text else None
    if signed is None:
        return text
    return text[: signed.start()] + _DASHED.sub("", signed[1]) + text[signed.end() :]
