"""Who was invited with which calendar event, and what they answered."""

from sqlalchemy import Connection, Row, Select, insert, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.told import told_of, told_values
from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.records import Invitation

_I = tables.invitations.c


class SqlInvitations:
    """InvitationRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Store an invitation; one per meeting and person."""
        key = {"meeting_id": invitation.meeting_id, "person_id": invitation.person_id}
        self._connection.execute(insert(tables.invitations).values(**key, **_values(invitation)))

    def save(self, invitation: Invitation) -> None:
        """Write all that is known of an invitation."""
        theirs = (_I.meeting_id == invitation.meeting_id, _I.person_id == invitation.person_id)
        self._connection.execute(update(tables.invitations).where(*theirs).values(**_values(invitation)))

    def find(self, meeting_id: MeetingId, person_id: PersonId) -> Invitation | None:
        """Return the invitation of a person."""
        return next(iter(self._found(select(tables.invitations).where(_I.meeting_id == meeting_id, _I.person_id == person_id))), None)

    def find_by_uid(self, uid: str) -> tuple[Invitation, ...]:
        """Return the invitations with that UID."""
        return self._found(select(tables.invitations).where(_I.uid == uid))

    def find_by_former_uid(self, uid: str) -> tuple[Invitation, ...]:
        """Return the invitations that had that UID before."""
        # Few events were ever taken back and sent anew, and no database searches a list of JSON as another does.
        renewed = self._found(select(tables.invitations).where(_I.former_uids.is_not(None)))
        return tuple(invitation for invitation in renewed if uid in invitation.former_uids)

    def of_meeting(self, meeting_id: MeetingId) -> tuple[Invitation, ...]:
        """Return the invitations of a meeting, by the id of the person."""
        return self._found(select(tables.invitations).where(_I.meeting_id == meeting_id))

    def _found(self, statement: Select[tuple[object, ...]]) -> tuple[Invitation, ...]:
        return tuple(_invitation_of(row) for row in self._connection.execute(statement.order_by(_I.person_id)))


def _values(invitation: Invitation) -> dict[str, object]:
    return {
        "address": invitation.address,
        "uid": invitation.uid,
        "sequence": invitation.sequence,
        "stamped_at": invitation.stamped_at,
        "partstat": invitation.partstat,
        "replied_at": invitation.replied_at,
        "reply_sequence": invitation.reply_sequence,
        "comment": invitation.comment or None,
        "told": told_values(invitation.told) if invitation.told else None,
        "former_uids": list(invitation.former_uids) or None,
        "cancelled_at": invitation.cancelled_at,
    }


def _invitation_of(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(
        meeting_id=MeetingId(row.meeting_id),
        person_id=PersonId(row.person_id),
        address=row.address,
        uid=row.uid,
        sequence=row.sequence,
        stamped_at=row.stamped_at,
        partstat=row.partstat,
        replied_at=row.replied_at,
        reply_sequence=row.reply_sequence,
        comment=row.comment or "",
        told=told_of(row.told) if row.told else None,
        former_uids=tuple(row.former_uids or ()),
        cancelled_at=row.cancelled_at,
    )
