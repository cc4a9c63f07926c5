"""Servers that hang up, lie, babble or fall silent: nothing is lost or doubled, the reader comes back, and never spins."""

import shutil
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mailflow.adapters.imap.account import ImapAccount, Manner, Timeouts
from mailflow.adapters.imap.client import ImapClient
from mailflow.adapters.imap.mailbox import ImapMailbox
from mailflow.domain.errors import PermanentMailError, TemporaryMailError
from mailflow.domain.message import KEPT_BYTES, Look
from mailflow.services.intake import InboxWatch, Rhythm
from tests.builders import NOW
from tests.fakes import House
from tests.process import wait_until
from tests.scripted_imap import Conversation, Script, ScriptedImap, scripted_imap
from tests.services import missing
from tests.watch import running

pytestmark = pytest.mark.integration

BOUND_S = 30
READ_S = 0.5
MAILS = tuple(b"Subject: canary %d\r\n\r\nAll is well.\r\n" % number for number in range(5))
LATE = b"Subject: late canary\r\n\r\nAll is well.\r\n"


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    """Give a scripted server with some messages."""
    with scripted_imap() as running:
        running.deliver(*MAILS)
        yield running


def a_mailbox(server: ScriptedImap, *, idle_s: float = 1.0, processed: str = "", security: str = "none") -> ImapMailbox:
    """Return a mailbox on it, with little patience."""
    account = ImapAccount("127.0.0.1", server.port, "user", "password", security=security)
    timeouts = Timeouts(connect_s=1.0, read_s=READ_S, idle_s=idle_s, logout_s=0.2)
    manner = Manner(processed, max_message_bytes=1_000_000, poll_s=0.1, timeouts=timeouts)
    return ImapMailbox(account, manner, now=lambda: NOW)


@contextmanager
def watching(mailbox: ImapMailbox, house: House, *, jitter: float = 0.1) -> Iterator[None]:
    """Watch a mailbox in a thread."""
    watch = InboxWatch(house.collect, mailbox, house.lease, Rhythm(lambda: jitter))
    with running(watch, bound_s=BOUND_S):
        yield


def stored(house: House) -> Counter[bytes]:
    """Return the octets of what is stored, and how often each is."""
    with house.begin() as uow:
        return Counter(uow.inbound.raw(record.id) for record in uow.inbound.records())


def at_first(fault: Callable[[Conversation], bool], word: str, times: int = 2) -> Script:
    """Return a script that does it in the first few conversations, when it hears a command that begins so."""

    def script(talk: Conversation, command: str) -> bool:
        return talk.number <= times and command.startswith(word) and (word != "" or command == "") and fault(talk)

    return script


def says(line: str) -> Callable[[Conversation], bool]:
    """Say a line, and nothing more: the client waits in vain, or hangs up."""

    def fault(talk: Conversation) -> bool:
        talk.say(line)
        return talk.fall_silent()

    return fault


def claims(literal: str) -> Callable[[Conversation], bool]:
    """Announce a literal."""
    return says(f"* 1 FETCH (UID 1 BODY[] {{{literal}}}")


