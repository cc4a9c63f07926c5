"""Mails as the world sends them, one oddity a file: what is read of each, and what of it is doubtful."""

from pathlib import Path

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.classification.classify import classify
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.extraction.extract import extract
from mailflow.domain.message import CUT, HIDDEN, Address, InboundMessage, MailKind

_MAIL = Path(__file__).parents[1] / "data" / "mail"
_MIRROR = "The mirror is mounted."
_PDF = ("slides.pdf", "application/pdf")


def _read(number: int) -> InboundMessage:
    return EmailCodec().parse(next(_MAIL.glob(f"{number:04}-*.eml")).read_bytes())


def _files(mail: InboundMessage) -> list[tuple[str, str]]:
    return [(file.filename, file.media_type) for file in mail.attachments]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (100, "Der Spiegel ist für “morgen” bestellt – 12 € je Stück."),
        (101, "望远镜的镜面已经安装完毕，第一次校准的结果很好。"),
        (102, "Зеркало телескопа установлено, первая юстировка прошла успешно."),
        (103, ">> How long did it take?\n> Three nights, I think.\nFour, as the wind was strong.\n\n > 3 sigma is what we see.\n-- \nAnn"),
        (107, f"{_MIRROR[:-1]}, and the first light was good."),
        (109, "The mirror is mounted and müde, 100 % of =it =XY, café."),
        (110, "The plan is below.\nWe begin 2021 with it:\nbegin 644 is how it starts\n\n\nAnn"),
        (111, "The mirror is mounted,\n\n- für alle"),
        (112, "The mirror is mounted, für alle."),
        (113, _MIRROR),
        (114, _MIRROR),
        (115, "The mirror is müde, but signed."),
        (116, "The mirror is müde, but signed."),
        (119, _MIRROR),
        (123, "The mirror is mounted:\n- the cell\n- the glass"),
        (124, ""),
        (125, "See below."),
        (134, f"{_MIRROR}\n\nAnn"),
        (143, _MIRROR),
        (144, _MIRROR),
        (145, _MIRROR),
        (146, _MIRROR),
        (147, _MIRROR),
        (148, _MIRROR),
        (149, "One.\nTwo.\nThree.\nFour.…Five."),
        (150, "From here on we need beam time."),
        (151, _MIRROR),
        (152, f"{_MIRROR}\nIt is good."),
        (153, ""),
        (154, f"{_MIRROR}\n\nIt is good."),
        (155, _MIRROR),
        (157, ""),
        (158, f"{_MIRROR} See the plan. It is good."),
    ],
)
def test_reads_the_text(number: int, text: str) -> None:
    """As it was written, whatever was done to it on its way."""
    assert _read(number).text.strip() == text


@pytest.mark.parametrize(
    ("number", "files"),
    [
        (105, [("Folien März 2021.pdf", "application/pdf")]),
        (110, [("plan b.pdf", "application/pdf")]),
        (111, [("Folien März.pdf", "application/pdf"), ("table.csv", "application/octet-stream")]),
        (113, [("winmail.dat", "application/ms-tnef")]),
        (114, [("Folien März.pdf", "application/pdf"), ("winmail.dat", "application/ms-tnef")]),
        (115, []),
        (116, []),
        (119, []),
        (120, []),
        (121, []),
        (124, [("attachment.eml", "message/rfc822")]),
        (129, [("shifts.ics", "text/calendar")]),
        (131, [("slides.pdf", "application/x-msdownload")]),
        (132, [("slides.pdf", "text/html")]),
        (133, [_PDF]),
        (134, []),
        (135, []),
        (136, [("image002.png", "image/png")]),
        (137, []),
        (138, [_PDF]),
        (140, [("mirror.png", "image/png")]),
        (142, [("notes.txt", "text/plain")]),
        (144, [_PDF]),
        (146, [_PDF]),
        (147, [_PDF]),
        (154, [_PDF]),
        (155, [("mirror.png", "image/png")]),
        (156, []),
        (157, [("report_.pdf", "application/pdf")]),
        (158, [("plan.pdf", "application/pdf")]),
    ],
)
def test_takes_the_files(number: int, files: list[tuple[str, str]]) -> None:
    """Each once, under a harmless name, as what it is; what is layout or belongs to a signature is none."""
    assert _files(_read(number)) == files


@pytest.mark.parametrize(
    ("number", "encrypted"),
    [(115, ""), (116, ""), (117, "S/MIME"), (118, "S/MIME"), (119, ""), (120, "PGP/MIME"), (121, "PGP/MIME"), (122, "PGP"), (123, "")],
)
def test_says_how_a_mail_is_encrypted(number: int, encrypted: str) -> None:
    """What is only signed is not encrypted."""
    assert _read(number).encrypted == encrypted


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        (100, "charset us-ascii does not fit"),
        (101, "charset (none) does not fit"),
        (107, "a part in base64 is broken"),
        (114, f"{CUT}winmail.dat is broken"),
        (131, "the file slides.pdf is in fact application/x-msdownload"),
        (132, "the file slides.pdf is in fact text/html"),
        (139, f"{CUT}more than 20 files: t20.csv"),
        (144, "a multipart without its boundary"),
        (146, "CloseBoundaryNotFoundDefect"),
        (152, "0 From fields"),
    ],
)
def test_tells_what_is_doubtful(number: int, begins: str) -> None:
    """A defect says what could not be read, or only by a guess."""
    assert any(defect.startswith(begins) for defect in _read(number).defects)


