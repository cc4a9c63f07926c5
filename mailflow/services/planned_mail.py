"""The mail about the next meeting: that it is planned, has moved, or was not moved by an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.domain.agenda import SeriesId, Speaker, unique_people
from mailflow.domain.mails.series import PlannedContext
from mailflow.domain.message import Address, InboundId
from mailflow.domain.moves import Unmoved
from mailflow.domain.promises import Promise
from mailflow.domain.told import shifted
from mailflow.services.checking import findings_of
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About

_LATER = timedelta(days=7)
"""By how much the time of the example is later than the meeting, where minutes announce no other."""


@dataclass(frozen=True, slots=True)
class News:
    """What is told of the meeting (see PlannedContext); the same `purpose` is told to nobody twice."""

    was_announced: bool = False
    is_moved: bool = False
    purpose: str = ""
    unmoved: Unmoved | None = None
    words: str = ""
    announced_at: datetime | None = None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """The message that is answered: its id, the thread, and the language in which it was written, empty if unknown."""

    id: InboundId
    thread: tuple[str, ...] = ()
    language: str = ""


class PlannedMail:
    """Tell of a planned meeting, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, about: About, news: News) -> None:
        """Tell the chair and the secretary, each once."""
        for person in _told(about):
            self._post.post(uow, self._letter(uow, about, news, person))

    def in_answer(self, uow: UnitOfWork, answering: Answering, about: About, news: News, author: Speaker) -> bool:
        """Tell the author of an answer, at their known address, and of a move the chair and the secretary too; False if told before."""
        posted = self._post.post(uow, self._letter(uow, about, news, author, answering))
        for person in _told(about) if news.is_moved else ():
            if person.id != author.id:
                self._post.post(uow, self._letter(uow, about, news, person))
        return posted is not None

    def _letter(self, uow: UnitOfWork, about: About, news: News, person: Speaker, answering: Answering | None = None) -> Letter:
        meeting, series = about.meeting, about.series
        has_commands = series.secretary is not None and person.id == series.secretary.id
        context = PlannedContext(
            series=series,
            meeting=meeting,
            recipient=Address(person.email or "", person.name),
            people=meeting.speakers,
            invites_at=self._invites_at(about),
            was_announced=news.was_announced,
            is_moved=news.is_moved,
            findings=findings_of(uow, meeting, series, self._clock),
            actions=uow.actions.open_of(SeriesId(series.id or 0)),
            language=answering.language if answering else "",
            promises=news.promises,
            announced_at=news.announced_at,
            other_at=news.announced_at or shifted(meeting.start_at, meeting.timezone, by=_LATER),
            has_commands=has_commands,
            unmoved=news.unmoved,
            words=news.words,
        )
        purpose = f"planned:{meeting.id}:{person.id}" + (f":{news.purpose}" if news.purpose else "")
        cause, thread = (answering.id, answering.thread) if answering else (None, ())
        return Letter(self._post.new_id(), purpose, context, person_id=person.id, cause_id=cause, references=thread)

    def _invites_at(self, about: About) -> datetime | None:
        """Return when the invitations go out: at once where it is later than that already."""
        habits = about.series.habits
        return max(about.meeting.start_at - habits.invite_before, self._clock.now()) if habits.is_automatic else None


def _told(about: About) -> tuple[Speaker, ...]:
    people = (about.series.chair, about.series.secretary)
    return unique_people(person for person in people if person is not None and person.email)