FAULTS: dict[str, Script] = {
    "eof at once": at_first(Conversation.hang_up, ""),
    "bye at once": at_first(says("* BYE too many connections"), ""),
    "silent at once": at_first(Conversation.fall_silent, ""),
    "garbage at once": at_first(says("HTTP/1.1 400 Bad Request"), ""),
    "octets without end": at_first(lambda talk: talk.send(b"x" * 40_000_000), ""),
    "silent at login": at_first(Conversation.fall_silent, "LOGIN"),
    "bye at login": at_first(says("* BYE shutting down"), "LOGIN"),
    "unavailable at login": at_first(lambda talk: talk.say(f"{talk.tag} NO [UNAVAILABLE] later"), "LOGIN"),
    "silent at select": at_first(Conversation.fall_silent, "EXAMINE"),
    "no uidvalidity": at_first(lambda talk: talk.say(f"* 5 EXISTS\r\n{talk.tag} OK done"), "EXAMINE"),
    "silent at search": at_first(Conversation.fall_silent, "UID SEARCH"),
    "garbage at search": at_first(says("* SEARCH one two"), "UID SEARCH"),
    "eof at fetch": at_first(Conversation.hang_up, "UID FETCH"),
    "eof in a literal": at_first(lambda talk: talk.send(b"* 1 FETCH (BODY[] {900}\r\nSub") and talk.hang_up(), "UID FETCH"),
    "garbage at fetch": at_first(says("* 1 FETCH (((("), "UID FETCH"),
    "huge literal": at_first(claims("100000000000"), "UID FETCH"),
    "literal of many digits": at_first(claims("9" * 5000), "UID FETCH"),
    "negative literal": at_first(claims("-5"), "UID FETCH"),
    "nested without end": at_first(says("* 1 FETCH " + "(" * 100_000), "UID FETCH"),
    "nested, and closed": at_first(lambda talk: talk.say(f"* 1 FETCH {'(' * 9_000}{')' * 9_000}\r\n{talk.tag} OK done"), "UID FETCH"),
    "uid beyond all bounds": at_first(lambda talk: talk.say(f"* SEARCH {10**30}\r\n{talk.tag} OK done"), "UID SEARCH"),
    "epoch beyond all bounds": at_first(lambda talk: talk.say(f"* OK [UIDVALIDITY {10**30}] x\r\n{talk.tag} OK done"), "EXAMINE"),
    "chatter without end": at_first(lambda talk: talk.send(b"* OK still here\r\n" * 60_000), "UID SEARCH"),
    "one octet now and then": at_first(lambda talk: talk.trickle(b"* OK wait\r\n" * 20, 0.05), "UID SEARCH"),
    "bye in idle": at_first(lambda talk: talk.say("+ idling\r\n* BYE idle for too long") and talk.hang_up(), "IDLE"),
    "eof in idle": at_first(lambda talk: talk.say("+ idling") and talk.hang_up(), "IDLE"),
    "silent at idle": at_first(Conversation.fall_silent, "IDLE"),
    "half open in idle": at_first(says("+ idling"), "IDLE"),
    "garbage in idle": at_first(says("+ idling\r\nnonsense"), "IDLE"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_server_in_trouble_costs_nothing(server: ScriptedImap, fault: Script) -> None:
    """Every message is stored once, also one that comes later, within half a minute; and nobody computes meanwhile."""
    house = House()
    server.script = fault
    begun, used = time.monotonic(), time.process_time()
    with watching(a_mailbox(server), house):
        assert wait_until(lambda: stored(house).keys() >= set(MAILS), timeout_s=BOUND_S)
        assert wait_until(lambda: server.connections >= 3, timeout_s=BOUND_S)
        server.deliver(LATE)
        assert wait_until(lambda: LATE in stored(house), timeout_s=BOUND_S)
    assert stored(house) == Counter([*MAILS, LATE])
    assert time.monotonic() - begun < BOUND_S
    assert time.process_time() - used < 8  # the server, which babbles in this process, computes too


def closes(talk: Conversation, _command: str) -> bool:
    """Accept and hang up."""
    return talk.hang_up()


def closes_when_it_waits(talk: Conversation, command: str) -> bool:
    """Be well until the client waits."""
    return command == "IDLE" and talk.hang_up()


def babbles(talk: Conversation, command: str) -> bool:
    """Wake the client all the time, for nothing."""
    return command == "IDLE" and talk.say(f"+ idling\r\n* {len(talk.server.messages)} EXISTS")


def trickles(talk: Conversation, command: str) -> bool:
    """Say an octet now and then, for ever."""
    return command == "" and talk.trickle(b"* OK " + b"x" * 1000, 0.05)


@pytest.mark.parametrize("script", [closes, closes_when_it_waits, babbles, trickles])
def test_server_that_never_gets_well_is_no_busy_loop(server: ScriptedImap, script: Script) -> None:
    """Pauses grow although a connection can be made each time: in five seconds a few commands, and hardly any time of the processor."""
    house = House()
    server.script = script
    used = time.process_time()
    with watching(a_mailbox(server), house, jitter=1.0):
        assert not wait_until(lambda: len(server.said) > 60, timeout_s=5)
    assert server.connections <= 4
    assert time.process_time() - used < 1.5


def test_size_that_lies_is_found_out(server: ScriptedImap) -> None:
    """What is larger than it was told to be, and than is wanted, comes in part like any other; the others come whole."""
    large = b"Subject: large\r\n\r\n" + b"x" * 2_000_000
    server.deliver(large)

    def lie(talk: Conversation, command: str) -> bool:
        if "RFC822.SIZE" not in command:
            return False
        for uid in talk.wanted(command):
            talk.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE 10)")
        return talk.say(f"{talk.tag} OK done")

    server.script = lie
    with closing(a_mailbox(server)) as mailbox:
        found = [raw for batch in mailbox.fetch_new(lambda *_: frozenset()) for raw in batch]
    assert [raw.content for raw in found] == [*MAILS, large[:KEPT_BYTES]]
    assert found[-1].size_bytes == len(large)


@pytest.mark.parametrize("date", ["99-Xyz-2026 99:99:99 +9999", "31-Dec-9999 23:59:59 -1400"])
def test_date_beyond_all_calendars_is_the_present(server: ScriptedImap, date: str) -> None:
    """The message counts as come when we saw it."""
    server.script = lambda talk, command: (
        "BODY" in command
        and talk.say(f'* 1 FETCH (UID 1 INTERNALDATE "{date}" BODY[] {{{len(MAILS[0])}}}\r\n{MAILS[0].decode()})')
        and talk.say(f"{talk.tag} OK done")
    )
    with closing(a_mailbox(server)) as mailbox:
        (raw,) = [raw for batch in mailbox.fetch_new(lambda *_: frozenset()) for raw in batch]
    assert (raw.content, raw.received_at) == (MAILS[0], NOW)


@pytest.mark.parametrize("size", ["100000000000", str(10**40)])
def test_large_message_is_never_asked_for_whole(server: ScriptedImap, size: str) -> None:
    """However large the server says it is: its beginning is fetched once."""
    server.deliver(b"Subject: large\r\n\r\n" + b"x" * KEPT_BYTES)
    server.script = lambda talk, command: (
        "SIZE" in command and talk.say(f"* 6 FETCH (UID 6 RFC822.SIZE {size})") and talk.say(f"{talk.tag} OK done")
    )
    with closing(a_mailbox(server)) as mailbox:
        (raw,) = [raw for batch in mailbox.fetch_new(lambda *_: frozenset()) for raw in batch]
    assert (len(raw.content), raw.size_bytes) == (KEPT_BYTES, min(int(size), 2**53))
    asked = [command for command in server.commands("UID FETCH") if "BODY" in command]
    assert asked == [f"UID FETCH 6 (BODY.PEEK[]<0.{KEPT_BYTES}> INTERNALDATE)"]


def waits_for(mailbox: ImapMailbox) -> float:
    """Return how long a wait takes, in seconds."""
    begun = time.monotonic()
    mailbox.wait(10, threading.Event())
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "told",
    [
        [b"+ idling\r\n* 6 EXISTS\r\n"],
        [b"* 6 EXISTS\r\n+ idling\r\n"],
        [b"+ idling\r\n* 6 EX", b"ISTS\r\n"],
        [b"+ idling\r\n* OK still here\r\n", b"* 3 FETCH (FLAGS (\\Seen))\r\n* 2 EXPUNGE\r\n* 6 EXISTS\r\n"],
    ],
    ids=["in one segment", "before the answer", "in two pieces", "among other things"],
)
def test_news_that_come_with_the_answer_to_idle_are_heard(server: ScriptedImap, told: list[bytes]) -> None:
    """They hide in a buffer, where nobody but us looks: without that, they would be seen minutes later."""

    def tell(talk: Conversation, command: str) -> bool:
        if command != "IDLE":
            return False
        for piece in told:
            talk.send(piece)
            time.sleep(0.05)
        talk.rfile.readline()
        return talk.say(f"{talk.tag} OK done")

    server.script = tell
    with closing(a_mailbox(server, idle_s=10)) as mailbox:
        list(mailbox.fetch_new(lambda *_: frozenset()))
        assert waits_for(mailbox) < 5


