"""A way onto the status board for whoever runs a series: a link to their known address, which works once. There are no passwords.

    address typed -> of chair, deputy or secretary of any series? -> a mail with a link -> used once -> a session
                  -> of nobody: nothing, and the page says the same
"""

from collections.abc import Iterator
from datetime import timedelta

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.mails.secretary import LoginContext
from mailflow.domain.message import Address
from mailflow.domain.records import AuditEntry, Job
from mailflow.domain.sessions import Session
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.sessions import Sessions
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell

_LIFETIME = timedelta(minutes=15)
_BETWEEN_MINUTES = 5
"""A link is mailed to an address once in so many minutes, whoever asks."""


class Login:
    """Lets people in."""

    def __init__(self, begin: UnitOfWorkFactory, post: Correspondence, sessions: Sessions, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._post = post
        self._sessions = sessions
        self._clock = clock
        self._doorbell = doorbell

    def ask(self, address: str) -> None:
        """Mail a link to an address that runs a series; nothing where it runs none, or has got one just now."""
        now, wanted = self._clock.now(), address.strip()
        with self._begin() as uow:
            series = next(iter(series_run_by(uow, wanted)), None)
            url = self._sessions.login_url(wanted, now=now) if series else ""
            meeting = _newest_meeting(uow, series) if series else None
            if series is None or meeting is None or not url:
                return
            context = LoginContext(series, meeting, Address(wanted.lower(), _name_of(series, wanted)), url, now + _LIFETIME)
            slot = f"{now:%Y-%m-%dT%H}:{now.minute // _BETWEEN_MINUTES}"
            posted = self._post.post(uow, Letter(self._post.new_id(), f"login:{wanted.lower()}:{slot}", context))
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, [posted] if posted else [])

    def find(self, token: str) -> Session | None:
        """Return whom a link lets in, without using it: a scanner that follows it changes nothing. None where it was used, or is forged."""
        return self._unused(self._sessions.read_login(token, now=self._clock.now()))

    def _unused(self, found: Session | None) -> Session | None:
        """Return what a token proves, unless it was used up."""
        if found is None:
            return None
        with self._begin() as uow:
            return None if uow.logins.is_used(found.digest) else found

    def enter(self, token: str) -> str | None:
        """Use a link, and return the cookie of a session; None where it is forged, too old, or was used before."""
        now, found = self._clock.now(), self.find(token)
        if found is None:
            return None
        with self._begin() as uow:
            is_first = uow.logins.use(found.digest, now=now) and bool(series_run_by(uow, found.address))
            if is_first:
                uow.audit.add(AuditEntry(now, found.address, "logged in", "status board"))
            uow.commit()
        return self._sessions.begin(found.address, now=now) if is_first else None

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None where it is forged, over, or was left."""
        return self._unused(self._sessions.read(cookie, now=self._clock.now()))

    def leave(self, session: Session) -> None:
        """End a session: whoever has a copy of its cookie is out as well."""
        now = self._clock.now()
        with self._begin() as uow:
            if uow.logins.use(session.digest, now=now):
                uow.audit.add(AuditEntry(now, session.address, "logged out", "status board"))
            uow.commit()


def series_run_by(uow: UnitOfWork, address: str) -> tuple[Series, ...]:
    """Return the series of which an address is the chair's, a deputy's or the secretary's, those of the newest meetings first."""
    newest = {summary.series: summary.id for summary in reversed(uow.meetings.summaries())}
    every = (uow.meetings.series_of(meeting_id) for meeting_id in sorted(newest.values(), reverse=True))
    return tuple(series for series in every if address.strip().lower() in _runners(series))


def _runners(series: Series) -> Iterator[str]:
    people = (*series.approvers, *((series.secretary,) if series.secretary else ()))
    yield from (person.email.lower() for person in people if person.email)


def _name_of(series: Series, address: str) -> str:
    people = (*series.approvers, *((series.secretary,) if series.secretary else ()))
    return next((person.name for person in people if (person.email or "").lower() == address.lower()), "")


def _newest_meeting(uow: UnitOfWork, series: Series) -> Meeting | None:
    summary = next((summary for summary in uow.meetings.summaries() if summary.series == series.slug), None)
    return uow.meetings.get(summary.id) if summary else None
