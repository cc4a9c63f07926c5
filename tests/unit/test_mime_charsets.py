"""Text in any charset, under a right or a wrong label, however it is encoded for transport: the text as it was written, or doubt."""

import base64
import os
import quopri
from collections.abc import Callable

import charset_normalizer
import pytest

from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.codec import EmailCodec

_WEST = "Der Spiegel ist für die größte Kuppel bereit; le système a été testé – “première lumière” à 12 €, señor."
_LATIN = "Der Spiegel ist für die größte Kuppel bereit; le système a été testé à 9 heures, señor."
_CENTRAL = "Zrcadlo dalekohledu je na místě, první zaměření se podařilo. Źródło światła działa, łączymy się jutro."
_CYRILLIC = "Зеркало телескопа установлено, первая юстировка прошла успешно."
_GREEK = "Ο καθρέφτης του τηλεσκοπίου τοποθετήθηκε, η πρώτη δοκιμή πέτυχε."
_HEBREW = "המראה של הטלסקופ הותקנה והניסוי הראשון הצליח."
_ARABIC = "تم تركيب مرآة التلسكوب ونجح الاختبار الأول"
_TURKISH = "Teleskobun aynası yerleştirildi, ilk ölçüm başarılı oldu; ışık çok iyi, şimdi öğle."
_BALTIC = "Teleskopa spogulis ir uzstādīts, pirmais mērījums izdevās; žvaigždė šviečia."
_THAI = "ติดตั้งกระจกกล้องโทรทรรศน์แล้ว"
_CHINESE = "望远镜的镜面已经安装完毕，第一次校准的结果很好。我们下周继续测试。"
_TAIWAN = "望遠鏡的鏡面已經安裝完畢，第一次校準的結果很好。"
_JAPANESE = "望遠鏡の鏡が取り付けられ、最初の調整はうまくいきました。"
_KOREAN = "망원경 거울이 설치되었고 첫 번째 정렬이 성공적이었습니다."
_TEXTS = {
    "us-ascii": "Plain words.", "utf-8": _WEST + _JAPANESE, "iso-8859-1": _LATIN, "windows-1252": _WEST, "iso-8859-15": _LATIN + " 12 €",
    "macintosh": _LATIN, "cp850": _LATIN, "cp437": "Größe für die Kuppel, é", "iso-8859-2": _CENTRAL, "windows-1250": _CENTRAL,
    "cp852": _CENTRAL,
    "iso-8859-3": "Ĉu la ĝusta spegulo estas preta? Jes, ŝajnas.", "iso-8859-4": _BALTIC, "iso-8859-13": _BALTIC, "windows-1257": _BALTIC,
    "iso-8859-10": "Íslenska: ðau þrjú; šamanas ženklas.", "iso-8859-14": "Ŵyneb y drych: ŷd, ẁ.",
    "iso-8859-16": "Oglinda este gata, mulțumim tuturor, și așa.",
    "iso-8859-5": _CYRILLIC, "windows-1251": _CYRILLIC, "koi8-r": _CYRILLIC,
    "koi8-u": "Дзеркало телескопа встановлено, її якість є доброю.",
    "cp866": _CYRILLIC, "x-mac-cyrillic": _CYRILLIC, "iso-8859-7": _GREEK, "windows-1253": _GREEK, "iso-8859-8": _HEBREW,
    "iso-8859-8-i": _HEBREW,
    "windows-1255": _HEBREW, "iso-8859-6": _ARABIC, "windows-1256": _ARABIC, "iso-8859-9": _TURKISH, "windows-1254": _TURKISH,
    "windows-1258": "Kính viê\u0303n vo\u0323ng", "tis-620": _THAI, "windows-874": _THAI, "gb2312": _CHINESE, "gbk": _CHINESE,
    "gb18030": _CHINESE + "😀",
    "big5": _TAIWAN, "shift_jis": _JAPANESE, "windows-31j": _JAPANESE, "euc-jp": _JAPANESE, "iso-2022-jp": _JAPANESE, "euc-kr": _KOREAN,
    "ks_c_5601-1987": _KOREAN, "iso-2022-kr": _KOREAN, "utf-16": _WEST + _CHINESE, "utf-16le": _CHINESE, "utf-32": _CHINESE,
}  # fmt: skip
_MISLABELLED = {
    "cp1252": (_WEST, _LATIN, "Größe: ja.", "Très bien, merci."),
    "gb18030": (_CHINESE, "结果很好，谢谢大家。", "Hi, 下周继续测试。"),
}
_WRONG_LABELS = ("utf-8", "us-ascii", "", "unknown-8bit", "iso-8859-1", "x-no-such", "gb2312", "utf-7", "windows-1252", "gbk")
"""What text is sent as by mistake; a label of another one-octet charset cannot be told from a right one."""
_PYTHONS_NAMES = {"x-mac-cyrillic": "mac_cyrillic", "windows-31j": "cp932", "iso-8859-8-i": "iso8859-8", "windows-874": "cp874"}
_TRANSPORTS = ("8bit", "quoted-printable", "base64")


def _octets(charset: str, text: str) -> bytes:
    return text.encode(_PYTHONS_NAMES.get(charset, charset))