def test_news_told_during_another_command_end_the_next_wait(server: ScriptedImap) -> None:
    """A server tells once: what it has told while we were fetching it does not tell again in IDLE."""
    server.script = lambda talk, command: "BODY" in command and not talk.say("* 6 EXISTS")
    with closing(a_mailbox(server, idle_s=10)) as mailbox:
        list(mailbox.fetch_new(lambda *_: frozenset()))
        assert waits_for(mailbox) < 1
        assert server.commands("IDLE") == []
        list(mailbox.fetch_new(lambda _folder, _epoch, uids: frozenset(uids), Look.LATEST))
        mailbox.wait(0.1, threading.Event())
        assert len(server.commands("IDLE")) == 1


@pytest.mark.parametrize("way", ["refused", "missing"])
def test_server_without_idle_is_polled(server: ScriptedImap, way: str) -> None:
    """Once refused, it is not asked for again on that connection."""
    house = House()
    if way == "missing":
        server.capabilities = "IMAP4rev1"
    server.script = lambda talk, command: command == "IDLE" and talk.say(f"{talk.tag} NO not now")
    with watching(a_mailbox(server), house):
        assert wait_until(lambda: len(server.commands("NOOP")) > 2, timeout_s=BOUND_S)
        server.deliver(LATE)
        assert wait_until(lambda: LATE in stored(house), timeout_s=BOUND_S)
    assert len(server.commands("IDLE")) == (1 if way == "refused" else 0)


