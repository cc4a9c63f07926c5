"""Ask the author of a mail where it belongs, and take the answer.

close candidates -> question with numbered choices -> `2` -> an assignment, and the mail is read anew with it
                                                   -> `0` -> a person decides
                    no answer within a day         -> a person decides
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.answers import NONE_OF_THEM, chosen
from mailflow.domain.classification.folding import fold
from mailflow.domain.classification.subjects import ANSWER
from mailflow.domain.languages import language_of
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.speakers import Choosable, QuestionContext
from mailflow.domain.matching.choices import named_choice
from mailflow.domain.matching.kinds import Choice, Venue
from mailflow.domain.matching.match import keys_of
from mailflow.domain.matching.people import has_address
from mailflow.domain.matching.titles import Index
from mailflow.domain.matching.writers import people_of
from mailflow.domain.message import Address, InboundId, Proof, is_same_address
from mailflow.domain.records import Asked, Assignment, AuditEntry, InboundOutcome, Question
from mailflow.services.chosen_slots import label_of, slots_of_choice
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision

_PATIENCE = timedelta(hours=24)
_BEGINNING = 300
_TAGS = re.compile(r"\A(?:\s*\[[^\[\]]{1,80}\])+")


class Asking:
    """Asks authors, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def ask(self, uow: UnitOfWork, inbound_id: InboundId, asked: InboundOutcome, choices: Sequence[Choice]) -> bool:
        """Post a question about a message to its author, once a message; False where it was asked before, or cannot be posted."""
        venue = _venue_of(uow, choices)
        until = self._clock.now() + _PATIENCE
        context = QuestionContext(
            venue.series,
            venue.meeting,
            Address(asked.author.email, asked.author.name),
            tuple(Choosable(number, slots_of_choice(uow, choice)) for number, choice in enumerate(choices, start=1)),
            asked.subject,
            beginning(asked.text),
            until,
            language_of(asked.text),
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"question:{inbound_id}",
            context=context,
            person_id=_person_of(venue, asked.author.email),
            item_keys=keys_of(choices),
            cause_id=inbound_id,
            references=(asked.message_id,) if asked.message_id else (),
        )
        posted = self._post.post(uow, letter)
        if posted is None:
            return False
        uow.questions.add([Question(posted, "", Asked.SENDER, inbound_id, tuple(choices), self._clock.now(), until)])
        return True

    def answer(self, uow: UnitOfWork, case: Case) -> Decision | None:
        """Take the answer to a question; None where the message is none, but something that is to be read by itself."""
        question = next(iter(uow.questions.of_mail(case.answered.id)), None) if case.answered else None
        if question is None:
            return None
        names = tuple(author.name for author in case.message.authors)
        number = chosen(case.classified.extraction.text, [label_of(uow, choice) for choice in question.choices], names=names)
        if number is None:
            number = _named(uow, case, question)
        if number is None:
            return None
        if not _is_theirs(uow, case):
            return Decision(InboundState.TRIAGE, f"it answers a question about message {question.inbound_id} that somebody else was asked")
        original = uow.inbound.lock(question.inbound_id)
        if original.state is not InboundState.TRIAGE:
            return Decision(InboundState.DONE, f"message {original.id}, about which it answers, is {original.state} already")
        if number == NONE_OF_THEM:
            return self._none_of_these(uow, case, question)
        choice = question.choices[number]
        author = case.message.author
        assign(uow, self._clock, Assignment(original.id, choice.meeting_id, choice.keys, author.email, self._clock.now(), case.record.id))
        said = f"message {original.id} belongs to {label_of(uow, choice)}"
        uow.audit.add(AuditEntry(self._clock.now(), author.email, "answered", f"message {case.record.id}", said, case.record.id))
        files = ", ".join(file.filename for file in case.message.attachments)
        if files:
            return Decision(InboundState.TRIAGE, f"{said}, as its author says; the answer brings files: {files[:_BEGINNING]}")
        return Decision(InboundState.DONE, f"{said}, as its author says")

    def _none_of_these(self, uow: UnitOfWork, case: Case, question: Question) -> Decision:
        now = self._clock.now()
        uow.questions.close(question.outbound_id, at=now)
        labels = ", ".join(label_of(uow, choice) for choice in question.choices)
        uow.inbound.settle(question.inbound_id, InboundState.TRIAGE, f"its author says that it belongs to none of {labels}")
        about = f"message {question.inbound_id}"
        uow.audit.add(AuditEntry(now, case.message.author.email, "none of these", about, labels, case.record.id))
        return Decision(InboundState.DONE, f"{about} belongs to none of {labels}, as its author says")


def assign(uow: UnitOfWork, clock: Clock, assignment: Assignment) -> None:
    """Write down where a message belongs, and let it be read anew."""
    uow.questions.assign(assignment)
    uow.inbound.restart(assignment.inbound_id, now=clock.now())
    about, where = f"message {assignment.inbound_id}", f"{' and '.join(assignment.keys)} of meeting {assignment.meeting_id}"
    uow.audit.add(AuditEntry(clock.now(), assignment.actor, "assigned", about, where, assignment.cause_id))


def beginning(text: str) -> str:
    """Return the first words of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rsplit(' ', 1)[0]} …"


def title_in(subject: str) -> str:
    """Return a subject as the title of an item, a word where there is none; an answer has that of another mail, and none of its own."""
    return "" if ANSWER.match(fold(subject).lstrip()) else _TAGS.sub("", subject).strip() or "More"


def _venue_of(uow: UnitOfWork, choices: Sequence[Choice]) -> Venue:
    meeting_id = MeetingId(choices[0].meeting_id)
    return Venue(uow.meetings.series_of(meeting_id), uow.meetings.get(meeting_id))


def _person_of(venue: Venue, address: str) -> PersonId | None:
    return next((person.id for person in people_of(venue) if has_address(person, address)), None)


def _named(uow: UnitOfWork, case: Case, question: Question) -> int | None:
    """Return the place of the choice that an answer names in a sentence; of several slots together none."""
    slots = [slots_of_choice(uow, choice) for choice in question.choices]
    alone = [(place, found[0]) for place, found in enumerate(slots) if len(found) == 1]
    number = named_choice(case.classified.extraction.text, Index([(slot.title, slot.aliases) for _, slot in alone]))
    return None if number is None else alone[number][0]


def _is_theirs(uow: UnitOfWork, case: Case) -> bool:
    """Tell whether an answer comes from the one who was asked: by the token of the question, or from their address."""
    if case.answered is None or case.answered.has_token:
        return case.answered is not None
    if case.authentication.proof is Proof.FAIL:
        return False
    entry = uow.outbox.find(case.answered.id)
    return entry is not None and is_same_address(entry.recipient.email, case.message.author.email)
