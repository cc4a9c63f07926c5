"""To whom we may write because of a message, and short answers to orders, questions and corrections.

A receipt or an answer goes to people whom we know, to whoever holds a token of ours, or to a proven address: anybody else could be
somebody whose address was borrowed.
"""

from datetime import timedelta

from mailflow.domain.agenda import AgendaItem, MeetingId, PersonId, Speaker
from mailflow.domain.floods import Scope
from mailflow.domain.languages import language_of
from mailflow.domain.mails.chair import ForwardContext, ForwardKind
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Address, Proof
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

_PER_MESSAGE = frozenset({
    NoticeKind.WITHDRAWN, NoticeKind.DELEGATED, NoticeKind.QUESTION_PASSED_ON, NoticeKind.CORRECTION_PASSED_ON, NoticeKind.DECIDED,
})  # fmt: skip
"""What is said once a message; anything else once an hour to one address, as a machine may answer it."""


_MAILS = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
"""From how many mails of one author within which time on nothing is passed on to the chair any more."""


def may_be_told(uow: UnitOfWork, case: Case) -> bool:
    """Tell whether the author of a message may be written to."""
    message = case.message
    if len(message.authors) != 1 or case.authentication.proof is Proof.FAIL:
        return False
    has_token = case.answered is not None and case.answered.has_token
    return has_token or case.authentication.proof is Proof.PASS or uow.meetings.knows(message.author.email)


def holds_token_of(case: Case, person_id: PersonId | None) -> bool:
    """Tell whether a message came by a reply address that was given to a person: whoever holds somebody else's vouches for nobody."""
    answered = case.answered
    return answered is not None and answered.has_token and person_id is not None and answered.person_id == person_id


def is_vouched_for(uow: UnitOfWork, case: Case, author: Speaker) -> bool:
    """Tell whether an address that we know, a reply address that was given to them, or a person says that a mail is a speaker's."""
    if has_address(author, case.message.author.email) or holds_token_of(case, author.id):
        return True
    return uow.questions.find_assignment(case.record.id) is not None


def why_borrowed(uow: UnitOfWork, case: Case) -> str:
    """Say why the address that a message bears is not its author's, where no reply address of theirs makes that good; else nothing."""
    if case.authentication.proof is not Proof.FAIL:
        return ""
    answered, address, detail = case.answered, case.message.author.email, case.authentication.detail
    if answered is None or not answered.has_token:
        return f"it has no token, and the address is not the author's ({detail})"
    holder = uow.meetings.find_person(answered.person_id) if answered.person_id is not None else None
    if (holder is not None and has_address(holder, address)) or not uow.meetings.knows(address):
        return ""
    return f"its token was given to somebody else, and the address is not the author's ({detail})"


def language_in(case: Case) -> str:
    """Return the language in which a message was written; empty where its text does not tell."""
    return language_of(case.classified.extraction.text)


class Telling:
    """Tells people what became of their words, in the caller's transaction."""

    def __init__(self, post: Correspondence) -> None:
        self._post = post

    def notice(
        self, uow: UnitOfWork, case: Case, meeting_id: MeetingId, kind: NoticeKind, *, slots: tuple[AgendaItem, ...] = (), **said: str
    ) -> None:
        """Post a notice to the author of a message, if they may be told.

        `said` are the fields `person` and `words` of the notice.
        """
        if not may_be_told(uow, case):
            return
        author, answered = case.message.author, case.answered
        when = str(case.record.id) if kind in _PER_MESSAGE else f"{author.email.lower()}:{case.record.received_at:%Y-%m-%dT%H}"
        context = NoticeContext(
            uow.meetings.series_of(meeting_id),
            uow.meetings.get(meeting_id),
            Address(author.email, author.name),
            kind,
            slots,
            language=language_in(case),
            **said,
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"notice:{kind}:{when}",
            context=context,
            person_id=answered.person_id if answered and answered.has_token else None,
            item_keys=tuple(slot.key for slot in slots),
            cause_id=case.record.id,
            references=thread_of(case),
        )
        self._post.post(uow, letter)

    def chair(self, uow: UnitOfWork, case: Case, meeting_id: MeetingId, kind: ForwardKind, slots: tuple[AgendaItem, ...]) -> str:
        """Pass the words of a message on to the chair; where that cannot be, say why."""
        series = uow.meetings.series_of(meeting_id)
        if series.chair is None or not series.chair.email:
            return "there is no chair"
        if _is_flood(uow, case):
            return "so many mails came from its author that a machine may answer ours"
        context = ForwardContext(
            series,
            uow.meetings.get(meeting_id),
            Address(series.chair.email, series.chair.name),
            kind,
            case.message.author,
            case.classified.extraction.text,
            slots,
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"forward:{case.record.id}",
            context=context,
            person_id=series.chair.id,
            cause_id=case.record.id,
        )
        self._post.post(uow, letter)
        return ""


def _is_flood(uow: UnitOfWork, case: Case) -> bool:
    """Tell whether more mails of one author came within some time than a person writes: each may answer what we said to the last."""
    author, came_at = case.message.author.email, case.record.received_at
    return any(uow.inbound.traffic(author, since=came_at - span)[Scope.SENDER].count >= most for span, most in _MAILS)


def thread_of(case: Case) -> tuple[str, ...]:
    """Return the references of an answer to a message."""
    message = case.message
    return (message.message_id, *message.references) if message.message_id else ()


def learn_address(uow: UnitOfWork, clock: Clock, person: tuple[PersonId, str], address: str, case: Case) -> None:
    """Write down that an address is a person's, and read anew what waits in triage from it."""
    person_id, name = person
    now = clock.now()
    if not uow.meetings.learn_alias(person_id, address, now=now, inbound_id=case.record.id):
        return
    uow.audit.add(AuditEntry(now, "mailflow", "address learnt", f"person {person_id}", f"{name}: {address}", case.record.id, person_id))
    read_anew(uow, clock, address)


def read_anew(uow: UnitOfWork, clock: Clock, address: str) -> None:
    """Read anew what waits in triage from an address of which we now know whose it is: the order of arrival makes no difference."""
    for waiting in uow.inbound.in_triage_from(address):
        uow.inbound.restart(waiting, now=clock.now())