def _mail(octets: bytes, label: str, transport: str) -> bytes:
    encoders: dict[str, Callable[[bytes], bytes]] = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}
    encoded = encoders[transport](octets) if transport in encoders else octets
    charset = f"; charset={label}" if label else ""
    return f"From: a@example.org\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: {transport}\n\n".encode() + encoded


def _read(octets: bytes, label: str, transport: str) -> tuple[str, tuple[str, ...]]:
    mail = EmailCodec().parse(_mail(octets, label, transport))
    return mail.text.rstrip("\n"), mail.defects


def test_reads_what_is_labelled_rightly() -> None:
    """Of 50 charsets in three transport encodings at least 98 % are read equal (8bit cannot carry UTF-16, 32), without doubt."""
    cases = [(charset, transport) for charset in _TEXTS for transport in _TRANSPORTS if charset[:4] != "utf-" or transport == "base64"]
    wrong = [case for case in cases if _read(_octets(case[0], _TEXTS[case[0]]), *case) != (_TEXTS[case[0]], ())]
    assert len(_TEXTS) >= 40
    assert len(wrong) <= 0.02 * len(cases), wrong


def test_reads_most_of_what_is_labelled_wrongly() -> None:
    """Of western and Chinese text under wrong labels at least 90 % are read equal: of those labels that the octets can contradict."""
    cases = [
        (charset, text, label, transport)
        for charset, texts in _MISLABELLED.items()
        for text in texts
        for label in _WRONG_LABELS
        for transport in _TRANSPORTS
    ]
    found = [(case, _read(_octets(case[0], case[1]), case[2], case[3])[0]) for case in cases]
    wrong = [(case, text) for case, text in found if text != case[1]]
    assert len(wrong) <= 0.10 * len(cases), wrong


@pytest.mark.parametrize("label", [*_TEXTS, *_WRONG_LABELS, "idna", "\x00", "unicode_escape", "zip", "é", "x" * 500, "rot13"], ids=repr)
def test_never_raises_whatever_the_label(label: str) -> None:
    """Any octets under any label are some text."""
    for octets in (b"", b"\xff", b"\x80" * 50, bytes(range(256)), "Größe".encode(), b"+ADw-script+AD4-"):
        decode_octets(octets, label)


def test_smuggles_no_markup_in_by_utf_7() -> None:
    """A codec that turns harmless ASCII into markup is no charset of mail."""
    assert decode_octets(b"+ADw-script+AD4-", "utf-7").text == "+ADw-script+AD4-"


@pytest.mark.parametrize(
    ("octets", "label", "text", "doubt"),
    [
        ("Größe".encode(), "iso-8859-1", "Größe", False),
        (b"Gr\xf6\xdfe", "utf-8", "Größe", True),
        ("Größe, übel, ärger, öde".encode() + b" \xff", "utf-8", "Größe, übel, ärger, öde \ufffd", True),
        ("Größe".encode("utf-16"), "", "Größe", True),
        (b"x \x96 y", "latin1", "x – y", False),
        ("①は".encode("cp932"), "shift_jis", "①は", False),
        ("Größe".encode("cp1252"), "win-1252", "Größe", False),
        ("Für “alle”".encode("cp1252"), "koi8-r", "Für “alle”", True),
        ("Très “bien”".encode("cp1252"), "iso-8859-2", "Très “bien”", False),
        ("„Źródło” – tak".encode("cp1250"), "iso-8859-2", "„Źródło” – tak", False),
        ("Да, он за GPS".encode("cp1251"), "windows-1251", "Да, он за GPS", False),
        ("„Да“ – сказал он".encode("cp1251"), "iso-8859-5", "„Да“ – сказал он", False),
        ("café".encode("cp1252"), "shift_jis", "café", True),
        (bytes(range(128, 256)) + b"\x81", "us-ascii", bytes(range(128, 256)).decode("cp1252", "replace") + "\ufffd", True),
    ],
    ids=[
        "utf-8 as latin",
        "cp1252 as utf-8",
        "one broken octet",
        "a mark of utf-16",
        "a dash",
        "circled",
        "alias",
        "koi8-r in a word",
        "western quotes",
        "Polish quotes",
        "short Russian words",
        "Russian quotes",
        "shift_jis in a word",
        "nothing fits",
    ],
)
def test_repairs_labels(octets: bytes, label: str, text: str, doubt: bool) -> None:  # noqa: FBT001 - a column of the table
    """The usual wrong labels are repaired in silence, a guess is told."""
    decoded = decode_octets(octets, label)
    assert decoded.text == text
    assert bool(decoded.doubt) is doubt


@pytest.mark.parametrize(
    "octets",
    [os.urandom(1_000_000), b"\xff" * 2_000_000, bytes(range(128, 256)) * 8000, b"\xe9" * 1_000_000, b"\xe9a" * 500_000, b"\xa1" * 999_999],
    ids=["random", "ff", "all high", "one letter", "two letters", "odd pairs"],
)
def test_guesses_by_a_sample(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guess costs the same however long the text is, and everything is decoded."""
    guess = charset_normalizer.from_bytes
    seen: list[int] = []

    def counted(sample: bytes, cp_isolation: list[str]) -> object:
        seen.append(len(sample))
        return guess(sample, cp_isolation=cp_isolation)

    monkeypatch.setattr(charset_normalizer, "from_bytes", counted)
    assert decode_octets(octets, "us-ascii").text
    assert all(length <= 64 * 1024 for length in seen)
