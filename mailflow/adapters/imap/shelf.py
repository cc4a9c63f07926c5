"""Move messages that are stored out of the way: mere housekeeping, which may fail and stops nothing.

MOVE, or COPY checked by what it says it copied, then the flag Deleted and UID EXPUNGE of just those; a server with neither keeps them.
Never a plain EXPUNGE: it would remove what somebody else has marked.
"""

import time
from collections.abc import Sequence

import structlog
from imapclient.exceptions import IMAPClientError

from mailflow.adapters.imap.account import ImapAccount, Manner
from mailflow.adapters.imap.client import TROUBLE, ImapClient, is_mere_refusal

_AT_ONCE = 500  # Dovecot looks through the whole folder for each MOVE, whatever the number

_BREAK_S = 5.0

_log = structlog.get_logger(__name__)


class CannotMoveError(Exception):
    """The server cannot do it, or says so."""


class Shelf:
    """The folder of what is processed, on one account. After a failure it rests for a while; a failure is logged once."""

    def __init__(self, account: ImapAccount, manner: Manner) -> None:
        self._folder = account.folder
        self._wanted = manner.processed
        self._rest_s = manner.rest_s
        self._rests_until = 0.0
        self._told = ""
        self._breaks = 0
        self._known: tuple[ImapClient, str] | None = None

    @property
    def rests_s(self) -> float:
        """For how many seconds nothing is moved; 0 where a move may be tried."""
        return max(0.0, self._rests_until - time.monotonic())

    def put(self, client: ImapClient, uids: Sequence[int]) -> int:
        """Move messages of the selected folder and return how many were asked for; 0 where that is not wanted or not possible.

        Raises:
            OSError, IMAPClientError, …: the connection broke (TROUBLE).
        """
        if not self._wanted or not uids or self.rests_s:
            return 0
        try:
            target = self._target(client)
            for start in range(0, len(uids), _AT_ONCE):
                _put(client, uids[start : start + _AT_ONCE], target)
        except CannotMoveError as error:
            self._rest(str(error), for_s=self._rest_s)
            return 0
        except TROUBLE as error:
            self._note_break(error)
            raise
        self._told, self._breaks = "", 0
        return len(uids)

    def _target(self, client: ImapClient) -> str:
        """Return the name of the folder as this server writes it, below what it gives to its users; a connection is asked once."""
        if self._known is not None and self._known[0] is client:
            return self._known[1]
        prefix, separator = _place(client)
        name = self._wanted.replace("/", separator)
        target = name if name.startswith(prefix) else prefix + name
        if target.upper() == self._folder.upper():
            raise CannotMoveError(f"{target} is the very folder that is read")
        self._known = (client, target)
        return target

    def _note_break(self, error: Exception) -> None:
        """Rest where moving breaks the connection time and again: reading goes on without it."""
        if is_mere_refusal(error):
            return
        self._breaks += 1
        if self._breaks > 1:
            # A server that was restarted twice is well again soon; one that cannot move hangs up every time.
            self._rest(f"the connection breaks: {error}", for_s=min(self._rest_s, _BREAK_S * 4.0 ** (self._breaks - 2)))

    def _rest(self, problem: str, *, for_s: float) -> None:
        self._rests_until = time.monotonic() + for_s
        if problem != self._told:
            _log.warning("not_moved", folder=self._wanted, problem=problem, again_in_s=round(for_s))
        self._told = problem


def _place(client: ImapClient) -> tuple[str, str]:
    """Return the prefix of a user's own folders and what separates their levels (RFC 2342; without it, LIST "" "" tells)."""
    try:
        if client.has_capability("NAMESPACE"):
            own = client.namespace().personal
            if own:
                prefix, separator = own[0]
                return str(prefix or ""), str(separator or "/")
        listed = client.list_folders("", "")
    except IMAPClientError as error:
        if not is_mere_refusal(error):
            raise
        raise CannotMoveError(f"no word on its folders: {error}") from error
    separator = listed[0][1] if listed else None
    return "", separator.decode("ascii") if isinstance(separator, bytes) else "/"


def _put(client: ImapClient, uids: Sequence[int], target: str) -> None:
    """Move messages; where the folder is missing, make it; where some are gone meanwhile, move the others."""
    try:
        _move(client, uids, target)
    except IMAPClientError as error:
        if not is_mere_refusal(error):
            raise
        _make(client, target)
        left = _still_there(client, uids)
        if left:
            _again(client, left, target)


def _again(client: ImapClient, uids: Sequence[int], target: str) -> None:
    try:
        _move(client, uids, target)
    except IMAPClientError as error:
        if not is_mere_refusal(error):
            raise
        raise CannotMoveError(str(error)) from error


def _still_there(client: ImapClient, uids: Sequence[int]) -> list[int]:
    client.noop()  # the server tells here, and not before, what others have removed
    return sorted(set(uids) & set(client.search(["UID", ",".join(map(str, uids))])))


def _make(client: ImapClient, target: str) -> None:
    """Make the folder, and let mail programs show it; one that is there already is no failure."""
    for act in (client.create_folder, client.subscribe_folder):
        try:
            act(target)
        except IMAPClientError as error:
            if not is_mere_refusal(error):
                raise


def _move(client: ImapClient, uids: Sequence[int], target: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, target)
    elif client.has_capability("UIDPLUS"):
        _copy_and_expunge(client, uids, target)
    else:
        raise CannotMoveError("the server has neither MOVE nor UIDPLUS")


def _copy_and_expunge(client: ImapClient, uids: Sequence[int], target: str) -> None:
    """Remove just what the server says it has copied (RFC 4315)."""
    client.copied()
    client.copy(uids, target)
    copied = client.copied()
    if copied is None:
        raise CannotMoveError("the server does not say what it has copied")
    gone = sorted(copied & set(uids))
    if gone:
        client.add_flags(gone, [b"\\Deleted"], silent=True)
        client.uid_expunge(gone)
