"""Which charset octets are in whose label does not fit: western text by its letters, any other by statistics.

charset-normalizer is imported when the first doubtful octets come, as it costs 30 ms and few mails need it. It is asked for whole
families of scripts only: among western code pages it tends to take one that reads every letter as another.
"""

import re

_SAMPLE = 64 * 1024
_CANDIDATES = (
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r", "cp1251", "iso8859_5", "cp866", "cp1250", "iso8859_2", "cp1253", "iso8859_7",
    "cp1255", "cp1256", "cp874", "cp1252",
)  # fmt: skip
# cp1252: letters of western languages, and the punctuation that people type; superscripts and fractions are letters in cp1250.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž".encode("cp1252") + "€‚„…‘’“”•–—™«»°§¿¡·©®µ±\xa0²½".encode("cp1252")
)
_HIGH = re.compile(rb"[\x80-\xff]")
_LONG_RUN = re.compile(rb"[\x80-\xff]{4}")
_WITHIN_A_WORD = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
_WORD_OF_ITS_OWN = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xc0-\xff]{2,}(?![A-Za-z\x80-\xff])")
_WESTERN_SHARE = 0.5
_PAIRS_ONLY = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xfe][\xa1-\xfe])*+[\xa1-\xfe]?")
_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_ENOUGH_PAIRS = 3
_ENOUGH_TO_COUNT = 4
_KOI8_LETTERS = range(0xC0, 0xE0)
_KANA = frozenset(b"\xa4\xa5")
_HANGUL = frozenset(range(0xB0, 0xC9)) | frozenset(b"\xa1\xa2\xa3")
_HANZI = frozenset(range(0xB0, 0xD8)) | frozenset(b"\xa1\xa3")


def is_western(octets: bytes) -> bool:
    """Tell whether octets read as cp1252 are the text of a western language: nothing but its letters, few in a row."""
    sample = octets[:_SAMPLE]
    high = _HIGH.findall(sample)
    return len(high) <= len(sample) * _WESTERN_SHARE and {octet[0] for octet in high} <= _WESTERN and not _LONG_RUN.search(sample)


def mixes_scripts(octets: bytes) -> bool:
    """Tell whether letters beyond ASCII stand within words of ASCII letters only: no word is half Latin and half Cyrillic."""
    sample = octets[:_SAMPLE]
    return bool(_WITHIN_A_WORD.search(sample)) and not _WORD_OF_ITS_OWN.search(sample)


def _east_asian(sample: bytes) -> str:
    """Tell Chinese, Korean and Japanese in their EUC forms apart by where the characters lie in common; a line is too short for statistics.

    Kana are in rows 4 and 5; Hangul is in rows 16-40 and Korean has little else; frequent Hanzi are in rows 16-55. Small letters of
    KOI8-R make pairs as well, but with both octets in C0-DF.
    """
    if not _PAIRS_ONLY.fullmatch(sample):
        return ""
    pairs = _PAIR.findall(sample)
    first = [pair[0] for pair in pairs]
    if len(pairs) < _ENOUGH_PAIRS or all(pair[1] in _KOI8_LETTERS for pair in pairs):
        return ""
    if sum(octet in _KANA for octet in first) * 10 >= len(first):
        return "euc_jp"
    if all(octet in _HANGUL for octet in first):
        return "cp949"
    return "gb18030" if sum(octet in _HANZI for octet in first) * 5 >= len(first) * 4 else ""


def guess(octets: bytes) -> str:
    """Return the charset that octets seem to be in, from a sample of 64 KiB; empty where nothing fits."""
    # Lines of ASCII say nothing, and hide what the others say.
    sample = b"\n".join(line for line in octets[: _SAMPLE * 4].splitlines() if not line.isascii())[:_SAMPLE]
    found = _east_asian(sample)
    if found or len(_HIGH.findall(sample)) < _ENOUGH_TO_COUNT:
        return found
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_CANDIDATES)).best()
    return best.encoding if best else ""