@pytest.mark.parametrize("number", [103, 105, 106, 109, 111, 115, 116, 119, 123, 129, 133, 138, 140, 142, 150, 151, 154])
def test_doubts_nothing_that_is_in_order(number: int) -> None:
    """A mail that is merely unusual has no defects."""
    assert _read(number).defects == ()


def test_reads_a_mail_whose_header_is_signed_as_well() -> None:
    """Then the whole mail lies in the signature, and its text is the author's."""
    mail = _read(162)
    assert (mail.text.strip(), mail.attachments, mail.forwarded) == (_MIRROR, (), ())


def test_joins_what_headers_say() -> None:
    """Encoded words of unknown charsets are guessed, neighbours are joined, plain text between them stays."""
    assert _read(104).subject == "Grüße und dank (für alle)"


def test_reads_headers_and_addresses_in_utf_8() -> None:
    """RFC 6532: neither is encoded."""
    mail = _read(106)
    assert mail.author == Address("jörg@exämple.example.org", "Jörg Müller")
    assert mail.recipients == ("minutes@example.org", "ελένη@example.org")
    assert mail.subject == "Grüße aus Zürich"


def test_attributes_a_mail_that_is_sent_on_to_who_sent_it() -> None:
    """What stands inside is for a person to read: to the third level, and never as the words of the sender."""
    mail = _read(125)
    assert mail.author.email == "ann@example.org"
    assert [(inner.author.email, inner.subject, inner.text.strip()) for inner in mail.forwarded] == [
        ("eve@example.org", "First", "First words."),
        ("joerg@example.org", "Second", "Second words."),
        ("cem@example.org", "Third", "Third words."),
    ]
    assert [inner.text.strip() for inner in _read(126).forwarded] == [_MIRROR]


def test_makes_no_report_of_a_mail_that_is_sent_on_without_a_word() -> None:
    """Somebody else's mail as a file is not what this author reports: a person decides."""
    mail = _read(124)
    assert classify(mail, extract(mail.text), answered=MailKind.INVITATION).kind is MessageKind.UNKNOWN
    assert [inner.text.strip() for inner in mail.forwarded] == [_MIRROR]


@pytest.mark.parametrize(
    ("number", "automatic"),
    [
        (127, "Content-Type: text/calendar; method=REQUEST"),
        (128, "Content-Type: text/calendar; method=CANCEL"),
        (129, ""),
        (130, ""),
        (159, ""),
    ],
)
def test_knows_what_a_calendar_wrote(number: int, automatic: str) -> None:
    """An invitation to somebody else's meeting is no report, an answer is one to a meeting, a date sent as a file is a file."""
    mail = _read(number)
    assert " ".join(map(str, mail.marks)) == automatic
    assert (mail.calendar is not None) == (number == 130)


@pytest.mark.parametrize(
    ("method", "is_machine", "is_answer"),
    [
        (b"REQUEST", True, False),
        (b"CANCEL", True, False),
        (b"ADD", True, False),
        (b"REFRESH", False, True),
        (b"DECLINECOUNTER", True, False),
        (b"PUBLISH", False, False),
        (b"REPLY", False, True),
        (b"COUNTER", False, True),
    ],
)
def test_tells_the_methods_of_calendars_apart(method: bytes, is_machine: bool, is_answer: bool) -> None:  # noqa: FBT001 - of the table
    """What calendar programs write to each other, what somebody answers, and what somebody publishes (RFC 5546 1.4)."""
    content = next(_MAIL.glob("0127-*.eml")).read_bytes().replace(b"REQUEST", method)
    mail = EmailCodec().parse(content)
    assert (bool(mail.marks), mail.calendar is not None) == (is_machine, is_answer)


@pytest.mark.parametrize("number", [108, 141, 156])
def test_leaves_out_what_a_list_adds(number: int) -> None:
    """The footer of a list server is not the author's: as a part of its own, or put below a text in base64."""
    assert extract(_read(number).text).text == _MIRROR


def test_keeps_the_octets_of_files() -> None:
    """The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
    assert [file.content for file in _read(142).attachments] == [b"Notes."]
    assert _read(139).attachments[7].content == b"7,7"


def test_keeps_the_words_around_a_picture() -> None:
    """Apple Mail cuts a text in two where a picture stands."""
    assert _read(140).text.split("\n")[0] == "Before the picture."
    assert _read(140).text.rstrip().endswith("After the picture.")


def test_reads_what_exchange_makes_a_file_of() -> None:
    """It gives a name to every text behind a file; an empty one is nothing."""
    mail = _read(160)
    assert mail.text.split() == ["Before.", "After."]
    assert _files(mail) == [_PDF]


def test_leaves_out_the_icon_of_a_file() -> None:
    """A Macintosh sends a file in two parts, of which one holds no words."""
    assert _files(_read(161)) == [_PDF]


def test_shows_twenty_files_and_names_the_others() -> None:
    """The raw message keeps them all."""
    mail = _read(139)
    assert len(mail.attachments) == 20
    assert len([defect for defect in mail.defects if defect.startswith(CUT)]) == 10


def test_finds_hidden_words_behind_no_signature() -> None:
    """What is signed is read like any other text."""
    assert not any(defect.startswith(HIDDEN) for number in (115, 116, 119, 123) for defect in _read(number).defects)
