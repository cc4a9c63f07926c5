"""The errors that mailflow raises; what mail normally does is a value, not an error."""


class MailflowError(Exception):
    """Base of all errors that mailflow raises on purpose."""


class ConfigurationError(MailflowError):
    """Settings are missing or malformed; every problem is reported at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class BadInputError(MailflowError):
    """A file, an option or an argument cannot be used; one line per problem says what, where and what to do."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class NotFoundError(MailflowError):
    """Nothing is stored under the identifier that was given."""

    def __init__(self, what: str, identifier: object) -> None:
        self.what = what
        self.identifier = identifier
        super().__init__(f"no {what} {identifier}")


class DatabaseUnavailableError(MailflowError):
    """The database cannot be reached, or is locked by somebody else for too long."""


class JournalUnavailableError(MailflowError):
    """What is being sent cannot be written down beside the database: nothing more is handed over to a server."""


class IllegalTransition(MailflowError):  # noqa: N818 - the name is part of the house vocabulary
    """An event came in a state that does not allow it."""

    def __init__(self, state: str, event: str) -> None:
        self.state = state
        self.event = event
        super().__init__(f"{event} is not possible while {state}")


class BadReplyAddress(MailflowError):  # noqa: N818 - the name is part of the house vocabulary
    """The token of a reply address is missing, forged or expired."""

    def __init__(self, reason: str, address: str) -> None:
        self.reason = reason
        self.address = address
        super().__init__(f"reply address has a {reason} token")


class MalformedMessage(MailflowError):  # noqa: N818 - the name is part of the house vocabulary
    """A message cannot be read even in part."""

    def __init__(self, reason: str, message_id: str | None = None) -> None:
        self.reason = reason
        self.message_id = message_id
        super().__init__(reason)


class MailError(MailflowError):
    """A mail server refused or failed."""

    def __init__(self, server: str, code: int, text: str) -> None:
        self.server = server
        self.code = code
        self.text = text
        super().__init__(f"{server}: {code} {text}" if code else f"{server}: {text}")


class TemporaryMailError(MailError):
    """4yz, timeout or lost connection: retried with backoff."""


class ServerUnavailableError(TemporaryMailError):
    """No connection, or the server refuses us rather than a message: nothing else can be sent now either."""


class NoAgendaError(BadInputError):
    """A text has the shape of no agenda at all: there is nothing in it to correct."""


class PermanentMailError(MailError):
    """5yz: recorded and shown, not retried (RFC 5321, 4.2.1)."""


class UnconfirmedMailError(MailError):
    """The connection was lost after the final dot: the server may or may not have the message (RFC 1047)."""
