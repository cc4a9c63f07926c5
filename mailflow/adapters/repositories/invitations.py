"""Who was invited with which calendar event, and what they answered."""

from dataclasses import asdict

from sqlalchemy import Connection, Row, insert, select, update

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

    def record_reply(self, invitation: Invitation) -> None:
        """Write the answer of an invitation."""
        mine = update(tables.invitations).where(_I.meeting_id == invitation.meeting_id, _I.person_id == invitation.person_id)
        self._connection.execute(mine.values(partstat=invitation.partstat, replied_at=invitation.replied_at))


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
