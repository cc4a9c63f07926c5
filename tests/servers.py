"""Real servers for tests, each ready when its `with` block begins, gone without a trace after it.

    with dovecot() as server:       redis(), postgres() and pymap() alike; the SMTP sink is in tests/sink.py
        server.kill()               for fault tests; also stop(), and start() again on the same port

The recipes are those of SERVERS.md.
"""

import contextlib
import grp
import json
import os
import secrets
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.imap_account import ImapAccount
from tests.process import HOST, READY_TIMEOUT_S, Server, ServerNotReadyError, free_port, greets, ordinary_user, running
from tests.programs import find_dovecot, find_postfix, find_postgres, find_redis, on_path, reachable

DOVECOT_CONFIGURATION = Template("""
base_dir = $TMP/run
state_dir = $TMP/state
log_path = $TMP/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
default_internal_user = $USER
default_internal_group = $GROUP
default_login_user = $USER
mail_location = maildir:$TMP/mail/%n
mail_uid = $UID
mail_gid = $GID
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = scheme=PLAIN $TMP/users/%n
}
userdb {
  driver = static
  args = uid=$UID gid=$GID home=$TMP/home/%n
}
namespace inbox {
  inbox = yes
  separator = /
}
mail_max_userip_connections = 100
service anvil {
  chroot =
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = $PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTPPORT
  }
}
""")


class DovecotServer(Server):
    """Dovecot with IMAP and LMTP; names fold case, and mail to `name+detail@any.domain` goes to `name`."""

    name = "dovecot"
    host = HOST
    user = "minutes"
    password = "secret"

    def __init__(self, program: Path) -> None:
        super().__init__()
        self._program = program
        self.imap_port = free_port()
        self.lmtp_port = free_port()
        self._write("dovecot.conf", self._configuration())
        self.account = self.add_user(self.user)

    @property
    def url(self) -> str:
        """Return the URL of the first user's INBOX."""
        return self.account.url

    def add_user(self, user: str, password: str = "secret") -> ImapAccount:
        """Make one more user, with an empty mailbox; also while the server runs."""
        # a file of its own: Dovecot looks for changes of a file it knows only once a second
        self._write(f"users/{user.lower()}", f"{user.lower()}:{{PLAIN}}{password}\n")
        return ImapAccount(HOST, self.imap_port, user=user, password=password)

    def command(self) -> list[str]:
        return [str(self._program), "-F", "-c", str(self.directory / "dovecot.conf")]

    def is_ready(self) -> bool:
        return greets(self.imap_port, b"* OK") and greets(self.lmtp_port, b"220 ")

    def kill(self) -> None:
        """End it as a crash would, but for lock files: nobody is named in them, so that Dovecot waits two minutes for who wrote one."""
        super().kill()
        for lock in (self.directory / "mail").glob("**/*.lock"):
            lock.unlink()

    def _write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)

    def _configuration(self) -> str:
        owner = ordinary_user()
        return DOVECOT_CONFIGURATION.substitute(
            TMP=self.directory,
            USER=owner.pw_name,
            GROUP=grp.getgrgid(owner.pw_gid).gr_name,
            UID=owner.pw_uid,
            GID=owner.pw_gid,
            PORT=self.imap_port,
            LMTPPORT=self.lmtp_port,
        )


POSTFIX_MAIN = Template("""
compatibility_level = 3.6
queue_directory = $TMP/queue
data_directory = $TMP/data
maillog_file = $TMP/postfix.log
maillog_file_prefixes = $TMP
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
alias_maps =
alias_database =
default_transport = error:only the transport below
recipient_delimiter = +
transport_maps = inline:{ { minutes@example.org = lmtp:inet:127.0.0.1:$LMTPPORT } }
lmtp_destination_recipient_limit = 100
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
transport_retry_time = 1s
lmtp_connect_timeout = 2s
bounce_queue_lifetime = 1d
""")
POSTFIX_MASTER = Template("""
127.0.0.1:$PORT inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
relay unix - - n - - smtp
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - 10 lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
""")


