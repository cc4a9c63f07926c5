"""A mail to many as one form: each recipient's octets are those of a mail that was composed for them alone."""

from dataclasses import replace

import pytest

from mailflow.adapters.mime.composing import compose
from mailflow.adapters.mime.joining import compose_form
from mailflow.adapters.mime.parsing import parse
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.forms import Form, Writing
from mailflow.domain.mailing import MailingList
from mailflow.domain.message import Address, MailKind, OutboundId, OutboundMessage
from tests.builders import NOW

MODEL, OTHER = "mmmmmmmmmmmm", "zzzzzzzzzzzz"


def url_of(name: str) -> str:
    """Return a page of a reader, as long as real ones are, with signs that both encodings write otherwise."""
    return f"https://minutes.example.org/u/{name}?a=1&b=2&signed=" + ".x" * 40


def values_of(name: str) -> dict[str, str]:
    """Return what is a reader's own."""
    return {
        "to": f"reader.{name}@example.org",
        "message_id": f"<mailflow.{name}@example.org>",
        "mark": f"{name}.0123456789",
        "leave": f"minutes+{name}.1700000000.0123@example.org",
        "leave_url": url_of(name),
    }


def mail_to(name: str, text: str = "", html: str = "") -> OutboundMessage:
    """Return minutes to a reader."""
    values = values_of(name)
    url = values["leave_url"]
    return OutboundMessage(
        id=OutboundId(name),
        kind=MailKind.MINUTES,
        sender=Address("minutes@example.org", "Technical Coordination"),
        recipient=Address(values["to"]),
        subject="Minutes é",
        text=text or f"Räume\n.a line with a dot\nTo leave:\n{url}\n",
        html=html or f'<html><body><p>.x</p><a href="{url.replace("&", "&amp;")}">leave</a></body></html>\n',
        message_id=values["message_id"],
        created_at=NOW,
        headers=(("X-Loop", values["mark"]),),
        listing=MailingList("tc.example.org", "TC", "minutes@example.org", values["leave"], url),
    )


def form_of(message: OutboundMessage | None = None) -> Form:
    """Return the form of the minutes."""
    return compose_form(message or mail_to(MODEL), values_of(MODEL))


def unfolded(content: bytes) -> bytes:
    """Return octets without the ends of lines that do not count, and without the boundary, which is the model's."""
    first = content.index(b"=_0_")
    return content.replace(b"=\r\n", b"").replace(b"=2E", b".").replace(content[first : first + 28], b"")


def test_a_filled_form_is_the_mail_of_that_reader() -> None:
    """But for where lines are broken, and for the boundary, which all share."""
    filled = form_of().fill(values_of(OTHER))
    assert unfolded(filled) == unfolded(compose(mail_to(OTHER)))
    assert MODEL.encode() not in unfolded(filled)


def test_text_and_page_are_read_as_they_were_written() -> None:
    """What a client shows has the reader's own page, whole."""
    message = parse(form_of().fill(values_of(OTHER)))
    assert message.text == mail_to(OTHER).text
    assert message.recipients == (f"reader.{OTHER}@example.org",)


@pytest.mark.parametrize("before", ["", "x", " ", "y" * 71, "y" * 75, "ü" * 24], ids=repr)
@pytest.mark.parametrize("after", ["", "x", " z", "y" * 80], ids=repr)
def test_a_value_may_stand_anywhere_in_a_text(before: str, after: str) -> None:
    """At the beginning, at the end and in the middle of a line, wherever the line is broken."""
    text = f"a\n{before}{{}}{after}\n.b\n"
    model = mail_to(MODEL, text.format(url_of(MODEL)))
    filled = form_of(model).fill(values_of(OTHER))
    assert parse(filled).text == text.format(url_of(OTHER))
    assert max(len(line) for line in filled.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76


def test_a_stored_form_is_the_form() -> None:
    """What lies among the files is read back as it was."""
    form = form_of()
    assert Form.read(form.stored) == form
    assert form.names == values_of(MODEL).keys()


@pytest.mark.parametrize("value", ["", "a\r\nBcc: x@example.org", "a\x00", "ä", "a\n"], ids=repr)
def test_a_value_cannot_make_a_field(value: str) -> None:
    """Whatever is not printable ASCII is refused, and no mail is made of it."""
    with pytest.raises(ValueError, match="cannot be written"):
        form_of().fill({**values_of(OTHER), "to": value})


def test_a_space_in_a_local_part_is_written_as_it_is() -> None:
    """An address may have one between quotes (RFC 5321 4.1.2)."""
    address = '"kay graf"@example.org'
    assert f"\r\nTo: {address}\r\n".encode() in form_of().fill({**values_of(OTHER), "to": address})


def test_a_value_that_is_missing_is_an_error() -> None:
    """No mail goes out with a gap."""
    with pytest.raises(KeyError):
        form_of().fill({})


def test_a_value_that_the_mail_does_not_name_is_an_error() -> None:
    """A reader without a way out would else get one mail like all others."""
    silent = replace(mail_to(MODEL), headers=())
    with pytest.raises(MalformedMessage, match="mark"):
        compose_form(silent, values_of(MODEL))


def test_nothing_of_the_model_stays_in_the_form() -> None:
    """What was written in another manner than it is looked for would go to everybody."""
    with pytest.raises(MalformedMessage, match="not be the same"):
        compose_form(mail_to(MODEL, f"Dear {MODEL}\n"), values_of(MODEL))


def test_a_short_value_is_no_value_of_a_model() -> None:
    """It might stand in the minutes by chance."""
    with pytest.raises(MalformedMessage, match="too short"):
        compose_form(mail_to(MODEL), {"to": "a@b.c"})


def test_no_line_of_a_stuffed_form_begins_with_one_dot() -> None:
    """Dots are doubled once for all readers, and no value begins a line with one (RFC 5321 4.5.2)."""
    form = form_of()
    wire = form.stuffed.fill(values_of(OTHER))
    assert wire.endswith(b"\r\n.\r\n")
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    assert not [line for line in lines if line.startswith(b".") and not line.startswith(b"..")]
    undone = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)
    assert undone == form.fill(values_of(OTHER))


def test_a_form_without_line_end_gets_one_before_its_end() -> None:
    """And a dot at its very beginning is doubled too."""
    form = Form((b".a ", b"b"), (("to", Writing.PLAIN),))
    assert form.stuffed.fill({"to": "x"}) == b"..a xb\r\n.\r\n"


@pytest.mark.parametrize(
    ("shared", "gaps"),
    [((b"a",), (("to", Writing.PLAIN),)), ((b"a\r\n", b"b"), (("to", Writing.PLAIN),))],
    ids=["a part is missing", "a gap begins a line"],
)
def test_parts_that_do_not_fit_are_no_form(shared: tuple[bytes, ...], gaps: tuple[tuple[str, Writing], ...]) -> None:
    """An invalid form cannot be made."""
    with pytest.raises(ValueError, match=r"form|field"):
        Form(shared, gaps)
