"""Messages as they go over the wire: structure, encodings, and a header that nobody can add to."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr

import pytest

from mailflow.adapters.mime.addresses import read_addresses
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.header_text import header_text
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.mailing import MailingList
from mailflow.domain.message import Address, MailKind, OutboundId, OutboundMessage

_ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Réunion\r\nEND:VCALENDAR\r\n".encode()
_REPLY_TO = "minutes+abcdefghijkl.1615370400.0123456789abcdef01234567@example.org"
_FIELDS = [
    "Date", "From", "To", "Subject", "Message-ID", "Reply-To", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
]  # fmt: skip


def _message(**changes: object) -> OutboundMessage:
    message = OutboundMessage(
        id=OutboundId("abcdefghijkl"),
        kind=MailKind.INVITATION,
        sender=Address("minutes@example.org", "Technical Coordination"),
        recipient=Address("ann@example.org", "Ann Example"),
        subject="[tc] Your report, please",
        text="Please reply.\n.\nFrom here: café\n",
        html="<p>Please reply.</p>\n",
        message_id="<abcdefghijkl@example.org>",
        created_at=datetime(2021, 3, 1, 12, tzinfo=UTC),
        reply_to=_REPLY_TO,
        references=("<near@example.org>", "<far@example.org>"),
    )
    return replace(message, **changes)  # type: ignore[arg-type]


def _compose(**changes: object) -> bytes:
    return EmailCodec().compose(_message(**changes))


def _head(content: bytes) -> list[str]:
    lines = content.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    return [line.partition(":")[0] for line in lines if not line.startswith((" ", "\t"))]


def _reread(content: bytes) -> email.message.Message:
    return email.message_from_bytes(content, policy=email.policy.compat32)


def test_writes_an_invitation_as_all_clients_take_it() -> None:
    """Mixed of alternative (text, HTML, calendar last, without a disposition) and the same octets as a file."""
    mail = _reread(_compose(calendar=_ICS, calendar_method="REQUEST"))
    types = [part.get_content_type() for part in mail.walk()]
    assert types == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    calendar, file = list(mail.walk())[-2:]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get("Content-Disposition") is None
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert (file.get_filename(), file.get_param("name"), file.get_content_disposition()) == ("invite.ics", "invite.ics", "attachment")
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == _ICS


def test_writes_an_alternative_without_a_calendar() -> None:
    """Text first, HTML last: the last is the one to be shown."""
    mail = _reread(_compose())
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_says_who_what_and_that_a_machine_wrote() -> None:
    """The fields of the header, in this order; answers go to the reply address, vacation replies nowhere."""
    content = _compose()
    mail = _reread(content)
    assert _head(content) == _FIELDS
    assert mail["From"] == "Technical Coordination <minutes@example.org>"
    assert mail["Reply-To"] == _REPLY_TO
    assert mail["Date"] == "Mon, 01 Mar 2021 12:00:00 +0000"
    assert mail["In-Reply-To"] == "<near@example.org>"
    assert mail["References"].split() == ["<far@example.org>", "<near@example.org>"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_leaves_out_what_is_not_known() -> None:
    """No empty Reply-To, no empty References."""
    names = _head(_compose(reply_to="", references=()))
    assert [name for name in _FIELDS if name not in names] == ["Reply-To", "In-Reply-To", "References"]


@pytest.mark.parametrize("text", ["é" * 500, "x " * 500, "long" * 300, "🎉\n" * 40, "trailing  \nspace\t\n", ".\n..\n", "=\n=3D\n", ""])
def test_writes_short_ascii_lines_ended_by_crlf(text: str) -> None:
    """No 8-bit octet, no bare CR or LF, encoded lines of at most 76 octets; what is read back is what was said."""
    content = _compose(text=text or "\n", html=f"<p>{text}</p>\n", calendar=_ICS, calendar_method="REQUEST")
    assert content.isascii()
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 76 + len("Reply-To: ")
    payload = list(_reread(content).walk())[2].get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


def test_gives_the_same_octets_twice() -> None:
    """A message is a function of its values: a retry after a crash sends the very same."""
    assert _compose(calendar=_ICS, calendar_method="REQUEST") == _compose(calendar=_ICS, calendar_method="REQUEST")


def test_never_breaks_or_encodes_a_message_id() -> None:
    """Ids of 200 characters exist (Exchange): one a line, whole."""
    long_id = f"<{'x' * 200}@example.org>"
    content = _compose(references=(long_id, "<b@example.org>"))
    assert long_id.encode() in content
    assert b"=?utf-8" not in content


_HOSTILE = [
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org",
    "x\rBcc: victim@example.org",
    "=?utf-8?q?x=0D=0ABcc=3A_victim=40example=2Eorg?=",
    "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AZXhhbXBsZS5vcmc=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3F=0D=0ABcc=3A_v=3F=3D?=",
    "é =?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "=?utf-8?q?=0D=0A=0D=0ABody?=",
    "x\u2028Bcc: v@example.org",
    "x\x85Bcc: v@example.org",
    "x\x00\x0b\x0c\x1c\x1d\x1ey",
    '"; <victim@example.org>, "',
    "victim@example.org>, <x@example.org",
    "Müller, Jörg <x@example.org>",
    "a, b",
    "(comment",
    "back\\slash\\",
    'quote"',
    "=?utf-8?q?a?=",
    "\udcc3\udca9",
    "\u202egnp.exe",
    "x" * 2000,
    "é" * 2000,
    ": ",
    "group:;",
]


@pytest.mark.parametrize("text", _HOSTILE, ids=range(len(_HOSTILE)))
def test_no_name_or_subject_adds_a_field(text: str) -> None:
    """Hostile names and subjects end as one line of text in their own field (CVE-2024-6923)."""
    content = _compose(sender=Address("minutes@example.org", text), recipient=Address("ann@example.org", text), subject=text)
    assert _head(content) == _FIELDS
    mail = _reread(content)
    assert mail.defects == []
    assert re.search(r"(?im)^bcc:", str(mail)) is None
    for name, address in (("From", "minutes@example.org"), ("To", "ann@example.org")):
        assert [mailbox.email for mailbox in read_addresses([str(mail[name])]).mailboxes] == [address]


@pytest.mark.parametrize("text", _HOSTILE[:21], ids=range(21))
def test_a_subject_reads_back_as_cleaned(text: str) -> None:
    """What the reader sees is the cleaned text, nothing less."""
    back = EmailCodec().parse(_compose(subject=text, recipient=Address("ann@example.org", text)))
    assert back.subject == header_text(text)


def test_names_read_back() -> None:
    """Commas, umlauts and quotes in a name survive the way there and back."""
    for name in ("Müller, Jörg", 'Ann "A" Example', "A. N. Example", "日本 太郎", "Ann\\B", "Ümlaut " * 10 + "end"):
        back = EmailCodec().parse(_compose(sender=Address("minutes@example.org", name)))
        assert back.author == Address("minutes@example.org", name)


def test_a_quoted_name_is_never_folded() -> None:
    """A line end within quotes is allowed (RFC 5322 3.2.4), and read wrong all the same: long names are encoded instead."""
    name = "Dr. Example, Ann of the House of Examples and of the Very Long Names (Group of Test Cases)"
    content = _compose(sender=Address("minutes@example.org", name), recipient=Address("ann@example.org", name))
    mail = email.message_from_bytes(content)
    assert parseaddr(mail["From"])[1] == "minutes@example.org"
    assert parseaddr(mail["To"])[1] == "ann@example.org"
    assert EmailCodec().parse(content).author == Address("minutes@example.org", name)


@pytest.mark.parametrize(
    "address",
    ["ann@example.org\r\nBcc: v@example.org", "ann@example.org, v@example.org", "ann", "", "a b@example.org", "é@example.org", "a@b@c"],
)
def test_refuses_an_address_that_is_none(address: str) -> None:
    """Nothing is repaired where it decides who gets a mail."""
    with pytest.raises(MalformedMessage):
        _compose(recipient=Address(address))
    if address:
        with pytest.raises(MalformedMessage):
            _compose(reply_to=address)


def test_writes_a_domain_beyond_ascii_as_idna() -> None:
    """Such a domain has an ASCII form that every server takes."""
    assert b"To: ann@xn--bcher-kva.example" in _compose(recipient=Address("ann@bücher.example"))


@pytest.mark.parametrize("found", ["<a@b>\r\nBcc: v@example.org", "a b@c", "<a@b><c@d>", "", "<é@b>", f"<{'x' * 1000}@b>"])
def test_refuses_a_message_id_that_is_none(found: str) -> None:
    """An id is written as it is or not at all; one that came with somebody's mail keeps nobody from an answer."""
    with pytest.raises(MalformedMessage):
        _compose(message_id=found)
    assert b"In-Reply-To" not in _compose(references=(found,))
    assert b"In-Reply-To: <good@example.org>" in _compose(references=(found, "<good@example.org>"))


