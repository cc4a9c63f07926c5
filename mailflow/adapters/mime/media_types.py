"""What a file is by its content, whatever it is called: the first octets decide.

A container that is what its type says (a .docx is a zip) keeps its type. Nothing is ever unpacked.
"""

import re

import filetype

_SAMPLE = 4096
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body|script|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(rb"#! ?/[\x21-\x7e]")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHORTCUT = b"L\x00\x00\x00\x01\x14\x02\x00"
_HOLDS = {
    "application/zip": re.compile(r"opendocument|epub|java-archive|iwork|zip|macroenabled|vnd\.", re.IGNORECASE),
    "application/gzip": re.compile(r"gzip|tar|tgz|compressed|svg", re.IGNORECASE),
    "application/x-ole-storage": re.compile(r"ms-?(?:word|excel|powerpoint|office|outlook|project|visio)|vnd\.(?:visio|ms)", re.IGNORECASE),
}
"""Containers, and the types that are rightly told of them."""
_SUFFIXES = {
    "application/x-msdownload": frozenset({"exe", "dll", "scr", "com", "sys", "ocx", "cpl"}),
    "application/x-executable": frozenset({"bin", "elf", "so", "out", "run", "o", "appimage"}),
    "application/x-ms-shortcut": frozenset({"lnk"}),
    "text/html": frozenset({"html", "htm", "xhtml", "shtml", "mht", "svg"}),
    "text/x-script": frozenset({"sh", "bash", "zsh", "csh", "py", "pl", "rb", "js", "php", "cgi", "awk", "tcl", "lua"}),
}
"""Programs and pages, which do harm when they are opened, and the suffixes that say so."""


def true_type(content: bytes, told: str) -> str:
    """Return the media type of a file: by its content where that can be told, else as it was told.

    Args:
        content: the file.
        told: the type in its header, in small letters.
    """
    found = _by_content(content[:_SAMPLE])
    if not found or found == told or _is_rightly_told(found, told, content[:_SAMPLE]):
        return told
    return found


def is_disguised(name: str, media_type: str) -> bool:
    """Tell whether a file is a program or a page, and its name says something else."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return bool(suffix) and suffix not in _SUFFIXES.get(media_type, frozenset({suffix}))


def _is_rightly_told(found: str, told: str, sample: bytes) -> bool:
    if found in _HOLDS and _HOLDS[found].search(told):
        return True
    return told.startswith("text/") and found != "application/pdf" and _is_text(sample)


def _by_content(sample: bytes) -> str:
    if sample.startswith(_COMPOUND):
        return "application/x-ole-storage"
    if sample.startswith(_SHORTCUT):
        return "application/x-ms-shortcut"
    if _HTML.match(sample):
        return "text/html"
    if _SCRIPT.match(sample):
        return "text/x-script"
    if _is_text(sample) and not sample.startswith((b"%PDF", b"%!PS", b"{\\rtf")):
        return ""  # two letters make no program: `MZ`, `BM`, `BZh`
    guessed = filetype.guess_mime(sample)
    return guessed if isinstance(guessed, str) else ""


def _is_text(sample: bytes) -> bool:
    if b"\x00" in sample:
        return False
    try:
        sample[:-4].decode()
    except UnicodeDecodeError:
        return False
    return True
