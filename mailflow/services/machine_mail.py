"""What becomes of mail that machines send: bounces, automatic answers, our own mail come back; and of mail that we cannot read.

None of it is answered, but for one polite answer to a registered person whose mail is encrypted. None of it decides anything; an absence
can at most pause reminders.
"""

from dataclasses import dataclass, replace
from datetime import date

from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.classification.absences import Absence, find_absence, find_own_absence
from mailflow.domain.classification.bounces import bounce_of, shown
from mailflow.domain.classification.classify import doubt_of, is_certain, says_more
from mailflow.domain.classification.kinds import Classified, Evidence, MessageKind
from mailflow.domain.classification.machine_authors import machine_author
from mailflow.domain.editing.correcting import Corrected
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.speakers import UnreadableContext
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import Address, Authentication, InboundMessage, OutboxEntry, Proof, is_same_address
from mailflow.domain.records import InboundOutcome, InboundRecord
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.review import Decision

HOPS_LIMIT = 50
"""A mail that has passed more servers goes in circles (RFC 5321 6.3)."""
_SHOWN = 80
_NOBODYS = "somebody who is not proven, so that it counts for nothing, is"


@dataclass(frozen=True, slots=True)
class Case:
    """One message in hand.

    `answered` is the mail of ours that it answers by a reply token or in its thread; `returned` the one to whose signed bounce address it
    came, which is no right to anything. `kept_bytes` is how much of the message is kept, 0 where that is all. `corrected` is what the
    message makes of the minutes that it answers.
    """

    record: InboundRecord
    authentication: Authentication
    classified: Classified
    answered: Answered | None
    returned: OutboxEntry | None = None
    kept_bytes: int = 0
    corrected: Corrected | None = None

    @property
    def message(self) -> InboundMessage:
        """The message as read."""
        return self.classified.message


