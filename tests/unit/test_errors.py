"""Errors carry facts as attributes, and a message that says what failed."""

import pytest

from mailflow.domain.errors import (
    BadInputError,
    BadReplyAddress,
    ConfigurationError,
    IllegalTransition,
    MailError,
    MailflowError,
    MalformedMessage,
    NotFoundError,
    PermanentMailError,
    ServerUnavailableError,
    TemporaryMailError,
    UnconfirmedMailError,
)

_SAID = {
    "configuration": (
        ConfigurationError(("SMTP_URL: expected smtp://", "ADDRESS: missing")),
        "SMTP_URL: expected smtp://; ADDRESS: missing",
    ),
    "input": (BadInputError("line 1: no title", "line 2: no date"), "line 1: no title; line 2: no date"),
    "not found": (NotFoundError("meeting", 7), "no meeting 7"),
    "transition": (IllegalTransition("published", "approve"), "approve is not possible while published"),
    "reply address": (BadReplyAddress("forged", "minutes+x@example.org"), "reply address has a forged token"),
    "malformed": (MalformedMessage("no header"), "no header"),
    "mail with a code": (MailError("mx.example.org", 550, "5.1.1 unknown"), "mx.example.org: 550 5.1.1 unknown"),
    "mail without a code": (MailError("mx.example.org", 0, "timed out"), "mx.example.org: timed out"),
}


@pytest.mark.parametrize(("error", "message"), _SAID.values(), ids=_SAID.keys())
def test_an_error_says_what_failed(error: MailflowError, message: str) -> None:
    """The message is one line with the facts in it."""
    assert str(error) == message


def test_a_configuration_error_keeps_every_problem() -> None:
    """All mistakes are reported at once."""
    assert ConfigurationError(("one", "two")).problems == ("one", "two")


def test_an_input_error_keeps_every_problem() -> None:
    """One line per problem."""
    assert BadInputError("one", "two").problems == ("one", "two")


def test_a_token_is_not_repeated_in_the_message() -> None:
    """A token is a secret, which messages that are logged do not show; the address is an attribute."""
    error = BadReplyAddress("expired", "minutes+secret@example.org")
    assert (error.reason, error.address) == ("expired", "minutes+secret@example.org")
    assert "secret" not in str(error)


def test_a_malformed_message_is_named_where_it_has_a_name() -> None:
    """The Message-ID is kept if it is known."""
    assert MalformedMessage("no header", "<1@example.org>").message_id == "<1@example.org>"


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (TemporaryMailError, MailError),
        (ServerUnavailableError, TemporaryMailError),
        (PermanentMailError, MailError),
        (UnconfirmedMailError, MailError),
        (MailError, MailflowError),
        (ConfigurationError, MailflowError),
        (BadInputError, MailflowError),
        (NotFoundError, MailflowError),
        (IllegalTransition, MailflowError),
        (BadReplyAddress, MailflowError),
        (MalformedMessage, MailflowError),
    ],
    ids=lambda kind: kind.__name__,
)
def test_errors_form_the_tree(error: type[MailflowError], base: type[MailflowError]) -> None:
    """Who catches a base catches what is below it."""
    assert issubclass(error, base)


@pytest.mark.parametrize("error", [PermanentMailError, UnconfirmedMailError], ids=lambda kind: kind.__name__)
def test_what_must_not_be_retried_is_not_temporary(error: type[MailError]) -> None:
    """A refusal is final, and a message that may have arrived is not sent again as if it had not."""
    assert not issubclass(error, TemporaryMailError)
