"""One thin task per use case. Tasks carry ids and read the state anew, so that each may run twice."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import DatabaseUnavailableError, JournalUnavailableError
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import Job
from workers.app import DISPATCH_LIMIT_S, app, application

_READING_LIMIT_S = 10.0
_AGAIN_S = 5.0  # a library that swallows the first alarm hears a second one
_TURN_S = 120.0
_RUNG_FOR = 5  # so many workers may be at it, and each goes on with what is due
_INGEST_LIMIT_S = 270
"""Less than a lease, and more than a batch needs: a turn, and the message that was begun at its end."""

_log = structlog.get_logger(__name__)


@contextmanager
def _bounded(limit_s: float) -> Iterator[None]:
    """Raise TimeoutError in what computes for longer than so many seconds.

    Celery's own limit ends a whole child with its batch, and does nothing in the pool `solo`, where one message on which a parser
    hangs would stop the service for ever. The timer counts processor time: whoever waits for the database does not hang.
    """
    if threading.current_thread() is not threading.main_thread():  # only there a signal can be caught
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError(f"reading it took more than {limit_s:g} s")

    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit_s, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_IGN)


@contextmanager
def _unless_database_is_away(task: str) -> Iterator[None]:
    """Say in one line that the database is away: nothing is lost by it, and the sweep comes back."""
    try:
        yield
    except DatabaseUnavailableError as error:
        _log.warning("database_unavailable", task=task, problem=str(error))


@app.task(name="workers.tasks.ingest", time_limit=_INGEST_LIMIT_S)
def ingest(ids: list[int]) -> None:
    """Read stored messages; one on which we fail is given back or set aside, and stops none of the others."""
    with _unless_database_is_away("ingest"):
        _ingest(ids)


def _ingest(ids: list[int]) -> None:
    use_case = application().receiving.ingest
    with _bounded(_READING_LIMIT_S):  # the header fields of a batch are looked at in it
        claimed = use_case.claim([InboundId(number) for number in ids])
    ends_at = time.monotonic() + _TURN_S
    for place, inbound_id in enumerate(claimed):
        if time.monotonic() > ends_at:
            _give_back(claimed[place:])
            break
        try:
            _read(inbound_id)
        except DatabaseUnavailableError:
            use_case.put_back(claimed[place:])  # no fault of the messages
            raise
    use_case.announce()


def _read(inbound_id: InboundId) -> None:
    use_case = application().receiving.ingest
    try:
        with _bounded(_READING_LIMIT_S):
            state = use_case(inbound_id)
    except DatabaseUnavailableError:
        raise
    except Exception as error:
        _log.exception("ingest_failed", inbound_id=inbound_id)
        use_case.record_crash(inbound_id, f"{type(error).__name__}: {error}")
    else:
        _log.info("ingested", inbound_id=inbound_id, state=state)


def _give_back(ids: Sequence[InboundId]) -> None:
    """Leave the rest of a slow batch to tasks of its own: each message may use up its time before Celery ends the task by force."""
    use_case = application().receiving.ingest
    use_case.put_back(ids)
    use_case.claim(())
    use_case.ring_for(ids)


@app.task(name="workers.tasks.dispatch", time_limit=DISPATCH_LIMIT_S)
def dispatch(ids: list[str]) -> None:
    """Send messages that are owed; what is left over at the end of the turn is a task of its own."""
    with _unless_database_is_away("dispatch"):
        done = application().sending.dispatch([OutboundId(name) for name in ids])
        for delivery in done.deliveries:
            _log.info("delivery", outbound_id=delivery.id, state=delivery.state, code=delivery.reply_code)
        application().world.doorbell.ring(Job.DISPATCH, done.left_over)


@app.task(name="workers.tasks.mailout", time_limit=DISPATCH_LIMIT_S)
def mailout(_ids: list[str]) -> None:
    """Send mails to many that are due, whichever those are, for a turn; what is due then is a task of its own."""
    with _unless_database_is_away("mailout"):
        house = application()
        try:
            done = house.sending.mail_out(house.world.new_owner())
        except JournalUnavailableError as error:
            _log.warning("mailout_stopped", problem=str(error))  # the sweep comes back
            return
        if done.counts:
            _log.info("mailed_out", **done.counts)
        house.world.doorbell.ring(Job.MAILOUT, done.left_over)


@app.task(name="workers.tasks.sweep")
def sweep() -> None:
    """Find what waits and ring for it."""
    with _unless_database_is_away("sweep"):
        _sweep()


def _sweep() -> None:
    for meeting_id in application().routine.chase.waiting():
        _chase(meeting_id)
    swept = application().routine.sweep()
    if swept.to_ingest or swept.to_dispatch or swept.to_release:
        _log.info("swept", to_ingest=len(swept.to_ingest), to_dispatch=len(swept.to_dispatch), to_release=len(swept.to_release))


def _chase(meeting_id: MeetingId) -> None:
    """Do what is due in a meeting; one on which we fail stops no others."""
    try:
        count = application().routine.chase(meeting_id)
    except DatabaseUnavailableError:
        raise
    except Exception:
        _log.exception("chase_failed", meeting_id=meeting_id)
    else:
        if count:
            _log.info("chased", meeting_id=meeting_id, mails=count)


@app.task(name="workers.tasks.release")
def release(ids: list[int]) -> None:
    """Publish approved minutes whose hold has passed; minutes on which we fail stop no others."""
    with _unless_database_is_away("release"):
        for minutes_id in ids:
            _release(MinutesId(minutes_id))


def _release(minutes_id: MinutesId) -> None:
    try:
        queued = application().routine.release(minutes_id)
    except DatabaseUnavailableError:
        raise
    except Exception:
        _log.exception("release_failed", minutes_id=minutes_id)
    else:
        _log.info("released", minutes_id=minutes_id, mails=len(queued))
        application().world.doorbell.ring(Job.DISPATCH, queued[:1])  # that to a mailing list is the first
        application().world.doorbell.ring(Job.MAILOUT, queued[:_RUNG_FOR])
