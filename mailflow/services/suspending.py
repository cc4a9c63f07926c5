"""Readers whom mail does not reach: suspended when enough has failed, asked once by a probe, and back at any sign of life.

    hard failures on three days -> suspended, the secretary is told -> a week later a probe -> any mail from there -> on the list as before

Only bounces to our signed addresses count, and what servers refused us: a forged bounce is nobody's.
"""

from dataclasses import replace
from datetime import timedelta

from mailflow.domain.agenda import MeetingId, Series, SeriesId
from mailflow.domain.choices import is_dead
from mailflow.domain.mail_reports import BounceKind
from mailflow.domain.mails.readers import SubscriberSuspendedContext, SubscriptionProbeContext
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.message import Address, OutboxEntry
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.leaving import Departure, Leaving, Listed
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.readership import all_series, venue_of

PROBE_AFTER = timedelta(days=7)


class Suspending:
    """Suspends, probes and resumes, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._leaving = Leaving(clock)

    def review(self, uow: UnitOfWork, venue: Venue) -> int:
        """Suspend the readers of a series of whom enough has failed, tell its secretary, and return how many those are."""
        now, series_id = self._clock.now(), SeriesId(venue.series.id or 0)
        count = 0
        for address, failures in sorted(uow.terms.failing(series_id).items()):
            terms = uow.terms.of(series_id, address)
            reason = "" if terms.suspended_at else is_dead(failures, terms, now)
            if reason:
                uow.terms.save(series_id, address, replace(terms, suspended_at=now, reason=reason))
                self._audit(uow, venue.series, "suspended", f"{address}: {reason}")
                self._leaving.suspended(uow, Listed(series_id, venue.series.slug, address))
                self._tell_secretary(uow, venue, address, reason)
                count += 1
        return count

    def __call__(self, uow: UnitOfWork) -> None:
        """Send the probes that are due."""
        if not uow.terms.any_suspended(self._clock.now() - PROBE_AFTER):
            return
        for venue in all_series(uow):
            self._probe(uow, venue)

    def _probe(self, uow: UnitOfWork, venue: Venue) -> None:
        now = self._clock.now()
        for address, terms in uow.terms.of_series(SeriesId(venue.series.id or 0)).items():
            if terms.suspended_at is None or now - terms.suspended_at < PROBE_AFTER:
                continue
            purpose = f"probe:{venue.series.slug}:{address}:{terms.suspended_at:%Y-%m-%dT%H:%M:%S}"
            if uow.outbox.find_by_purpose(purpose) is None:
                context = SubscriptionProbeContext(venue.series, venue.meeting, Address(address), terms.suspended_at)
                self._post.post(uow, Letter(self._post.new_id(), purpose, context))

    def bounced(self, uow: UnitOfWork, returned: OutboxEntry, kind: BounceKind) -> None:
        """Look at the readers of a series of which a mail came back; a complaint ends a subscription as its way out does."""
        if returned.meeting_id is None:
            return
        venue = venue_of(uow, MeetingId(returned.meeting_id))
        reader = Listed(SeriesId(venue.series.id or 0), venue.series.slug, returned.recipient.email)
        if kind is BounceKind.COMPLAINT and uow.subscribers.find(reader.series_id, reader.address) is not None:
            self._leaving.take_off(uow, reader, Departure("mailflow", why="they complained of our mail"))
            return
        self.review(uow, venue)

    def heard(self, uow: UnitOfWork, author: str) -> None:
        """Take a mail of which it is proven who wrote it, or that answers one of ours by its token, for a sign of life."""
        for series_id in uow.terms.suspended(author):
            self._resume(uow, series_id, author)

    def _resume(self, uow: UnitOfWork, series_id: SeriesId, address: str) -> None:
        terms, now = uow.terms.of(series_id, address), self._clock.now()
        uow.terms.save(series_id, address, replace(terms, suspended_at=None, reason="", alive_at=now))
        uow.audit.add(AuditEntry(now, address, "resumed", f"series {series_id}", f"{address}: mail has come from there"))

    def _tell_secretary(self, uow: UnitOfWork, venue: Venue, address: str, reason: str) -> None:
        secretary = venue.series.secretary or venue.series.chair
        if secretary is None or not secretary.email:
            return
        recipient = Address(secretary.email, secretary.name)
        context = SubscriberSuspendedContext(venue.series, venue.meeting, recipient, address, reason)
        purpose = f"suspended:{venue.series.slug}:{address}:{self._clock.now():%Y-%m-%d}"
        self._post.post(uow, Letter(self._post.new_id(), purpose, context, person_id=secretary.id))

    def _audit(self, uow: UnitOfWork, series: Series, action: str, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", action, f"series {series.slug}", detail))
