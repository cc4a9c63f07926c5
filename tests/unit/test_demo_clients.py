"""The replies of the demo's mail clients are such as real ones write, and our reader takes exactly the new words from each."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.demo import clients
from mailflow.demo.clients import Client, File, Writing
from mailflow.demo.machines import AUTHSERV_ID, Verdict, absence_notice, delivered
from mailflow.demo.people import WORDS
from mailflow.demo.slides import slide_pdf
from mailflow.domain.extraction.extract import extract
from mailflow.domain.message import InboundMessage, Mark, Proof

TOKEN_ADDRESS = "minutes+abcdefghijkl.1799999999.0123456789abcdef01234567@example.org"
NOW = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
BODY = """Please reply to this mail with your report for CTA by Wednesday.

HOW TO REPORT
- Just reply to this mail, in free text or bullets.

> an old line that is quoted already

-- 
Technical Coordination
"""  # noqa: W291 - the delimiter of a signature ends in a space (RFC 3676 4.3)
CLIENTS = (
    clients.gmail,
    clients.gmail_french,
    clients.outlook,
    clients.outlook_german,
    clients.iphone,
    clients.iphone_french,
    clients.thunderbird,
    clients.mutt,
)
TEXTS = {
    "a line": "All is well.",
    "paragraphs": "The first paragraph.\n\nThe second, über Größe, à côté — «quoted».",
    "bullets": "News:\n\n- one point\n- another one\n\n1. first\n2. second",
    "a dash alone": "Before the dash\n\n-\n\nafter it",
}


def the_mail() -> EmailMessage:
    """Make a mail of ours that can be answered."""
    mail = EmailMessage(SMTP)
    mail["From"] = "Technical Coordination Meeting <minutes@example.org>"
    mail["To"] = "Matthias Fuessling <matthias.fuessling@example.org>"
    mail["Reply-To"] = TOKEN_ADDRESS
    mail["Subject"] = "[escape-tc] Your report for CTA, please"
    mail["Date"] = "Wed, 25 Nov 2026 09:00:00 +0100"
    mail["Message-ID"] = "<mailflow.abcdefghijkl@example.org>"
    mail.set_content(BODY)
    return mail


def a_writing(text: str, *, files: tuple[File, ...] = (), to: str = "") -> Writing:
    """Make what somebody writes."""
    return Writing("Matthias Fuessling", "matthias.fuessling@example.org", text, NOW, files=files, signature="M. Fuessling\nCTAO", to=to)


def read(reply: EmailMessage) -> InboundMessage:
    """Read a reply as the service does, from its octets."""
    return EmailCodec().parse(delivered(reply, Verdict("pass", "matthias.fuessling@example.org"), NOW))


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_new_words_are_extracted_exactly(client: Client, text: str) -> None:
    """Neither the quote nor the signature nor the device is taken, and no word is lost, whatever the client."""
    assert extract(read(client(the_mail(), a_writing(text))).text).text == text


@pytest.mark.parametrize("client", [clients.thunderbird, clients.outlook, clients.iphone], ids=lambda client: client.__name__)
def test_long_paragraphs_stay_whole(client: Client) -> None:
    """These clients send a paragraph so that it is one again when it is read."""
    text = WORDS["HL-LHC"]
    assert extract(read(client(the_mail(), a_writing(text))).text).text == text


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_reply_finds_its_way_back(client: Client) -> None:
    """The reply goes to the address that was asked for, names the mail that it answers, and has an id of its own."""
    message = read(client(the_mail(), a_writing("All is well.")))
    assert TOKEN_ADDRESS in message.recipients
    assert message.references == ("<mailflow.abcdefghijkl@example.org>",)
    assert message.message_id.startswith("<")
    assert message.message_id not in message.references
    assert message.defects == ()


def test_a_second_reply_keeps_the_thread() -> None:
    """References grow by the mail that is answered (RFC 5322 3.6.4)."""
    first = clients.gmail(the_mail(), a_writing("One."))
    second = clients.iphone(first, a_writing("Two."))
    assert str(second["References"]).split() == ["<mailflow.abcdefghijkl@example.org>", str(first["Message-ID"])]
    assert str(second["Subject"]) == "Re: [escape-tc] Your report for CTA, please"


def test_somebody_may_write_to_another_address() -> None:
    """Who ignores Reply-To can still be known by the thread."""
    message = read(clients.gmail(the_mail(), a_writing("All is well.", to="minutes@example.org")))
    assert message.recipients == ("minutes@example.org",)
    assert message.references == ("<mailflow.abcdefghijkl@example.org>",)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_file_is_attached(client: Client) -> None:
    """A file arrives beside the text, octet for octet."""
    slide = File("slide.pdf", "application/pdf", slide_pdf(("Title", "a (small) slide")))
    message = read(client(the_mail(), a_writing("See the slide.", files=(slide,))))
    (attached,) = message.attachments
    assert (attached.filename, attached.media_type, attached.content) == ("slide.pdf", "application/pdf", slide.content)
    assert extract(message.text).text == "See the slide."


def test_the_slide_is_a_pdf() -> None:
    """The table of places tells where each object begins (ISO 32000-1 7.5.4)."""
    content = slide_pdf(("Title", "a line"))
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    places = [int(line.split()[0]) for line in content[start:].split(b"\n")[3:8]]
    assert content.startswith(b"%PDF-1.4")
    assert [content[place:].split(b" ")[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]


@pytest.mark.parametrize(("result", "proof"), [("pass", Proof.PASS), ("fail", Proof.FAIL)], ids=["honest", "forged"])
def test_the_receiving_server_leaves_its_verdict(result: str, proof: Proof) -> None:
    """What the server of the story says of a mail is what the service reads."""
    mail = clients.iphone(the_mail(), a_writing("approve"))
    content = delivered(mail, Verdict(result, "mailer@elsewhere.example"), NOW)
    assert TrustedServerAuthenticator(AUTHSERV_ID).verdict(content, "matthias.fuessling@example.org").proof is proof


def test_an_absence_notice_says_that_a_machine_wrote_it() -> None:
    """It carries the field by which nobody answers it (RFC 3834 5)."""
    assert read(absence_notice(the_mail(), a_writing("I am away."))).marks[0] == Mark("Auto-Submitted", "auto-replied")