class MachineMail:
    """Acts on what machines send, in the caller's transaction."""

    def __init__(self, post: Correspondence) -> None:
        self._post = post

    def find_returned(self, uow: UnitOfWork, message: InboundMessage) -> OutboxEntry | None:
        """Return the mail of ours to whose bounce address a message came; an address that we did not sign counts for nothing."""
        for address in message.recipients:
            target = self._post.find_bounced(address)
            entry = uow.outbox.find(target) if target else None
            if entry is not None:
                return entry
        return None

    def find_loop(self, uow: UnitOfWork, message: InboundMessage) -> Decision | None:
        """Return what becomes of a message that is our own, or that goes in circles; none of any other."""
        if uow.outbox.find_by_message_id(message.message_id) is not None or self._bears_our_mark(message):
            return Decision(InboundState.IGNORED, "a mail of our own came back")
        if any(self._is_ours(author.email) for author in message.authors):
            return Decision(InboundState.TRIAGE, "it says that it is from us, and is not")
        if message.hops > HOPS_LIMIT:
            return Decision(InboundState.TRIAGE, f"it has passed {message.hops} mail servers: it may go in circles")
        return None

    def _bears_our_mark(self, message: InboundMessage) -> bool:
        return any(self._post.is_own_mark(mark.value) for mark in message.marks if mark.name.lower() == "x-loop")

    def _is_ours(self, address: str) -> bool:
        local, _, host = address.rpartition("@")
        return is_same_address(f"{local.partition('+')[0]}@{host}", self._post.office.address)

    def bounce(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Record what failed, for whom and why, and which mail of ours that was; it counts where our signature proves that."""
        bounce = bounce_of(case.message)
        if case.returned is not None and "@" not in case.returned.recipient.email:
            reason = f"a delivery report of mail {case.returned.id}, to an address that was forgotten"
            return replace(outcome, state=InboundState.DONE, reason=reason, evidence=self._named(case))
        if case.returned is not None:
            uow.chase.record_bounce(case.returned.id, bounce, inbound_id=case.record.id, at=case.record.received_at)
        known = case.returned.id if case.returned else case.answered.id if case.answered else None
        about = f"of mail {known}" if known else "of no known mail"
        kind = "complaint" if bounce.kind == "complaint" else "delivery report"
        evidence = (*outcome.evidence, Evidence("failure", f"{shown(bounce)} {bounce.diagnostic}".strip()[:300], 0.0), *self._named(case))
        return replace(outcome, state=InboundState.DONE, reason=f"a {kind} {about}: {shown(bounce)}", evidence=evidence)

    def _named(self, case: Case) -> tuple[Evidence, ...]:
        """Return by what the mail of ours is known; a bounce without our signature may be forged, and is told as such."""
        if case.returned is not None:
            return (Evidence("delivery", f"signed bounce address of {case.returned.kind} {case.returned.id}", 1.0),)
        if case.answered is not None:
            return (Evidence("delivery", f"it holds the Message-ID of {case.answered.kind} {case.answered.id}", 0.5),)
        return (Evidence("delivery", "no signed bounce address and no Message-ID of ours: it counts for nothing", 0.0),)

    def automatic(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Set an automatic mail aside; a person reads what may be the words of a person whom we know."""
        detail = case.classified.evidence[0].detail
        if is_certain(case.classified):
            is_for_a_person = self._has_token(case) and says_more(case.classified) and self._is_known(uow, case)
            reason = f"it answers us in its own words, but is marked as automatic ({detail})"
        else:
            is_for_a_person = self._may_be_a_persons(uow, case)
            reason = f"it answers us, and reads as automatic mail does ({detail})"
        if is_for_a_person:
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        return replace(outcome, state=InboundState.IGNORED, reason=f"an automatic mail ({detail})")

    def _may_be_a_persons(self, uow: UnitOfWork, case: Case) -> bool:
        """Tell whether a mail that only reads as automatic came by our token, or from a proven person whom we know."""
        is_proven = case.authentication.proof is Proof.PASS and self._is_known(uow, case)
        return (self._has_token(case) or is_proven) and not self.machine_author(uow, case)

    def machine_author(self, uow: UnitOfWork, case: Case) -> str:
        """Say that the author is a machine or a role; empty for people, and for an address to which the mail answered went itself."""
        machine = machine_author(case.message)
        if not machine or (case.answered and self._is_addressee(uow, case.answered, case.message.author.email)):
            return ""
        return machine

    def _has_token(self, case: Case) -> bool:
        return case.answered is not None and case.answered.has_token

    def encrypted(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Leave an encrypted mail to a person, and ask for it once more in clear, once a day, if its author is registered."""
        told = self._ask_for_clear_text(uow, case)
        reason = f"{case.classified.evidence[0].detail}" + ("; its author was asked to send it in clear" if told else "")
        return replace(outcome, state=InboundState.TRIAGE, reason=reason)

    def _ask_for_clear_text(self, uow: UnitOfWork, case: Case) -> bool:
        message = case.message
        if (
            len(message.authors) != 1
            or case.authentication.proof is Proof.FAIL
            or doubt_of(case.classified)
            or self.machine_author(uow, case)
        ):
            return False
        meetings = uow.meetings.meetings_of(message.author.email)
        if not meetings:
            return False
        answered = case.answered if case.answered and case.answered.meeting_id in meetings else None
        meeting_id = MeetingId(answered.meeting_id if answered and answered.meeting_id else meetings[0])
        recipient = Address(message.author.email, message.author.name)
        is_addressee = answered is not None and self._is_addressee(uow, answered, message.author.email)
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"unreadable:{message.author.email.lower()}:{case.record.received_at:%Y-%m-%d}",
            context=UnreadableContext(uow.meetings.series_of(meeting_id), uow.meetings.get(meeting_id), recipient, message.encrypted),
            # The answer in clear is about what the encrypted one was; a token of somebody else's mail is not passed on.
            person_id=answered.person_id if answered and is_addressee else None,
            item_keys=answered.item_keys if answered and is_addressee else (),
            cause_id=case.record.id,
            references=(message.message_id,) if message.message_id else (),
        )
        return self._post.post(uow, letter) is not None

    def _is_addressee(self, uow: UnitOfWork, answered: Answered, address: str) -> bool:
        person = uow.meetings.find_person(answered.person_id) if answered.person_id is not None else None
        return person is not None and person.email is not None and is_same_address(person.email, address)

    def _is_known(self, uow: UnitOfWork, case: Case) -> bool:
        return any(uow.meetings.meetings_of(author.email) for author in case.message.authors)

    def note_absence(self, uow: UnitOfWork, case: Case) -> tuple[Evidence, ...]:
        """Write down until when the author is away, if they say so and we know them.

        Known is who has a registered address, if it is proven or got the mail whose token the message bears; of automatic mail also whoever
        got that mail, under whatever name it comes back.
        """
        absence = _absence_of(case)
        if absence is None or len(case.message.authors) != 1 or case.authentication.proof is Proof.FAIL:
            return ()
        noted = next((found for found in case.record.evidence if found.signal == "absence" and _NOBODYS not in found.detail), None)
        if noted is not None:  # it is read anew: what has come since may say otherwise
            return (noted,)
        who = self._record(uow, case, absence.until)
        return (Evidence("absence", f"{who} away until {absence.until:%Y-%m-%d} («{absence.words[-_SHOWN:]}»)", 0.0),)

    def _record(self, uow: UnitOfWork, case: Case, until: date) -> str:
        address = case.message.author.email
        person_id = _vouched_for(case)
        person = uow.meetings.find_person(PersonId(person_id)) if person_id is not None else None
        is_addressee = person is not None and person.email is not None and is_same_address(person.email, address)
        if (is_addressee or case.authentication.proof is Proof.PASS) and uow.meetings.record_absence(address, until):
            return f"{address} is"
        is_machines = case.classified.kind is MessageKind.AUTO_REPLY and is_certain(case.classified)
        if person_id is None or not is_machines or uow.meetings.knows(address):
            return _NOBODYS
        uow.meetings.record_absence_of(PersonId(person_id), until)
        return "whoever got our mail is"


def _vouched_for(case: Case) -> int | None:
    """Return to whom the mail of ours went of which a message bears the reply token or the bounce address; a thread is no token."""
    if case.answered is not None and case.answered.has_token:
        return case.answered.person_id
    return case.returned.person_id if case.returned is not None else None


def _absence_of(case: Case) -> Absence | None:
    message, text = case.message, case.classified.extraction.text
    sent_on = case.record.received_at.date()
    if case.classified.kind is MessageKind.AUTO_REPLY and is_certain(case.classified):
        return find_absence(f"{message.subject}\n{text}", sent_on=sent_on)
    if case.classified.kind in {MessageKind.BOUNCE, MessageKind.RSVP}:
        return None
    return find_own_absence(text, sent_on=sent_on)