def test_adds_other_fields_at_the_end() -> None:
    """List fields come from the use case; long ones are folded between their parts, never inside a URL."""
    url = f"<https://example.org/{'u' * 120}>"
    content = _compose(headers=(("List-Unsubscribe", f"{url}, <mailto:leave@example.org>"), ("List-Id", "Réunion <tc.example.org>")))
    assert url.encode() in content
    assert _head(content)[10:12] == ["List-Unsubscribe", "List-Id"]


_LISTING = MailingList(
    "escape-tc.example.org",
    "Technical Coordination",
    "minutes@example.org",
    "minutes+abcdefghijkl.1930370400.0123456789abcdef0123@example.org",
    "https://minutes.example.org/u/ImFiYyI.c2ln",
)


def test_says_of_which_list_a_mail_is_and_how_to_leave_it() -> None:
    """Each field once; both ways out in one, the page first; a program may leave by one POST (RFC 8058 3.1)."""
    mail = _reread(_compose(kind=MailKind.MINUTES, listing=_LISTING))
    expected = {
        "List-Id": "Technical Coordination <escape-tc.example.org>",
        "List-Unsubscribe": f"<{_LISTING.leave_url}>, <mailto:{_LISTING.leave_address}?subject=unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Post": "NO",
        "List-Owner": "<mailto:minutes@example.org>",
        "Precedence": "list",
    }
    assert {name: [" ".join(value.split()) for value in mail.get_all(name, [])] for name in expected} == {
        name: [value] for name, value in expected.items()
    }


