"""A changed agenda: what stays keeps its key and what hangs on it, and a key that was mailed never means anything else."""

import random
from dataclasses import replace

import pytest

from mailflow.domain.agenda import AgendaItem, ItemKey, Meeting
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.rearranging import rearranged
from tests.builders import START, a_meeting, a_report, a_speaker, an_item


def a_table(*slots: AgendaItem, state: MeetingState = MeetingState.INVITED, retired: tuple[str, ...] = ()) -> Meeting:
    """Return a meeting with an introduction and a round table of some slots."""
    table = an_item("2", "Round Table", expects_report=False, speakers=(), items=slots)
    items = (an_item("1", "Introduction", expects_report=False, speakers=()), table)
    return a_meeting(items=items, state=state) if not retired else replace(
        a_meeting(items=items, state=state), retired_keys=tuple(ItemKey(key) for key in retired)
    )


def of(name: str) -> tuple[object, ...]:
    """Return a speaker of that name, as a file tells of them."""
    return (a_speaker(name, email=f"{name.lower()}@example.org", id=None),)


def a_slot(key: str, title: str, name: str = "", **changes: object) -> AgendaItem:
    """Return a slot with one speaker."""
    return replace(an_item(key, title, speakers=of(name or title)), **changes)  # type: ignore[arg-type]


CTA, EGO, SKA = a_slot("2.1", "CTA"), a_slot("2.2", "EGO"), a_slot("2.3", "SKA")


def keys(meeting: Meeting) -> dict[str, str]:
    """Return the keys of a meeting by the titles."""
    return {item.title: item.key for item in meeting.walk()}


def test_items_keep_their_keys_in_another_order() -> None:
    """In the file they are numbered by their places."""
    new = a_table(a_slot("2.1", "SKA"), a_slot("2.2", "CTA"), a_slot("2.3", "EGO"))
    changed = rearranged(a_table(CTA, EGO, SKA), new)
    assert [(item.key, item.title) for item in changed.meeting.slots] == [("2.3", "SKA"), ("2.1", "CTA"), ("2.2", "EGO")]
    assert (changed.added, changed.removed, changed.meeting.retired_keys) == ((), (), ())


def test_new_item_gets_a_key_that_nothing_ever_had() -> None:
    """Though the file numbers it as one that is gone."""
    stored = a_table(CTA, EGO, SKA)
    first = rearranged(stored, a_table(a_slot("2.1", "CTA"), a_slot("2.2", "EGO"))).meeting
    assert first.retired_keys == ("2.3",)
    second = rearranged(first, a_table(a_slot("2.1", "LSST"), a_slot("2.2", "CTA"), a_slot("2.3", "EGO")))
    assert keys(second.meeting)["LSST"] == "2.4"
    assert [item.title for item in second.added] == ["LSST"]


def test_planned_agenda_is_numbered_anew() -> None:
    """Nobody has seen its keys."""
    new = a_table(a_slot("2.1", "SKA"), a_slot("2.2", "LSST"))
    changed = rearranged(a_table(CTA, EGO, SKA, state=MeetingState.PLANNED), new)
    assert [(item.key, item.title) for item in changed.meeting.slots] == [("2.1", "SKA"), ("2.2", "LSST")]
    assert changed.meeting.retired_keys == ()


@pytest.mark.parametrize(
    "new",
    [
        a_slot("2.2", "Virgo", "EGO"),
        a_slot("2.1", "Virgo", "EGO"),
        a_slot("2.2", "European Gravitational Observatory", "Elena", aliases=("EGO",)),
    ],
    ids=["same speakers and key", "same speakers", "alias"],
)
def test_renamed_item_is_the_same(new: AgendaItem) -> None:
    """With its reports."""
    stored = a_table(CTA, replace(EGO, reports=(a_report(),)), SKA)
    changed = rearranged(stored, a_table(a_slot("2.9", "CTA"), new, a_slot("2.8", "SKA")))
    slot = changed.meeting.find_item("2.2")
    assert slot is not None
    assert (slot.title, slot.reports, changed.removed) == (new.title, (a_report(),), ())


def test_a_typo_makes_no_other_item() -> None:
    """Titles that are nearly the same, under the same key; another acronym of three letters is another item."""
    stored = a_table(a_slot("2.1", "Data managment plan", "Ann"), replace(EGO, reports=(a_report(),)))
    changed = rearranged(stored, a_table(a_slot("2.1", "Data management plan", "Bo"), a_slot("2.2", "EGO")))
    assert (changed.added, changed.removed) == ((), ())
    with pytest.raises(BadInputError):
        rearranged(stored, a_table(a_slot("2.1", "Data management plan", "Bo"), a_slot("2.2", "ESO")))


def test_item_with_reports_cannot_go() -> None:
    """One clear line for each."""
    report = (a_report(),)
    stored = a_table(CTA, replace(EGO, reports=report), replace(SKA, reports=report))
    with pytest.raises(BadInputError) as error:
        rearranged(stored, a_table(a_slot("2.1", "CTA"), a_slot("2.2", "LSST", "Nora")))
    assert [line.partition(":")[0] for line in error.value.problems] == ["2.2 EGO", "2.3 SKA"]


def test_people_stay_who_they_are() -> None:
    """A page that tells no address takes none away; another address of somebody is told to the store."""
    stored = a_table(replace(CTA, speakers=(a_speaker("Ann", email="ann@example.org", id=7),)), EGO, SKA)
    bare, other = a_speaker("ann", email=None, id=None), a_speaker("Ann", email="new@example.org", id=None)
    for new, expected in ((bare, 7), (other, None)):
        changed = rearranged(stored, a_table(replace(a_slot("2.1", "CTA"), speakers=(new,)), EGO, SKA))
        assert changed.meeting.slots[0].speakers[0].id == expected


def test_what_a_file_does_not_say_stays() -> None:
    """How to join, above all."""
    stored = a_table(CTA, EGO, SKA)
    bare = replace(stored, online=replace(stored.online, url="", meeting_id="", phones=(), passcode="", service=""), title="Other")
    meeting = rearranged(stored, bare).meeting
    assert (meeting.online, meeting.title, meeting.id, meeting.state) == (stored.online, "Other", stored.id, stored.state)
    assert rearranged(stored, stored).meeting == stored


@pytest.mark.parametrize("seed", range(300))
def test_a_key_never_changes_its_meaning(seed: int) -> None:
    """Over any series of changes: shuffled, added, removed; every key always stands for the same title, and all are distinct."""
    chance = random.Random(seed)  # noqa: S311 - the same changes each time
    titles = [f"RI {chr(65 + number)}{number * 7919 % 97}" for number in range(20)]
    meeting, meaning = a_table(*[a_slot(f"2.{n + 1}", title) for n, title in enumerate(titles[:4])]), dict[str, str]()
    for _ in range(8):
        chosen = chance.sample(titles, chance.randint(0, 9))
        new = a_table(*[a_slot(f"2.{n + 1}", title, start_at=START) for n, title in enumerate(chosen)])
        meeting = rearranged(meeting, new).meeting
        found = [(item.key, item.title) for item in meeting.slots]
        assert [title for _, title in found] == chosen
        assert len({key for key, _ in found}) == len(found)
        for key, title in found:
            assert meaning.setdefault(key, title) == title