def test_idle_ends_after_its_time(server: ScriptedImap) -> None:
    """With NOOP after it, so that a connection that is dead is found."""
    with closing(a_mailbox(server, idle_s=0.2)) as mailbox:
        list(mailbox.fetch_new(lambda *_: frozenset()))
        mailbox.wait(290, threading.Event())
    assert server.said[-3:] == ["IDLE", "NOOP", "LOGOUT"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong", PermanentMailError),
        ("NO wrong", PermanentMailError),
        ("NO [UNAVAILABLE] later", TemporaryMailError),
        ("NO [LIMIT] too many connections", TemporaryMailError),
    ],
)
def test_only_a_refused_account_is_permanent(server: ScriptedImap, answer: str, kind: type[Exception]) -> None:
    """A server that cannot say at present whether it knows us is one that is away."""
    server.script = lambda talk, command: command.startswith("LOGIN") and talk.say(f"{talk.tag} {answer}")
    with pytest.raises(kind):
        list(a_mailbox(server).fetch_new(lambda *_: frozenset()))


@pytest.mark.parametrize("text", ["ALL\r\nA1 LOGOUT", "ALL\nA1 LOGOUT", "ALL\0"])
def test_no_line_end_reaches_a_command(server: ScriptedImap, text: str) -> None:
    """Whatever a mail could bring into one: the server never reads a second command."""
    account = ImapAccount("127.0.0.1", server.port, "user", "password", security="none")
    client = ImapClient(account, Timeouts())
    client.enter(account)
    client.select_folder("INBOX", readonly=True)
    with pytest.raises(ImapClient.Error, match="CR, LF or NUL"):
        client.search(text)
    assert not any("LOGOUT" in command for command in server.said)
    client.shut()


def test_password_of_any_letters_is_accepted(server: ScriptedImap) -> None:
    """What is no ASCII, or needs quotes that imaplib forgets, goes by AUTHENTICATE."""

    def authenticate(talk: Conversation, command: str) -> bool:
        if not command.startswith("AUTHENTICATE PLAIN"):
            return False
        talk.say("+ ")
        server.said.append(talk.rfile.readline().decode().strip())
        return talk.say(f"{talk.tag} OK done")

    server.script = authenticate
    account = ImapAccount("127.0.0.1", server.port, "user name", "pässwört", security="none")
    client = ImapClient(account, Timeouts())
    client.enter(account)
    assert "AHVzZXIgbmFtZQBww6Rzc3fDtnJ0" in server.said
    client.shut()


