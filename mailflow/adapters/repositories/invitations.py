"""Who was invited with which calendar event, and what they answered."""

from dataclasses import asdict

from sqlalchemy import Connection, Row, Update, insert, select, update

from mailflow.adapters import tables
from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.records import Invitation

_I = tables.invitations.c


class SqlInvitations:
    """InvitationRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Store an invitation; one per meeting and person."""
        self._connection.execute(insert(tables.invitations).values(**asdict(invitation)))

    def find(self, meeting_id: MeetingId, person_id: PersonId) -> Invitation | None:
        """Return the invitation of a person."""
        statement = select(tables.invitations).where(_I.meeting_id == meeting_id, _I.person_id == person_id)
        row = self._connection.execute(statement).first()
        return None if row is None else _invitation_of(row)

    def find_by_uid(self, uid: str) -> tuple[Invitation, ...]:
        """Return the invitations with that UID."""
        rows = self._connection.execute(select(tables.invitations).where(_I.uid == uid).order_by(_I.person_id))
        return tuple(_invitation_of(row) for row in rows)

    def of_meeting(self, meeting_id: MeetingId) -> tuple[Invitation, ...]:
        """Return the invitations of a meeting, by the id of the person."""
        rows = self._connection.execute(select(tables.invitations).where(_I.meeting_id == meeting_id).order_by(_I.person_id))
        return tuple(_invitation_of(row) for row in rows)

    def restamp(self, invitation: Invitation) -> None:
        """Write the sequence and the time stamp with which the event of an invitation was sent anew."""
        self._connection.execute(_row_of(invitation).values(sequence=invitation.sequence, stamped_at=invitation.stamped_at))

    def record_reply(self, invitation: Invitation) -> None:
        """Write the answer of an invitation."""
        self._connection.execute(_row_of(invitation).values(partstat=invitation.partstat, replied_at=invitation.replied_at))


def _row_of(invitation: Invitation) -> Update:
    return update(tables.invitations).where(_I.meeting_id == invitation.meeting_id, _I.person_id == invitation.person_id)


def _invitation_of(row: Row[object]) -> Invitation:
    return Invitation(
        meeting_id=MeetingId(row.meeting_id),
        person_id=PersonId(row.person_id),
        address=row.address,
        uid=row.uid,
        sequence=row.sequence,
        stamped_at=row.stamped_at,
        partstat=row.partstat,
        replied_at=row.replied_at,
    )
