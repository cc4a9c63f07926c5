"""What stands before each thing that a calendar shows under an event."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventWords:
    """The words of one language; English where none are given, which is what catalogues translate."""

    own_slot: str = "Your slot"
    own_item: str = "Your item"
    join: str = "Join"
    meeting_id: str = "Meeting ID"
    passcode: str = "Passcode"
    phone: str = "Phone"
    reports: str = "Reports are sent by replying to the invitation mail."
    join_the_meeting: str = "Join the meeting"