def test_clear_text_after_starttls_is_refused(server: ScriptedImap) -> None:
    """Somebody in between could have slipped it in; and there is no way back to clear text."""
    server.capabilities = "IMAP4rev1 STARTTLS"
    server.script = lambda talk, command: command == "STARTTLS" and talk.say(f"{talk.tag} OK begin\r\n* CAPABILITY IMAP4rev1 EVIL")
    with pytest.raises(TemporaryMailError, match="clear text"):
        list(a_mailbox(server, security="starttls").fetch_new(lambda *_: frozenset()))
    assert server.commands("LOGIN") == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_without_tls_gets_no_password(server: ScriptedImap, security: str) -> None:
    """TLS that is asked for is had, or nothing is said."""
    server.script = lambda talk, command: security == "tls" and command == "" and talk.hang_up()
    with pytest.raises(TemporaryMailError):
        list(a_mailbox(server, security=security).fetch_new(lambda *_: frozenset()))
    assert server.commands("LOGIN") == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a certificate for 127.0.0.1 that nobody trusts, and its key."""
    openssl = shutil.which("openssl") or missing("openssl")
    folder = tmp_path_factory.mktemp("tls")
    ask = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    subprocess.run([openssl, *ask.split()], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def tls_server(server: ScriptedImap, certificate: tuple[Path, Path]) -> ScriptedImap:
    """Give a scripted server under TLS."""
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(*certificate)
    return server


def test_certificate_that_nobody_trusts_gets_no_password(tls_server: ScriptedImap) -> None:
    """There is no way around it."""
    with pytest.raises(TemporaryMailError, match="certificate verify failed"):
        list(a_mailbox(tls_server, security="tls").fetch_new(lambda *_: frozenset()))
    assert tls_server.commands("LOGIN") == []


def test_reads_and_waits_under_tls(tls_server: ScriptedImap, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What TLS has decrypted already is seen in IDLE as well."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    large = b"Subject: large\r\n\r\n" + b"x" * 900_000
    tls_server.deliver(large)
    house = House()
    with watching(a_mailbox(tls_server, idle_s=20, security="tls"), house):
        assert wait_until(lambda: stored(house) == Counter([*MAILS, large]), timeout_s=BOUND_S)
        assert wait_until(lambda: tls_server.commands("IDLE") != [], timeout_s=BOUND_S)
        tls_server.deliver(LATE)
        assert wait_until(lambda: LATE in stored(house), timeout_s=10)
    assert tls_server.connections == 1


def read_and_put_away(mailbox: ImapMailbox) -> int:
    """Take in all that is there, but for the first two messages, and put it away."""
    list(mailbox.fetch_new(lambda *_: frozenset()))
    return mailbox.put_away(lambda _folder, _epoch, uids: frozenset(uids) - {1, 2})


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1 UIDPLUS NAMESPACE"])
def test_moves_by_what_the_server_can(server: ScriptedImap, capabilities: str) -> None:
    """The folder is made, below what the server gives to its users; nothing but our own messages is removed."""
    server.capabilities = capabilities
    server.namespace = '(("INBOX." ".")) NIL NIL'
    with closing(a_mailbox(server, processed="Done/Reports")) as mailbox:
        assert read_and_put_away(mailbox) == 3
    folder = "INBOX.Done.Reports" if "NAMESPACE" in capabilities else "Done.Reports"
    assert server.folders == {folder: list(MAILS[2:])}
    assert list(server.messages) == [1, 2]
    assert [command for command in server.said if command in {"EXPUNGE", "CLOSE"}] == []


def test_of_what_is_copied_in_part_only_that_part_is_removed(server: ScriptedImap) -> None:
    """The server says which messages it has copied."""
    server.capabilities = "IMAP4rev1 UIDPLUS"
    server.script = lambda talk, command: command.startswith("UID COPY") and talk.say(f"{talk.tag} OK [COPYUID 7 3,5 1:2] done")
    with closing(a_mailbox(server, processed="Processed")) as mailbox:
        read_and_put_away(mailbox)
    assert list(server.messages) == [1, 2, 4]


@pytest.mark.parametrize(
    ("capabilities", "script", "problem"),
    [
        ("IMAP4rev1", lambda _talk, _command: False, "neither MOVE nor UIDPLUS"),
        (
            "IMAP4rev1 UIDPLUS",
            lambda talk, command: command.startswith("UID COPY") and talk.say(f"{talk.tag} OK done"),
            "does not say what it has copied",
        ),
        ("IMAP4rev1 MOVE", lambda talk, command: command.startswith("UID MOVE") and talk.say(f"{talk.tag} NO [NOPERM] no"), "NOPERM"),
        ("IMAP4rev1 MOVE NAMESPACE", lambda talk, command: command == "NAMESPACE" and talk.say(f"{talk.tag} BAD what"), "folders"),
    ],
    ids=["no way", "no word", "no right", "no namespace"],
)
def test_what_cannot_be_moved_stays_and_is_told_once(server: ScriptedImap, capabilities: str, script: Script, problem: str) -> None:
    """Reading goes on; the next try is a while later."""
    server.capabilities, server.script = capabilities, script
    with closing(a_mailbox(server, processed="Processed")) as mailbox, capture_logs() as logs:
        assert [read_and_put_away(mailbox) for _ in range(3)] == [0, 0, 0]
        server.deliver(LATE)
        assert LATE in [raw.content for batch in mailbox.fetch_new(lambda *_: frozenset()) for raw in batch]
    (told,) = [entry for entry in logs if entry["event"] == "not_moved"]
    assert problem in told["problem"]
    assert len(server.messages) == 6
    assert server.connections == 1


def test_moving_that_breaks_the_connection_is_given_up(server: ScriptedImap, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the second time, for a while: reading must not suffer from mere housekeeping."""
    monkeypatch.setattr("mailflow.adapters.imap.shelf._BREAK_S", 2.0 * BOUND_S)
    house = House()
    server.script = lambda talk, command: command.startswith("UID MOVE") and talk.hang_up()
    with watching(a_mailbox(server, processed="Processed"), house):
        assert wait_until(lambda: len(server.commands("UID MOVE")) == 2, timeout_s=BOUND_S)
        assert wait_until(lambda: server.commands("IDLE") != [], timeout_s=BOUND_S)
        server.deliver(LATE)
        assert wait_until(lambda: LATE in stored(house), timeout_s=BOUND_S)
    assert len(server.commands("UID MOVE")) == 2
    assert stored(house) == Counter([*MAILS, LATE])


