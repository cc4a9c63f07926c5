"""What the secretary does from the shell: replay, assign or discard a message, set an address."""

from collections.abc import Sequence
from datetime import datetime

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId
from mailflow.domain.errors import BadInputError, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.matching.titles import Index
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry, InboundRecord, Job
from mailflow.services.decisions import Decider, Decisions
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.readdressing import mark_readdressed

_ACTOR = "command line"


class Desk:
    """Decisions from the command line, each in the audit trail."""

    def __init__(self, begin: UnitOfWorkFactory, decisions: Decisions, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._decisions = decisions
        self._clock = clock
        self._doorbell = doorbell

    def replay(self, ids: Sequence[InboundId]) -> tuple[InboundId, ...]:
        """Read messages anew, as if they had just come, and return those that did not wait for it anyway.

        All of them or none. What a message has done before stays done, and is not done twice; one that a flood holds back is let in.
        One of which the mail server gave no octets stays as it is: it is fetched again by itself.

        Raises:
            NotFoundError: there is no such message.
        """
        now = self._clock.now()
        chosen = tuple(dict.fromkeys(ids))
        with self._begin() as uow:
            restarted = tuple(inbound_id for inbound_id in chosen if _may_restart(uow.inbound.lock(inbound_id)))
            for inbound_id in restarted:
                uow.inbound.restart(inbound_id, now=now)
                uow.audit.add(AuditEntry(now, _ACTOR, "replay", f"message {inbound_id}", inbound_id=inbound_id))
            uow.commit()
        self._doorbell.ring(Job.INGEST, chosen)
        return restarted

    def undelivered(self, ids: Sequence[InboundId]) -> tuple[InboundId, ...]:
        """Return those of the messages of which the mail server has given no octets so far. Raises NotFoundError."""
        with self._begin() as uow:
            return tuple(inbound_id for inbound_id in dict.fromkeys(ids) if _is_undelivered(uow.inbound.get(inbound_id)))

    def to_replay(self, *, state: str | None, since: datetime | None) -> tuple[InboundId, ...]:
        """Return the messages in a state that were received since a time, oldest first; None stands for any."""
        with self._begin() as uow:
            return uow.inbound.find(state=state, since=since)

    def assign(self, inbound_id: InboundId, key: str, *, meeting_id: MeetingId | None = None) -> str:
        """Let a message be filed under an item, by its key or its title, and return what was done; a filed one goes there from its slot.

        Raises:
            NotFoundError: there is no such message, meeting or item.
            BadInputError: the title is that of several items, or the message is no report.
        """
        with self._begin() as uow:
            record = uow.inbound.lock(inbound_id)
            chosen = meeting_id or self._decisions.meeting_of(uow, record)
            place = Choice(chosen, (_item_named(uow.meetings.get(chosen), key).key,))
            done = self._decisions.assign(uow, record, place, Decider(_ACTOR))
            uow.commit()
        self._doorbell.ring(Job.INGEST, (inbound_id,))
        return done

    def add_slot(self, inbound_id: InboundId, title: str) -> str:
        """Add a slot for a message in triage, let it be filed there, and return what was done.

        Raises:
            NotFoundError: there is no such message, or no meeting that is open.
            IllegalTransition: the message is settled.
            BadInputError: the title is none.
        """
        with self._begin() as uow:
            done = self._decisions.add(uow, uow.inbound.lock(inbound_id), title, Decider(_ACTOR))
            uow.commit()
        self._doorbell.ring(Job.INGEST, (inbound_id,))
        return done

    def discard(self, inbound_id: InboundId) -> None:
        """Take a message out of triage; it is kept. Raises NotFoundError; IllegalTransition where it is settled."""
        with self._begin() as uow:
            self._decisions.discard(uow, uow.inbound.lock(inbound_id), Decider(_ACTOR))
            uow.commit()

    def set_address(self, meeting_id: MeetingId, name: str, email: str) -> None:
        """Write the address of a person of a meeting; where they are invited at another, they are told. Raises NotFoundError."""
        with self._begin() as uow:
            uow.meetings.set_address(meeting_id, name, email)
            mark_readdressed(uow, meeting_id, now=self._clock.now())
            uow.audit.add(AuditEntry(self._clock.now(), _ACTOR, "address set", f"meeting {meeting_id}", f"{name}: {email}"))
            uow.commit()


def _item_named(meeting: Meeting, name: str) -> AgendaItem:
    """Return the item with a key or a title. Raises NotFoundError, BadInputError."""
    by_key = meeting.find_item(name.strip())
    if by_key is not None:
        return by_key
    items = tuple(meeting.walk())
    found = {mention.slot for mention in Index([(item.title, item.aliases) for item in items]).mentions(name)}
    if not found:
        keys = ", ".join(f"{slot.key} {slot.title}" for slot in meeting.slots)
        raise NotFoundError("item", f"{name} of meeting {meeting.id}; it has {keys}")
    if len(found) > 1:
        named = " or ".join(f"{items[place].key} {items[place].title}" for place in sorted(found))
        raise BadInputError(f"{name} names several items: give the key of one, {named}")
    return items[found.pop()]


def _may_restart(record: InboundRecord) -> bool:
    return not _waits_anyway(record) and not _is_undelivered(record)


def _is_undelivered(record: InboundRecord) -> bool:
    """Tell whether there is nothing to be read yet."""
    return record.state is InboundState.FAILED and record.size_bytes == 0


def _waits_anyway(record: InboundRecord) -> bool:
    """Tell whether a message is going to be read without further ado; one that a flood holds back (it says so) is not."""
    return record.state is InboundState.RECEIVED and (not record.reason or record.settled_at is not None)
