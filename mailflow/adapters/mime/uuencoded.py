"""Files that older clients write into the text: `begin 644 NAME`, lines of uuencode, `end`.

A block without its end, or with a line that is none, is left in the text: people write `begin 2021 with a list` as well.
Source: IEEE 1003.1, uuencode.
"""

import binascii
import re

_BLOCK = re.compile(r"^begin [0-7]{3,4} (\S[^\n]{0,200})\n((?:[!-M][ -`]{1,84}\n)*+)(?:[ `]?[ \t]*\n)?end[ \t]*(?:\n|\Z)", re.MULTILINE)


def take_files(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return a text without the files in it, and these as (name, content).

    Args:
        text: lines ended by LF.
    """
    if "begin " not in text:
        return text, []
    files: list[tuple[str, bytes]] = []

    def taken(block: re.Match[str]) -> str:
        content = _decoded(block[2])
        if content is None:
            return block[0]
        files.append((block[1].strip(), content))
        return ""

    return _BLOCK.sub(taken, text), files


def _decoded(lines: str) -> bytes | None:
    """Return the octets of lines of uuencode; mail systems take the spaces at their ends away. None where a line is none."""
    try:
        return b"".join(binascii.a2b_uu(_padded(line)) for line in lines.splitlines()) or None
    except (binascii.Error, ValueError):
        return None


def _padded(line: str) -> str:
    wanted = 1 + (ord(line[0]) - 32 + 2) // 3 * 4
    return line[:wanted].ljust(wanted)