def test_what_lies_while_nothing_is_moved_is_moved_afterwards(server: ScriptedImap, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that was restarted twice is well again: nothing waits for the next look at all, a quarter of an hour later."""
    monkeypatch.setattr("mailflow.adapters.imap.shelf._BREAK_S", 2.0)
    house = House()
    server.script = at_first(Conversation.hang_up, "UID MOVE")
    with watching(a_mailbox(server, processed="Processed", idle_s=BOUND_S), house):
        assert wait_until(lambda: not server.messages, timeout_s=BOUND_S)
    assert server.folders == {"Processed": list(MAILS)}


def test_the_folder_that_is_read_is_no_place_to_put_away(server: ScriptedImap) -> None:
    """It would come back for ever."""
    with closing(a_mailbox(server, processed="Inbox")) as mailbox:
        assert read_and_put_away(mailbox) == 0
    assert server.commands("UID MOVE") == []


def test_another_epoch_in_the_middle_moves_nothing(server: ScriptedImap) -> None:
    """The connection breaks, and the folder that is opened anew has other uids: nothing of the old list is fetched or moved."""

    def break_off(talk: Conversation, command: str) -> bool:
        if talk.number == 1 and "BODY" in command:
            server.uidvalidity = 3
            return talk.hang_up()
        return False

    server.script = break_off
    with closing(a_mailbox(server, processed="Processed")) as mailbox:
        with pytest.raises(TemporaryMailError, match="UIDVALIDITY"):
            list(mailbox.fetch_new(lambda *_: frozenset()))
        assert mailbox.put_away(lambda _folder, _epoch, uids: frozenset(uids)) == 0
        found = [raw for batch in mailbox.fetch_new(lambda *_: frozenset()) for raw in batch]
    assert {raw.uidvalidity for raw in found} == {3}
    assert server.commands("UID MOVE") == []


def test_fifty_mails_take_few_commands(server: ScriptedImap) -> None:
    """Four for fifty at most, all told: listing, sizes, octets, moving."""
    server.deliver(*(b"Subject: %d\r\n\r\n" % number for number in range(995)))
    house = House()
    with closing(a_mailbox(server, processed="Processed")) as mailbox:
        before = house.database.commits
        assert house.collect(mailbox) == 1000
        counted = ("UID SEARCH", "UID FETCH", "UID MOVE", "NOOP", "CREATE", "SUBSCRIBE", "NAMESPACE")
        assert sum(len(server.commands(name)) for name in counted) <= 4 * 20
        assert mailbox.commands <= 4 * 20
        assert house.database.commits - before <= 2 * 20
    assert server.messages == {}
