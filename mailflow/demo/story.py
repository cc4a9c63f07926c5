"""The life of the model meeting, on loopback: embedded servers, the real service, simulated people, an account of each step.

stage set -> act after act, each expectation checked -> service stopped -> the books compared -> minutes, figures, files
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from mailflow.demo import exhibits
from mailflow.demo.acts import ACTS
from mailflow.demo.checks import unsent, wrong_states
from mailflow.demo.expectations import StoryError
from mailflow.demo.people import IAN, SPEAKERS, SUBSCRIBERS, WANDA
from mailflow.demo.service import ADDRESS
from mailflow.demo.show import Account, complain
from mailflow.demo.stage import WAIT_S, ZONE, Stage, stage

_BAD_INPUT, _INTERRUPTED = 2, 130
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def play(out: Path) -> int:
    """Play the story and leave its mails in a folder.

    Args:
        out: a new or empty folder, or one of an earlier demo, which is replaced.
    Returns:
        0 if every expectation of the story held, 1 if not, 2 if the folder cannot be used, 130 when it was interrupted.
    """
    try:
        problem = exhibits.unusable(out)
        if not problem:
            exhibits.clear(out)
    except OSError as error:
        problem = f"--out: {error}"
    if problem:
        complain(problem)
        return _BAD_INPUT
    try:
        with _interruptible(), TemporaryDirectory(prefix="mailflow-demo-") as root:
            return _play(Path(root), out)
    except KeyboardInterrupt:
        complain("interrupted; nothing is left running")
        return _INTERRUPTED


def _play(root: Path, out: Path) -> int:
    began = time.monotonic()
    account = Account(ZONE)
    with stage(root, account) as set_up:
        account.title("The life of one meeting, by email alone", _introduction(set_up))
        try:
            _play_all(set_up)
        except StoryError as error:
            set_up.expect.fail(str(error))
        figures = _figures(set_up, time.monotonic() - began)
        missed = len(set_up.expect.missed)
        verdict = f"{missed} of the story's expectations did not hold." if missed else "Every expectation of the story held."
        exhibits.leave(set_up, out, verdict=verdict, figures=figures)
        _conclude(set_up, out, figures, verdict)
    return 1 if missed else 0


def _introduction(set_up: Stage) -> list[str]:
    return [
        f"IMAP 127.0.0.1:{set_up.post.inbox.port} (pymap), SMTP 127.0.0.1:{set_up.post.sink.port} (aiosmtpd), SQLite, a queue of files.",
        "The service is the real one (mailflow serve); the people are simulated: they read their mail and reply to it.",
        "Times are those of the story: it takes eight days, which pass in seconds.",
    ]


def _play_all(set_up: Stage) -> None:
    inbox, log = set_up.post.inbox, set_up.root / "imap.log"
    set_up.expect.wait(
        "the IMAP server answers",
        inbox.is_ready,
        timeout_s=WAIT_S,
        found=lambda: f"no answer; {log.read_text(encoding='utf-8', errors='replace')}",
    )
    for act in ACTS:
        act(set_up)
    set_up.account.act("The books")
    _compare_books(set_up)
    set_up.expect.equal("told to stop (SIGTERM), mailflow serve ends with exit code 0", 0, set_up.service.stop())


def _compare_books(set_up: Stage) -> None:
    expect, service, post = set_up.expect, set_up.service, set_up.post
    received = service.inbox()
    expect.none(f"each of the {len(post.posted)} mails that came in ended in the right state", wrong_states(received, post.posted))
    kept = {service.raw(mail.id) for mail in received}
    expect.equal("each is kept, octet for octet", {mail.content for mail in post.posted}, kept)
    expect.none("each mail that was owed was sent, once, and no other", unsent(service.outbox(), post.sink.mails))
    strangers = {address for mail in post.sink.mails for address in mail.recipients} - _everybody()
    expect.none("nothing went to an address that is not in the story", strangers)
    approved = [entry["actor"] for entry in service.house.secretary.views.audit() if entry["action"] == "approved"]
    expect.equal("the audit trail has one approval, the chair's", [IAN.email], approved)


def _everybody() -> set[str]:
    return {IAN.email, WANDA.email, *(person.email for person in SPEAKERS), *SUBSCRIBERS}


def _figures(set_up: Stage, seconds: float) -> dict[str, object]:
    received = set_up.service.inbox() if set_up.meeting_id else []
    return {
        "mails sent": len(set_up.post.sink.mails),
        "mails received": len(received),
        "reports filed": sum(mail.kind == "report" and mail.state == "done" for mail in received),
        "approvals refused": sum(mail.state == "rejected" for mail in received),
        "expectations held": set_up.expect.held,
        "expectations missed": len(set_up.expect.missed),
        "seconds": round(seconds, 1),
    }


def _conclude(set_up: Stage, out: Path, figures: dict[str, object], verdict: str) -> None:
    account, missed = set_up.account, set_up.expect.missed
    if set_up.has_minutes:
        minutes = set_up.service.house.secretary.minutes(set_up.meeting_id, None)
        account.document(f"The minutes, {minutes.json()['state']}", minutes.text())
    account.figures(figures)
    where = [
        f"To be opened: {(out / 'index.html').resolve()}",
        f"Beside it: every mail to and from {ADDRESS} (.eml, .txt, .html, .ics), the minutes (.txt, .html, .md, .json), serve.log",
    ]
    lines = [f"- {miss.what}: expected {miss.expected}, found {miss.found}" for miss in missed]
    account.end(verdict, [*lines, *where], problem=verdict if missed else "")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let the first signal to stop end the story as Ctrl-C does, and ignore the next ones while the stage is cleared."""
    told: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        if len(told) == 1:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
