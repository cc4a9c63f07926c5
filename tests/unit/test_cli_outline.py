"""Documents as lines for people."""

from dataclasses import replace

from mailflow.cli.outline import inbox_outline, status_outline
from mailflow.domain.agenda import Manner, MeetingId
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.message import Address
from tests.builders import NOW, a_report, an_inbound, an_inbound_outcome
from tests.fakes import House


def shown(*evidence: Evidence) -> list[str]:
    """Return the lines that tell why something was decided about a message."""
    house = House()
    house.invited()
    record = house.receive(an_inbound("hello"))
    with house.begin() as uow:
        uow.inbound.record(record.id, replace(an_inbound_outcome(), author=Address("a@example.org"), evidence=evidence), at=NOW)
        uow.commit()
    lines = list(inbox_outline(house.views.inbox_entry(record.id)))
    return lines[lines.index("evidence:") + 1 : lines.index("")]


def test_evidence_stands_by_slot() -> None:
    """First what speaks for no slot in particular, then the slots in the order in which they are first named."""
    assert shown(
        Evidence("title", "EGO in the subject", 0.4, "3.2"),
        Evidence("kind", "a report", 1.0),
        Evidence("title", "CTA in the text", 0.05, "3.1"),
        Evidence("sender", "speaks on another", -0.25, "3.2"),
    ) == [
        "   +1.00  kind: a report",
        "   slot 3.2:",
        "      +0.40  title: EGO in the subject",
        "      -0.25  sender: speaks on another",
        "   slot 3.1:",
        "      +0.05  title: CTA in the text",
    ]


def test_evidence_without_slots_stands_alone() -> None:
    """And where there is none, nothing does."""
    assert shown(Evidence("kind", "a report", 1.0)) == ["   +1.00  kind: a report"]
    assert shown() == []


def test_status_tells_that_there_is_nothing_to_report() -> None:
    """The slot is not missing."""
    house = House()
    house.invited()
    with house.begin() as uow:
        uow.meetings.add_report(MeetingId(1), "3.1", replace(a_report(""), manner=Manner.NOTHING))
        uow.commit()
    lines = list(status_outline(house.views.status(MeetingId(1))))
    assert "   1 of 3 slots reported" in lines
    assert "   3.1   CTA                  revision 1 by Matthias Fuessling: nothing to report" in lines
