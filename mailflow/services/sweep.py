"""Find what waits, whatever became of the doorbell: mail to read, mail to send, minutes to release; post what is due by the clock.

Harmless when two run: they ring twice for the same rows, and the rows are leased once.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from mailflow.domain.errors import JournalUnavailableError
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import AuditEntry, Job
from mailflow.services.mailout import RUNG_FOR, recover
from mailflow.services.outbox import Patience, doubtful_before
from mailflow.services.ports.sending import SendingJournal
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell

PostDue = Callable[[UnitOfWork], None]
"""Posts mails for which it is time, each once, in the caller's transaction."""
_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found."""

    to_ingest: tuple[InboundId, ...]
    to_dispatch: tuple[OutboundId, ...]
    to_release: tuple[MinutesId, ...]
    to_mail_out: tuple[OutboundId, ...] = ()


@dataclass(frozen=True, slots=True)
class Jobs:
    """Where it is written what waits, and what a killed worker has left behind."""

    begin: UnitOfWorkFactory
    journal: SendingJournal


class Sweep:
    """Ring for everything that waits."""

    def __init__(self, jobs: Jobs, due: tuple[PostDue, ...], *, clock: Clock, doorbell: Doorbell, patience: Patience) -> None:
        self._begin, self._journal = jobs.begin, jobs.journal
        self._due = due
        self._clock = clock
        self._doorbell = doorbell
        self._patience = patience

    def __call__(self) -> Swept:
        """Settle what died in mid-delivery, post the mails that are due, and ring for what is due; the work is each job's own."""
        now = self._clock.now()
        with suppress(JournalUnavailableError):  # whoever sends says so; all else goes on
            recover(self._begin, self._journal, now)
        with self._begin() as uow:
            self._settle_doubtful(uow)
            for post_due in self._due:
                post_due(uow)
            to_dispatch, to_mail_out = uow.outbox.due(now, _LIMIT), uow.mailouts.due(now, RUNG_FOR)
            swept = Swept(uow.inbound.waiting(now, _LIMIT), to_dispatch, uow.minutes.due_for_release(now), to_mail_out)
            uow.commit()
        self._doorbell.ring(Job.INGEST, swept.to_ingest)
        self._doorbell.ring(Job.DISPATCH, swept.to_dispatch)
        self._doorbell.ring(Job.RELEASE, swept.to_release)
        self._doorbell.ring(Job.MAILOUT, swept.to_mail_out)
        return swept

    def _settle_doubtful(self, uow: UnitOfWork) -> None:
        now = self._clock.now()
        for outbound_id in uow.outbox.abandon(now):
            uow.audit.add(AuditEntry(now, "mailflow", "delivery unknown", f"mail {outbound_id}", "the worker died while it was sending"))
        for outbound_id in uow.outbox.resend_unknown(now, doubtful_before(now, self._patience)):
            uow.audit.add(
                AuditEntry(now, "mailflow", "sent once more", f"mail {outbound_id}", "same Message-ID; whether it arrived is unknown")
            )
