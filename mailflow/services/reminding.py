"""The mails of the timetable to people who have something to do: a report that is missing, minutes that wait, an address to be found."""

from mailflow.domain.agenda import slots_of
from mailflow.domain.mails.timetable import AddressesContext, NudgeContext, Occasion, ReminderContext, Unreached
from mailflow.domain.message import Address, MailKind, OutboundId
from mailflow.domain.timetable.kinds import Standing, Step, StepKind
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork


class Reminding:
    """Post reminders, nudges and what the secretary must know, in the caller's transaction; each for the purpose of its step."""

    def __init__(self, post: Correspondence) -> None:
        self._post = post

    def remind(self, uow: UnitOfWork, standing: Standing, step: Step) -> OutboundId | None:
        """Post a reminder: a plain mail in the thread of the invitation, answered like it."""
        meeting = standing.meeting
        context = ReminderContext(
            standing.series,
            meeting,
            recipient_of(step),
            step.slots,
            meeting.start_at,
            _occasion(step),
            step.for_whom,
            step.by_whom,
            step.to.language if step.to else "",
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=step.purpose,
            context=context,
            person_id=step.to.id if step.to else None,
            item_keys=tuple(slot.key for slot in step.slots),
            references=_thread(standing, step),
        )
        return self._post.post(uow, letter)

    def nudge(self, uow: UnitOfWork, standing: Standing, step: Step) -> OutboundId | None:
        """Post a nudge: the revision that waits, answered like the mail that brought it."""
        revision = standing.revision
        if revision is None or step.to is None:
            return None
        outbound_id, title = self._post.new_id(), standing.meeting.title
        missing = {item.key for item in revision.content.items if item.is_missing}
        context = NudgeContext(
            series=standing.series,
            meeting=standing.meeting,
            recipient=recipient_of(step),
            minutes=revision,
            waits_since=standing.waits_since or revision.created_at,
            approve_url=self._post.reply_url(outbound_id, MailKind.NUDGE, title, "approve"),
            hold_url=self._post.reply_url(outbound_id, MailKind.NUDGE, title, "hold"),
            missing=tuple(slot for slot in standing.meeting.slots if slot.key in missing),
            language=step.to.language,
        )
        return self._post.post(uow, Letter(outbound_id, step.purpose, context, person_id=step.to.id, minutes_id=revision.id))

    def tell_addresses(self, uow: UnitOfWork, standing: Standing, step: Step) -> OutboundId | None:
        """Post to the secretary who cannot be written to."""
        people = tuple(Unreached(one, slots_of(standing.meeting, one), standing.trouble_of(one)) for one in step.people)
        language = step.to.language if step.to else ""
        context = AddressesContext(standing.series, standing.meeting, recipient_of(step), people, language)
        return self._post.post(uow, Letter(self._post.new_id(), step.purpose, context, person_id=step.to.id if step.to else None))


def recipient_of(step: Step) -> Address:
    """Return to whom a step goes."""
    return Address(step.to.email or "", step.to.name) if step.to else Address("")


def _occasion(step: Step) -> Occasion:
    if step.kind is StepKind.REQUEST:
        return Occasion.DECLINED
    return Occasion.LAST if step.is_last else Occasion.MISSING


def _thread(standing: Standing, step: Step) -> tuple[str, ...]:
    """Return the Message-ID of the newest invitation of a person, where they have one."""
    message_id = standing.threads.get(step.to.id) if step.to is not None and step.to.id is not None else None
    return (message_id,) if message_id else ()
