"""What a series remembers: actions and history on the command line, and what the next invitation says of the last time."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.mails.speakers import InvitationContext
from mailflow.domain.message import MailKind
from mailflow.services.checking import CheckMeeting
from mailflow.services.series_desk import SeriesDesk
from tests.builders import NOW, a_meeting, an_agenda
from tests.fakes import House
from tests.unit.test_agreed import ACTIONS
from tests.unit.test_planning import CTA, approve


def a_house() -> House:
    """Return a house whose first meeting is over, with a report of CTA and three actions, and whose second is invited."""
    house = House()
    house.invited()
    house.clock.forward(days=2)
    house.receive(house.reply_to(CTA, "The telescopes observe.", kind=MailKind.INVITATION))
    house.receive(house.reply_to("ian.bird@example.org", ACTIONS, kind=MailKind.INVITATION))
    house.draft(MeetingId(1))
    approve(house)
    house.invite(MeetingId(2))
    return house


def desk(house: House) -> SeriesDesk:
    """Return what the command line asks."""
    return SeriesDesk(house.begin, clock=house.clock)


def test_the_next_invitation_says_what_was_last_time_and_what_is_open() -> None:
    """Of the recipient's own slot."""
    house = a_house()
    told = [one for one in house.renderer.contexts if isinstance(one, InvitationContext) and one.recipient.email == CTA][-1]
    assert [(one.slot.title, one.author, one.text) for one in told.last] == [("CTA", "Matthias Fuessling", "The telescopes observe.")]
    assert [action.text for action in told.actions] == ["send the plan"]


def test_history_of_a_slot() -> None:
    """By title in any case, key, or words of it; the newest meeting last, with what became of it."""
    house = a_house()
    first, second = desk(house).history("cta", None)
    assert (first["meeting"], first["number"], second["meeting"], second["reports"]) == (1, 1, 2, [])
    assert [one["text"] for one in first["reports"]] == ["The telescopes observe."]  # type: ignore[attr-defined]
    assert [one["text"] for one in first["actions"]] == ["send the plan"]  # type: ignore[attr-defined]
    assert desk(house).history("3.1", "escape-tc") == [first, second]


def test_history_of_what_is_no_slot_names_the_nearest() -> None:
    """One line, and nothing guessed."""
    house = a_house()
    with pytest.raises(BadInputError, match=r"no slot is called “CTX”; the nearest are CTA"):
        desk(house).history("CTX", None)
    with pytest.raises(NotFoundError):
        desk(house).history("CTA", "no-such-series")


def test_actions_are_listed_and_closed() -> None:
    """Open ones unless all are asked for; what is done cannot be done again."""
    house = a_house()
    assert [one["number"] for one in desk(house).actions(None, states=("open",))] == [1, 2, 3]
    assert desk(house).change("escape-tc", 2, "finish")["state"] == "done"
    assert [one["number"] for one in desk(house).actions("escape-tc", states=("open",))] == [1, 3]
    assert [one["owners"] for one in desk(house).actions("escape-tc", states=("done",))] == [["Matthias Fuessling"]]
    with pytest.raises(IllegalTransition):
        desk(house).change("escape-tc", 2, "finish")
    with pytest.raises(NotFoundError):
        desk(house).change("escape-tc", 9, "finish")
    assert desk(house).change("escape-tc", 2, "reopen")["state"] == "open"


def test_a_stored_meeting_is_looked_at() -> None:
    """Beside the others of its series."""
    house = House()
    house.add_meeting(an_agenda())
    house.add_meeting(an_agenda(meeting=replace(a_meeting(id=None), title="Twice")))
    check = CheckMeeting(house.begin, clock=house.clock)
    assert check(MeetingId(2)) == ("another meeting of the series is close to it, on 3 March 2021",)
    assert check.agenda(an_agenda(meeting=replace(a_meeting(), start_at=NOW.replace(year=2020)))) == (
        "it starts in the past, on 1 March 2020", "1 March 2020 is a Sunday",
    )  # fmt: skip