@pytest.mark.parametrize("url", ["", "http://localhost:8025/u/ImFiYyI.c2ln"], ids=["no pages", "pages without TLS"])
def test_one_click_is_offered_by_https_only(url: str) -> None:
    """A program must not send the token in clear, and a mail address is no place for a POST."""
    mail = _reread(_compose(listing=replace(_LISTING, leave_url=url)))
    assert mail["List-Unsubscribe-Post"] is None
    assert f"<mailto:{_LISTING.leave_address}?subject=unsubscribe>" in mail["List-Unsubscribe"]
    assert (url in mail["List-Unsubscribe"], "<>" in mail["List-Unsubscribe"]) == (True, False)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Réunion", "=?utf-8?q?R=C3=A9union?= <escape-tc.example.org>"),
        ('TC, "the" <x.example.org>', '"TC, \\"the\\" <x.example.org>" <escape-tc.example.org>'),
        ("x\r\nBcc: v@example.org", '"x Bcc: v@example.org" <escape-tc.example.org>'),
        ("", "<escape-tc.example.org>"),
    ],
    ids=["accents", "signs", "line end", "none"],
)
def test_the_identity_of_a_list_stands_apart_from_its_title(title: str, written: str) -> None:
    """Whatever the series is called, the identity is what stands last in angle brackets, never encoded (RFC 2919 3)."""
    mail = _reread(_compose(listing=replace(_LISTING, title=title)))
    assert " ".join(mail["List-Id"].split()) == written


@pytest.mark.parametrize("url", ["https://example.org/u/a>,<b", "https://example.org/ü", "javascript:x", "https://example.org/a b"])
def test_a_url_that_breaks_the_field_is_refused(url: str) -> None:
    """Angle brackets and spaces end a URL there (RFC 2369 2)."""
    with pytest.raises(MalformedMessage):
        _compose(listing=replace(_LISTING, leave_url=url))


@pytest.mark.parametrize("changes", [{"owner": "nobody"}, {"leave_address": "a b@example.org"}, {"owner": "é@example.org"}], ids=str)
def test_an_address_that_breaks_the_field_is_refused(changes: dict[str, str]) -> None:
    """It must be one that a client can write to."""
    with pytest.raises(MalformedMessage):
        _compose(listing=replace(_LISTING, **changes))


@pytest.mark.parametrize("name", ["Bcc", "From", "X Y", "X:Y", "X\r\nBcc", "", "content-type", "É"])
def test_refuses_a_field_that_is_not_its_to_add(name: str) -> None:
    """Own fields cannot be doubled, and a name is a name."""
    with pytest.raises(MalformedMessage):
        _compose(headers=((name, "x"),))


def test_a_hostile_value_of_another_field_adds_none() -> None:
    """The gate stands before every value."""
    content = _compose(headers=(("X-Note", "a\r\nBcc: v@example.org"), ("X-Word", "=?utf-8?q?=0D=0ABcc:_v?=")))
    assert _head(content) == [*_FIELDS[:10], "X-Note", "X-Word", *_FIELDS[10:]]


@pytest.mark.parametrize(
    "subject",
    ["[cta] Réunion " + "é" * 90, "[cta] " + "Sitzungsprotokoll für Prüfer, " * 4, "x" * 130,
     "日本" * 60, "Agenda " * 19, "a " + "b" * 70, "Ärger"],
)
def test_no_line_of_the_header_is_longer_than_78_nor_an_encoded_word_than_75(subject: str) -> None:
    """RFC 5322 2.1.1, RFC 2047 2; and the subject reads back as it was."""
    name = "Prof. Zoë Müller-Lüdenscheidt, Ärztliche Direktorin des Hôpital d’Orléans"
    content = _compose(subject=subject, sender=Address("a@example.org", name), recipient=Address("b@example.org", name))
    head = content.partition(b"\r\n\r\n")[0].decode()
    assert [line for line in head.split("\r\n") if len(line) > 78] == []
    assert [word for word in re.findall(r"=\?\S+\?=", head) if len(word) > 75] == []
    assert EmailCodec().parse(content).subject == " ".join(subject.split())
