"""The agenda tree, its people, and the reports in its slots."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import Manner, OnlineAccess, Report, Speaker, expects_report, is_same_person, slots_of, unique_people
from tests.builders import START, a_chair, a_meeting, a_report, a_series, a_speaker, a_stored_file, an_item

_REPLACES, _ADDS, _NOTHING = Manner.REPLACES, Manner.ADDS, Manner.NOTHING


def test_an_item_ends_after_its_duration() -> None:
    """Minutes from its start."""
    assert an_item(duration_minutes=40).end_at == START + timedelta(minutes=40)


def test_a_report_makes_a_new_item() -> None:
    """Nothing flows back: the item before stays as it was."""
    before = an_item()
    after = before.with_report(a_report())
    assert (before.reports, after.reports) == ((), (a_report(),))


def test_every_revision_of_a_report_is_kept() -> None:
    """Oldest first."""
    item = an_item().with_report(a_report(revision=1)).with_report(a_report(revision=2))
    assert [report.revision for report in item.reports] == [1, 2]


def test_the_newest_report_of_an_author_is_shown() -> None:
    """A second report replaces the first, however the name is capitalised."""
    item = an_item(reports=(a_report("old", author="Kay Graf"), a_report("new", revision=2, author="KAY GRAF")))
    assert [report.text for report in item.shown_reports] == ["new"]


def test_two_authors_of_a_slot_are_both_shown() -> None:
    """In the order in which they first wrote."""
    reports = (a_report("a1", author="A"), a_report("b1", revision=2, author="B"), a_report("a2", revision=3, author="A"))
    assert [report.text for report in an_item(reports=reports).shown_reports] == ["a2", "b1"]


def shown(*reports: Report) -> list[tuple[str, str]]:
    """Return the authors and texts that a slot shows."""
    return [(report.author, report.text) for report in an_item(reports=reports).shown_reports]


def numbered(*said: tuple[str, str, Manner]) -> tuple[Report, ...]:
    """Return reports by their authors, texts and manners, each in a revision of its own."""
    return tuple(
        replace(a_report(text, author=author, revision=revision), manner=manner)
        for revision, (author, text, manner) in enumerate(said, start=1)
    )


_ADDED = {
    "to a report": ([("A", "a1", _REPLACES), ("A", "a2", _ADDS)], [("A", "a1\n\na2")]),
    "twice": ([("A", "a1", _REPLACES), ("A", "a2", _ADDS), ("A", "a3", _ADDS)], [("A", "a1\n\na2\n\na3")]),
    "to nothing that was sent": ([("A", "a1", _ADDS)], [("A", "a1")]),
    "to the newest report only": ([("A", "a1", _REPLACES), ("A", "a2", _REPLACES), ("A", "a3", _ADDS)], [("A", "a2\n\na3")]),
    "and then replaced": ([("A", "a1", _REPLACES), ("A", "a2", _ADDS), ("A", "a3", _REPLACES)], [("A", "a3")]),
    "files alone": ([("A", "a1", _REPLACES), ("A", "", _ADDS)], [("A", "a1")]),
    "to files alone": ([("A", "", _REPLACES), ("A", "a2", _ADDS)], [("A", "a2")]),
    "to one's own": (
        [("A", "a1", _REPLACES), ("B", "b1", _REPLACES), ("B", "b2", _ADDS), ("a", "a2", _ADDS)],
        [("a", "a1\n\na2"), ("B", "b1\n\nb2")],
    ),
    "to the word that there is nothing": ([("A", "nothing", _NOTHING), ("A", "a2", _ADDS)], [("A", "a2")]),
    "and then there is nothing": ([("A", "a1", _REPLACES), ("A", "a2", _ADDS), ("A", "nothing", _NOTHING)], [("A", "nothing")]),
    "nothing by one of two": ([("A", "a1", _REPLACES), ("B", "nothing", _NOTHING)], [("A", "a1"), ("B", "nothing")]),
    "a report after all": ([("A", "nothing", _NOTHING), ("A", "a2", _REPLACES)], [("A", "a2")]),
}


@pytest.mark.parametrize(("said", "expected"), _ADDED.values(), ids=_ADDED.keys())
def test_what_is_added_is_shown_with_what_it_is_added_to(said: list[tuple[str, str, Manner]], expected: list[tuple[str, str]]) -> None:
    """Of each author apart; what replaces, and the word that there is nothing to report, stand alone."""
    assert shown(*numbered(*said)) == expected


def test_what_is_added_keeps_the_files_and_the_lateness_of_both() -> None:
    """But it is of the newest revision, and from whoever wrote that."""
    first, second = a_stored_file("1.pdf"), a_stored_file("2.pdf")
    before = a_report("a1", late=True, delegate="B", attachments=(first,))
    addition = replace(a_report("a2", revision=2, delegate="B", attachments=(second,), inbound_id=7), manner=Manner.ADDS)
    (both,) = an_item(reports=(before, addition)).shown_reports
    assert both == replace(addition, text="a1\n\na2", late=True, attachments=(first, second))


def test_what_was_received_last_is_shown() -> None:
    """In whatever order the reports were filed: a mail that waited for a person was written before those that came meanwhile."""
    newer = a_report("newer", revision=1)
    older = replace(newer, text="older", revision=2, received_at=newer.received_at - timedelta(hours=1))
    assert [report.text for report in an_item(reports=(newer, older)).shown_reports] == ["newer"]


def test_what_is_withdrawn_is_not_shown() -> None:
    """What stood before it is shown again, and what was added to it stands alone; the reports themselves are kept."""
    reports = numbered(("A", "a1", _REPLACES), ("B", "b1", _REPLACES), ("A", "a2", _REPLACES), ("A", "a3", _ADDS))

    def without(*revisions: int) -> list[tuple[str, str]]:
        return shown(*(replace(report, is_withdrawn=report.revision in revisions) for report in reports))

    assert without() == [("A", "a2\n\na3"), ("B", "b1")]
    assert without(3) == [("A", "a1\n\na3"), ("B", "b1")]
    assert without(4) == [("A", "a2"), ("B", "b1")]
    assert without(1) == [("B", "b1"), ("A", "a2\n\na3")]
    assert without(1, 3) == [("B", "b1"), ("A", "a3")]
    assert without(1, 2, 3, 4) == []


def test_addresses_of_a_person_begin_with_the_one_to_which_we_write() -> None:
    """Then come the others; somebody without an address may have them too."""
    aliases = ("b@example.org", "c@example.org")
    assert replace(a_speaker(email="a@example.org"), aliases=aliases).addresses == ("a@example.org", *aliases)
    assert replace(a_speaker(email=None), aliases=aliases).addresses == aliases
    assert a_speaker(email=None).addresses == ()


@pytest.mark.parametrize(
    ("online", "is_there"),
    [
        (OnlineAccess(), False),
        (OnlineAccess(service="zoom", passcode="123456"), False),
        (OnlineAccess(url="https://zoom.example.org"), True),
        (OnlineAccess(meeting_id="954"), True),
        (OnlineAccess(phones=("+41 1",)), True),
    ],
    ids=["empty", "no way in", "link", "number", "phone"],
)
def test_online_access_is_true_where_one_can_join(online: OnlineAccess, is_there: bool) -> None:  # noqa: FBT001 - a column of the table
    """A service and a passcode alone lead nowhere."""
    assert bool(online) is is_there


def test_walks_parents_before_children() -> None:
    """In agenda order."""
    assert [item.key for item in a_meeting().walk()] == ["1", "2", "3", "3.1", "3.2", "3.3"]


def test_walks_a_deep_tree() -> None:
    """No recursion that a hostile agenda could exhaust."""
    item = an_item("1")
    for _ in range(5000):
        item = an_item("1", items=(item,))
    assert sum(1 for _ in a_meeting(items=(item,)).walk()) == 5001


def test_the_slots_are_the_items_that_expect_a_report() -> None:
    """At any depth."""
    assert [slot.key for slot in a_meeting().slots] == ["3.1", "3.2", "3.3"]


def test_finds_an_item_by_its_key() -> None:
    """At any depth."""
    found = a_meeting().find_item("3.2")
    assert found is not None
    assert found.title == "EGO"


@pytest.mark.parametrize("key", ["4", "3.20", "3.", ""])
def test_finds_nothing_under_an_unknown_key(key: str) -> None:
    """The whole key counts."""
    assert a_meeting().find_item(key) is None


def test_everybody_on_the_agenda_is_listed_once() -> None:
    """The same person on two items is one."""
    chair = a_chair()
    meeting = a_meeting(items=(an_item("1", speakers=(chair,)), an_item("2", speakers=(a_speaker(), chair))))
    assert meeting.speakers == (chair, a_speaker())


def test_the_first_entry_of_a_person_is_kept() -> None:
    """What the agenda says first."""
    first, second = a_speaker(affiliation="CTAO"), a_speaker(affiliation="MPIK")
    assert unique_people(iter((first, second))) == (first,)


def test_chair_and_deputies_may_approve() -> None:
    """The chair first."""
    deputy = a_speaker("Rosa", id=9)
    assert a_series(deputies=(deputy,)).approvers == (a_chair(), deputy)


def test_without_a_chair_the_deputies_may_approve() -> None:
    """And nobody else."""
    deputy = a_speaker("Rosa", id=9)
    assert a_series(chair=None, deputies=(deputy,)).approvers == (deputy,)


_PAIRS = {
    "same id, other all else": (a_speaker("A", email="a@x.org", id=1), a_speaker("B", email="b@x.org", id=1), True),
    "other id, same all else": (a_speaker(id=1), a_speaker(id=2), False),
    "same address": (a_speaker("A", id=None), a_speaker("B", id=1), True),
    "same address, other case": (a_speaker(email="A@X.org", id=None), a_speaker(email="a@x.org", id=None), True),
    "same name, other address": (a_speaker(email="a@x.org", id=None), a_speaker(email="b@x.org", id=None), False),
    "same name, one without address": (a_speaker(email=None, id=None), a_speaker(id=None), True),
    "same name, other case and spaces": (
        Speaker("fabio  hernandez"),
        Speaker("Fabio HERNANDEZ "),
        True,
    ),
    "other name": (Speaker("Kay Graf"), Speaker("Tamas Gal"), False),
}


@pytest.mark.parametrize(("one", "other", "same"), _PAIRS.values(), ids=_PAIRS.keys())
def test_tells_whether_two_entries_mean_one_person(one: Speaker, other: Speaker, same: bool) -> None:  # noqa: FBT001 - a column of the table
    """The stored person, else the address, else, where an address is missing, the name; whichever entry comes first."""
    assert is_same_person(one, other) is same
    assert is_same_person(other, one) is same


@pytest.mark.parametrize(
    ("speakers", "siblings", "expected"),
    [((a_speaker(),), 3, True), ((a_speaker(),), 2, False), ((), 3, False), ((), 9, False)],
    ids=["speaker among three", "speaker among two", "nobody among three", "nobody among nine"],
)
def test_a_leaf_with_a_speaker_among_three_is_a_slot(speakers: tuple[Speaker, ...], siblings: int, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A round table has at least three."""
    assert expects_report(speakers, siblings) is expected


def test_the_slots_of_a_person_are_those_they_speak_on() -> None:
    """Items that expect no report are none."""
    ian = a_chair()
    meeting = a_meeting(
        items=(an_item("1", expects_report=False, speakers=(ian,)), an_item("2", speakers=(a_speaker(), ian)), an_item("3"))
    )
    assert [slot.key for slot in slots_of(meeting, ian)] == ["2"]