class PostfixServer(Server):
    """A private Postfix, set up as docs/operating.md says: it delivers by LMTP to a port of loopback, and tries again every second."""

    name = "postfix"

    def __init__(self, program: Path, *, lmtp_port: int) -> None:
        super().__init__()
        self._program = program
        self.port = free_port()
        self.directory.chmod(0o755)
        os.chown(self.directory, 0, 0)
        values = {"TMP": self.directory, "PORT": self.port, "LMTPPORT": lmtp_port}
        for folder in ("conf", "queue", "data"):
            (self.directory / folder).mkdir()
        shutil.chown(self.directory / "data", "postfix")
        (self.directory / "conf" / "main.cf").write_text(POSTFIX_MAIN.substitute(values))
        (self.directory / "conf" / "master.cf").write_text(POSTFIX_MASTER.substitute(values))

    def start(self) -> None:
        """Make the queue the first time, then start."""
        self._run("postfix", "check")
        super().start()

    def command(self) -> list[str]:
        return [str(self._program), "-c", str(self.directory / "conf"), "-d"]

    def is_ready(self) -> bool:
        return greets(self.port, b"220 ")

    def spawn(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """Run it as root, which it wants, and leaves for what it needs no root for."""
        with (self.directory / "output.log").open("ab") as output:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        """Hand a message over; it is safe with Postfix then."""
        with smtplib.SMTP(HOST, self.port, timeout=30) as client:
            client.sendmail(sender, recipients, content)

    def queued(self) -> list[dict[str, Any]]:
        """Return the messages that are not delivered yet, as `postqueue -j` tells of them."""
        return [json.loads(line) for line in self._run("postqueue", "-j").splitlines()]

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(on_path(program)), "-c", str(self.directory / "conf"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


class RedisServer(Server):
    """Redis, without persistence."""

    name = "redis"

    def __init__(self, program: Path) -> None:
        super().__init__()
        self._program = reachable(program.parent, copy=self.directory / "bin") / program.name
        self.port = free_port()
        self.url = f"redis://{HOST}:{self.port}/0"

    def command(self) -> list[str]:
        options = f"--port {self.port} --bind {HOST} --dir {self.directory} --appendonly no --save"
        return [str(self._program), *options.split(), ""]

    def is_ready(self) -> bool:
        return greets(self.port, b"+PONG", ask=b"PING\r\n")


class PostgresServer(Server):
    """PostgreSQL, without fsync; everybody on loopback is its superuser `app`."""

    name = "postgres"
    stop_signal = signal.SIGINT  # the fast shutdown: SIGTERM would wait for the clients

    def __init__(self, binaries: Path) -> None:
        super().__init__()
        self._binaries = reachable(binaries.parent, copy=self.directory / "postgres") / binaries.name
        self.port = free_port()
        self.url = f"postgresql+psycopg://app@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        """Make the database cluster the first time, then start."""
        if not (self.directory / "data").exists():
            options = f"-D {self.directory}/data -U app -A trust -E UTF8 --no-locale --no-sync"
            if self.spawn([str(self._binaries / "initdb"), *options.split()]).wait(READY_TIMEOUT_S):
                raise ServerNotReadyError(f"initdb: {self.log()[-2000:]}")
        super().start()

    def command(self) -> list[str]:
        options = f"-D {self.directory}/data -k {self.directory} -h {HOST} -p {self.port} -c fsync=off -c full_page_writes=off"
        return [str(self._binaries / "postgres"), *options.split()]

    def is_ready(self) -> bool:
        try:
            psycopg.connect(host=HOST, port=self.port, user="app", dbname="postgres", connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True


class PymapServer(Server):
    """The IMAP server of the demo: in memory, one user, an empty INBOX (samples come only with --demo-data)."""

    name = "pymap"

    def __init__(self) -> None:
        super().__init__()
        self.account = ImapAccount(HOST, free_port(), user="minutes", password="secret")
        self.url = self.account.url

    def command(self) -> list[str]:
        account = self.account
        user = [f"--demo-user={account.user}", f"--demo-password={account.password}"]
        pymap = [sys.executable, "-c", "from pymap.main import main; main()"]
        return [*pymap, f"--host={HOST}", f"--port={account.port}", "--no-tls", "dict", *user]

    def is_ready(self) -> bool:
        return greets(self.account.port, b"* OK")

    def spawn(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """Run it as the user of the tests: nobody may not be able to read the virtual environment."""
        with (self.directory / "output.log").open("ab") as output:
            environment = {**os.environ, "FQDN": "imap.test"}  # else it asks the DNS before each greeting
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=environment
            )


def installed(name: str, program: Path | None) -> Path:
    """Return a program that was found.

    Raises:
        ServerNotReadyError: it was not.
    """
    if program is None:
        raise ServerNotReadyError(f"{name} is not installed")
    return program


def dovecot() -> contextlib.AbstractContextManager[DovecotServer]:
    """Run Dovecot."""
    return running(DovecotServer(installed("dovecot", find_dovecot())))


def postfix(*, lmtp_port: int) -> contextlib.AbstractContextManager[PostfixServer]:
    """Run Postfix."""
    return running(PostfixServer(installed("postfix", find_postfix()), lmtp_port=lmtp_port))


def redis() -> contextlib.AbstractContextManager[RedisServer]:
    """Run Redis."""
    return running(RedisServer(installed("redis-server", find_redis())))


def postgres() -> contextlib.AbstractContextManager[PostgresServer]:
    """Run PostgreSQL."""
    return running(PostgresServer(installed("postgres", find_postgres()).parent))


def pymap() -> contextlib.AbstractContextManager[PymapServer]:
    """Run pymap."""
    return running(PymapServer())


@contextlib.contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Make a new, empty database on a PostgreSQL server, give its URL, drop it after use."""
    url = make_url(server_url)
    name = f"mailflow_{secrets.token_hex(8)}"
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
