"""What waits for a decision, by mail: the digest to the secretary, and the reply that decides.

    messages in triage -> digest (entries A, B, …; each with its words that decide) -> `A 1`, `B discard` -> decided, and told so
    at once if the last digest is some hours old, else with the next one; once a day as long as something waits
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from string import ascii_uppercase
from urllib.parse import quote

from mailflow.domain.agenda import ItemKey, Meeting, MeetingId, Series, Speaker
from mailflow.domain.answers import Decision as Ruled
from mailflow.domain.answers import Ruling, parse_rulings
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.secretary import DigestEntry, TriageContext
from mailflow.domain.mails.speakers import Choosable, NoticeKind
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.matching.match import WALK_IN, confidence_of
from mailflow.domain.message import Address, MailKind, OutboundId, Proof, is_same_address
from mailflow.domain.records import Asked, AuditEntry, InboundRecord, Question
from mailflow.services.asking import beginning, title_in
from mailflow.services.candidates import nearest_meeting
from mailflow.services.chosen_slots import items_of
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.decisions import Decider, Decisions
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision
from mailflow.services.telling import Telling

_BETWEEN = timedelta(hours=4)
_AGAIN = timedelta(days=1)
_OPEN_FOR = timedelta(days=60)
_CHOICES = 4
_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Desk:
    """Whose desk it is: of which series, by which meeting it is told, and what waits there."""

    series: Series
    meeting: Meeting
    secretary: Speaker
    waiting: tuple[InboundRecord, ...]


class Digest:
    """Post the digests that are due, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork) -> None:
        """Post to each secretary what waits for them, where it is time."""
        waiting = uow.questions.undecided(self._clock.now())
        for desk in self._desks(uow, waiting):
            if self._is_due(uow, desk):
                self._post_digest(uow, desk)

    def _desks(self, uow: UnitOfWork, waiting: Sequence[InboundRecord]) -> Iterator[_Desk]:
        """Yield the desks at which something waits; what belongs to no meeting waits at that of the nearest one."""
        nearest = nearest_meeting(uow, self._clock.now()) if any(record.meeting_id is None for record in waiting) else None
        meetings: dict[MeetingId, list[InboundRecord]] = {}
        for record in waiting:
            meeting_id = record.meeting_id or nearest
            if meeting_id is not None:
                meetings.setdefault(meeting_id, []).append(record)
        by_series: dict[str, list[MeetingId]] = {}
        for meeting_id in meetings:
            by_series.setdefault(uow.meetings.series_of(meeting_id).slug, []).append(meeting_id)
        for ids in by_series.values():
            series = uow.meetings.series_of(ids[-1])
            secretary = series.secretary or series.chair
            if secretary is not None and secretary.email:
                records = sorted((record for meeting_id in ids for record in meetings[meeting_id]), key=lambda record: record.id)
                yield _Desk(series, uow.meetings.get(ids[-1]), secretary, tuple(records))

    def _is_due(self, uow: UnitOfWork, desk: _Desk) -> bool:
        now = self._clock.now()
        last = uow.questions.last_asked_at(desk.secretary.email or "", Asked.SECRETARY)
        if last is None:
            return True
        told = uow.questions.told([record.id for record in desk.waiting])
        is_new = any(record.id not in told for record in desk.waiting)
        return now - last >= (_BETWEEN if is_new else _AGAIN)

    def _post_digest(self, uow: UnitOfWork, desk: _Desk) -> None:
        now = self._clock.now()
        told = uow.questions.told([record.id for record in desk.waiting])
        first = sorted(desk.waiting, key=lambda record: (record.id in told, record.id))[: len(ascii_uppercase)]
        outbound_id = self._post.new_id()
        questions = [self._question(uow, outbound_id, label, record) for label, record in zip(ascii_uppercase, first, strict=False)]
        entries = tuple(self._entry(uow, question, record) for question, record in zip(questions, first, strict=True))
        recipient = Address(desk.secretary.email or "", desk.secretary.name)
        letter = Letter(
            id=outbound_id,
            purpose=f"triage:{desk.series.slug}:{now:%Y-%m-%dT%H}",
            context=TriageContext(desk.series, desk.meeting, recipient, entries),
            person_id=desk.secretary.id,
        )
        if self._post.post(uow, letter) is not None:
            uow.questions.add(questions)

    def _question(self, uow: UnitOfWork, outbound_id: OutboundId, label: str, record: InboundRecord) -> Question:
        now = self._clock.now()
        title = next((one.detail for one in record.evidence if one.signal == WALK_IN), "") or title_in(record.subject)
        choices = tuple(_choices(uow, record))
        return Question(outbound_id, label, Asked.SECRETARY, record.id, choices, now, now + _OPEN_FOR, title[:_TITLE])

    def _entry(self, uow: UnitOfWork, question: Question, record: InboundRecord) -> DigestEntry:
        confidence = confidence_of(record.evidence)
        choosable = tuple(
            Choosable(
                number,
                items_of(uow.meetings.get(choice.meeting_id), choice.keys),
                max((confidence.get(key, 0.0) for key in choice.keys), default=0.0),
                tuple(one for one in record.evidence if one.slot in choice.keys),
            )
            for number, choice in enumerate(question.choices, start=1)
        )
        words = [f"{question.label} {word}" for word in (*(str(one.number) for one in choosable), "add", "ask", "discard")]
        return DigestEntry(
            question.label,
            record.id,
            record.author,
            record.subject,
            record.received_at,
            beginning(record.text),
            record.reason,
            choosable,
            question.walk_in,
            tuple((word, self._url(question.outbound_id, word)) for word in words),
        )

    def _url(self, outbound_id: OutboundId, word: str) -> str:
        address = quote(self._post.reply_address(outbound_id, MailKind.TRIAGE), safe="@+.")
        return f"mailto:{address}?subject={quote('Decision')}&body={quote(word)}"


