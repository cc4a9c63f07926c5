"""One message read by itself, as `mailflow extract` does."""

import json

import pytest
from typer.testing import CliRunner

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.cli.main import app
from mailflow.domain.errors import BadInputError
from mailflow.services.reading import Reading, ReadMessage

_READER = ReadMessage(EmailCodec())
_MAIL = "From: a@example.org\nMessage-ID: <1@example.org>\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{}\n\n-- \nAnn\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (_MAIL.format("Done, à 10 h.").encode(), "Done, à 10 h."),
        ("Done, à 10 h.\n\nSent from my iPhone\n".encode(), "Done, à 10 h."),
        (b"<html><body><p>Done.</p><blockquote>old<br>words</blockquote></body></html>", "Done."),
        (b"Note: this\nTodo: that\nis a text", "Note: this\nTodo: that\nis a text"),
    ],
    ids=["message", "text", "page", "text that begins like a message"],
)
def test_octets_are_read_as_what_they_are(content: bytes, text: str) -> None:
    """A message, a page or a text."""
    assert _READER.read(content) == Reading(text, "unknown")


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text", "Fin.\n\n> a\n> b", "Fin."),
        ("html", "<p>Fin.</p><blockquote>a<br>b</blockquote>", "Fin."),
        ("mime", _MAIL.format("Füßling").encode().decode("latin-1"), "Füßling"),
        ("mime", _MAIL.format("Łódź"), "Łódź"),
    ],
    ids=["text", "html", "octets", "characters that are no octets"],
)
def test_a_line_is_answered(kind: str, content: str, text: str) -> None:
    """With its id, the newly written text and the kind of mail."""
    line = json.dumps({"id": 7, "kind": kind, "content": content})
    assert _READER.read_line(line) == {"id": 7, "text": text, "kind": "unknown"}


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "1", '{"kind":"text"}', '{"kind":"pdf","content":""}', '{"kind":["text"],"content":""}', "[" * 100_000],
    ids=range(7),
)
def test_a_bad_line_is_refused(line: str) -> None:
    """Whatever is wrong with it."""
    with pytest.raises(BadInputError):
        _READER.read_line(line)


def test_a_bad_line_does_not_stop_the_rest() -> None:
    """It is named on stderr, and the command ends with 2."""
    lines = '{"id":1,"kind":"text","content":"One."}\n\n{bad\n{"id":2,"kind":"text","content":"Two."}\n'
    run = CliRunner().invoke(app, ["extract", "--jsonl"], input=lines)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert (run.exit_code, [answer["text"] for answer in answers], run.stderr.count("\n")) == (2, ["One.", "Two."], 1)


def test_plain_mode_prints_the_text() -> None:
    """Of standard input."""
    run = CliRunner().invoke(app, ["extract"], input="Yes.\n\nSent from my iPhone\n")
    assert (run.exit_code, run.stdout) == (0, "Yes.\n")


def test_a_file_that_is_not_there_is_named() -> None:
    """As bad input."""
    run = CliRunner().invoke(app, ["extract", "/nonexistent.eml"])
    assert isinstance(run.exception, BadInputError)
    assert "/nonexistent.eml" in str(run.exception)


def test_a_plain_text_that_only_points_to_the_html_is_passed_over() -> None:
    """The page is read instead."""
    mail = (
        'From: a@example.org\nMessage-ID: <1@example.org>\nContent-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\n"
        "Your email client cannot read this email in HTML format.\n--b\nContent-Type: text/html\n\n<p>Done.</p>\n--b--\n"
    )
    assert _READER.read(mail.encode()).text == "Done."