def _choices(uow: UnitOfWork, record: InboundRecord) -> Iterator[Choice]:
    """Yield where a message could go, by what was found when it was read, likeliest first."""
    if record.meeting_id is None:
        return
    meeting = uow.meetings.get(record.meeting_id)
    keys = [ItemKey(key) for key in record.item_keys if meeting.find_item(key) is not None]
    for key in keys[:_CHOICES]:
        yield Choice(record.meeting_id, (key,))


class Rulings:
    """Take the secretary's reply to a digest, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._telling = Telling(post)
        self._decisions = Decisions(post, clock=clock)

    def __call__(self, uow: UnitOfWork, case: Case) -> Decision:
        """Carry out what a reply decides; triage where it comes from nobody who may."""
        answered = case.answered
        questions = {question.label: question for question in uow.questions.of_mail(answered.id)} if answered else {}
        if answered is None or answered.meeting_id is None or not _may_decide(uow, case):
            return Decision(InboundState.TRIAGE, "it answers a digest, but comes from nobody who may decide")
        names = tuple(author.name for author in case.message.authors)
        slots = uow.meetings.get(answered.meeting_id).slots
        places = [f"{slot.key} {slot.title}" for slot in slots]
        rulings = parse_rulings(case.classified.extraction.text, list(questions), places=places, names=names)
        if not rulings:
            words = beginning(case.classified.extraction.text)
            self._telling.notice(uow, case, answered.meeting_id, NoticeKind.NOT_UNDERSTOOD, words=words)
            return Decision(InboundState.REJECTED, "it answers a digest in words that decide nothing; its author was told so")
        by = Decider(case.message.author.email, case.record.id)
        keys = [slot.key for slot in slots]
        told = [(questions[ruling.label], ruling) for ruling in rulings]
        named = [_choice(question, ruling, answered.meeting_id, keys) for question, ruling in told]
        choices = [_in_its_meeting(uow, question, choice) for (question, _), choice in zip(told, named, strict=True)]
        lines = [f"{one[1].label}: {self._decide(uow, one, choice, by)}" for one, choice in zip(told, choices, strict=True)]
        said = "\n".join(lines)
        uow.audit.add(AuditEntry(self._clock.now(), by.name, "decided", f"digest {answered.id}", said, case.record.id))
        self._telling.notice(uow, case, answered.meeting_id, NoticeKind.DECIDED, words=said)
        return Decision(InboundState.DONE, "; ".join(lines))

    def _decide(self, uow: UnitOfWork, decided: tuple[Question, Ruling], choice: Choice | None, by: Decider) -> str:
        question, ruling = decided
        record = uow.inbound.lock(question.inbound_id)
        if record.state is not InboundState.TRIAGE:
            return f"message {record.id} is {record.state} already"
        try:
            if ruling.decision is Ruled.ADD:
                title = ruling.title or question.walk_in
                return self._decisions.add(uow, record, title, by) if title else f"a new item needs a title: {question.label} add TITLE"
            if ruling.decision is Ruled.ASK:
                return self._decisions.ask(uow, record, question.choices, by)
            if ruling.decision is Ruled.DISCARD:
                return self._decisions.discard(uow, record, by)
            if choice is None:
                return f"there is no choice {ruling.number}"
            return self._decisions.assign(uow, record, choice, by)
        except (BadInputError, NotFoundError, IllegalTransition) as error:
            return str(error)


def _choice(question: Question, ruling: Ruling, meeting_id: MeetingId, keys: Sequence[ItemKey]) -> Choice | None:
    """Return the place that a ruling names: one of the choices by its number, or any slot of the meeting by its name."""
    if ruling.decision is Ruled.PLACE:
        return Choice(meeting_id, (keys[ruling.number],))
    if ruling.decision is not Ruled.CHOOSE or not 1 <= ruling.number <= len(question.choices):
        return None
    return question.choices[ruling.number - 1]


def _in_its_meeting(uow: UnitOfWork, question: Question, choice: Choice | None) -> Choice | None:
    """Return a place that was named by its title in the meeting that the message is about, where that is another than the digest's."""
    meeting_id = uow.inbound.get(question.inbound_id).meeting_id
    if choice is None or meeting_id is None or choice.meeting_id == meeting_id or choice in question.choices:
        return choice
    titles = {slot.title for slot in items_of(uow.meetings.get(choice.meeting_id), choice.keys)}
    keys = tuple(slot.key for slot in uow.meetings.get(meeting_id).slots if slot.title in titles)
    return Choice(meeting_id, keys) if len(keys) == 1 else choice


def _may_decide(uow: UnitOfWork, case: Case) -> bool:
    """Tell whether a reply comes from whom the digest went to: by its token, and from that address."""
    answered, message = case.answered, case.message
    if answered is None or not answered.has_token or len(message.authors) != 1 or case.authentication.proof is Proof.FAIL:
        return False
    entry = uow.outbox.find(answered.id)
    return entry is not None and is_same_address(entry.recipient.email, message.author.email)
