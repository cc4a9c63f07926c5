"""The storage of the archive: what is shown, to whom, and how it is found; and of used login links."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId, OnlineAccess, SeriesId, StoredFile
from mailflow.domain.archive import ArchivedFile, ArchivedMinutes, Section, parse_query, sections_of
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.publicity import Archiving, Publicity
from mailflow.services.ports.storage import UnitOfWork
from tests.builders import (
    NOW,
    START,
    a_draft,
    a_meeting,
    a_minutes_item,
    a_minutes_report,
    a_series,
    an_agenda,
    an_online_access,
    some_content,
)
from tests.contract.conftest import Storage

SERIES = SeriesId(1)


@pytest.fixture(autouse=True)
def meetings(storage: Storage) -> None:
    """Store a public series with three meetings a fortnight apart, and one that is open by link with one meeting."""
    public = replace(a_series(id=None), archiving=Archiving(Publicity.PUBLIC, is_indexed=True))
    by_link = replace(a_series("quiet", title="Quiet", id=None), archiving=Archiving(Publicity.LINK))
    closed = a_series("closed", title="Closed", id=None)
    with storage.begin() as uow:
        for number in range(3):
            meeting = a_meeting(id=None, start_at=START + timedelta(days=14 * number), online=an_online_access(passcode=f"secret{number}"))
            uow.meetings.add(an_agenda(series=public, meeting=meeting), now=NOW)
        uow.meetings.add(an_agenda(series=by_link, meeting=a_meeting(id=None, online=OnlineAccess())), now=NOW)
        uow.meetings.add(an_agenda(series=closed, meeting=a_meeting(id=None)), now=NOW)
        uow.commit()


def said(text: str, title: str = "CTA") -> Draft:
    """Return minutes with one report."""
    item = a_minutes_item("3.1", title=title, reports=(a_minutes_report(text),))
    return a_draft(content=replace(some_content(), items=(item,)))


def published(
    uow: UnitOfWork, draft: Draft, meeting: int, *, access: Publicity = Publicity.PUBLIC, series: str = "escape-tc"
) -> ArchivedMinutes:
    """Store minutes as published and shown, with the start of their meeting."""
    start_at = uow.meetings.get(MeetingId(meeting)).start_at
    content = replace(draft.content, start_at=start_at, end_at=start_at + timedelta(hours=1))
    stored = uow.minutes.add(replace(draft, content=content, id=None, meeting_id=MeetingId(meeting), state=MinutesState.PUBLISHED))
    assert stored.id
    files = (ArchivedFile("3.1", 0, StoredFile("slides.pdf", "application/pdf", 4, "0" * 64)),)
    series_id = uow.subscribers.get_series_id(series)
    entry = ArchivedMinutes(stored.id, MeetingId(meeting), series_id, draft.revision, content, NOW, access, files)
    uow.archive.add(entry, sections_of(content))
    return entry


def test_an_entry_comes_back_as_it_was(storage: Storage) -> None:
    """With its files; the sections of the newest revision alone are found."""
    with storage.begin() as uow:
        first = published(uow, said("First light."), 1)
        second = published(uow, replace(said("Second light."), revision=2), 1)
        uow.commit()
    with storage.begin() as uow:
        assert uow.archive.entries_of(MeetingId(1)) == uow.archive.revisions(MeetingId(1)) == (first, second)
        assert uow.archive.search(parse_query("first"), [SERIES], offset=0, limit=9) == ()
        (found,) = uow.archive.search(parse_query("second"), [SERIES], offset=0, limit=9)
    assert (found.meeting.revision, found.section) == (2, sections_of(second.content)[0])


def test_what_is_published_and_not_stored_is_missing(storage: Storage) -> None:
    """Drafts never are."""
    with storage.begin() as uow:
        entry = published(uow, said("Stored."), 1)
        draft = uow.minutes.add(replace(said("Draft."), id=None, meeting_id=MeetingId(2)))
        out = uow.minutes.add(replace(said("Out."), id=None, meeting_id=MeetingId(3), state=MinutesState.PUBLISHED))
        assert uow.archive.missing(9) == (out.id,)
        assert out.id not in {entry.minutes_id, draft.id}


@pytest.mark.parametrize(
    ("access", "series", "is_shown"),
    [
        (Publicity.PUBLIC, "escape-tc", True),
        (Publicity.LINK, "escape-tc", False),
        (Publicity.OFF, "escape-tc", False),
        (Publicity.PUBLIC, "quiet", True),
        (Publicity.LINK, "quiet", True),
        (Publicity.OFF, "quiet", False),
        (Publicity.PUBLIC, "closed", False),
    ],
    ids=["public", "approved for a link", "approved for nobody", "now by link", "by link", "closed", "series is off"],
)
def test_an_entry_is_shown_where_it_is_as_open_as_its_series(
    storage: Storage, access: Publicity, series: str, is_shown: bool  # noqa: FBT001
) -> None:
    """By no way else: not in a list, not by its address, not by a word."""
    meeting = MeetingId({"escape-tc": 1, "quiet": 4, "closed": 5}[series])
    with storage.begin() as uow:
        published(uow, said("Light."), meeting, access=access, series=series)
        series_id = uow.subscribers.get_series_id(series)
        assert bool(uow.archive.meetings(series_id, offset=0, limit=9)) is bool(uow.archive.count(series_id)) is is_shown
        assert bool(uow.archive.revisions(meeting)) is is_shown
        assert bool(uow.archive.search(parse_query("light"), [series_id], offset=0, limit=9)) is is_shown
        assert bool(uow.archive.topics(series_id)) is is_shown


def test_a_correction_that_is_closed_brings_nothing_back(storage: Storage) -> None:
    """What it corrected is not shown in its place."""
    with storage.begin() as uow:
        published(uow, said("First light."), 1)
        second = published(uow, replace(said("Second light."), revision=2), 1)
        uow.archive.close(second.minutes_id)
        assert uow.archive.revisions(MeetingId(1)) == ()
        assert uow.archive.count(SERIES) == 0


def test_an_earlier_revision_that_is_closed_leaves_the_later_one(storage: Storage) -> None:
    """As when something was taken out of it that must not be published."""
    with storage.begin() as uow:
        first = published(uow, said("First light."), 1)
        second = published(uow, replace(said("Second light."), revision=2), 1)
        uow.archive.close(first.minutes_id)
        assert uow.archive.revisions(MeetingId(1)) == (second,)


def test_access_is_set_for_a_series_or_for_a_meeting(storage: Storage) -> None:
    """And it is told how many revisions that opened or closed."""
    with storage.begin() as uow:
        for meeting in (1, 2):
            published(uow, said("Light."), meeting, access=Publicity.OFF)
        assert uow.archive.set_access(SERIES, Publicity.PUBLIC, MeetingId(2)) == 1
        assert uow.archive.count(SERIES) == 1
        assert uow.archive.set_access(SERIES, Publicity.PUBLIC) == 1
        assert uow.archive.count(SERIES) == 2


def test_meetings_come_newest_first_and_know_their_neighbours(storage: Storage) -> None:
    """A page of them at a time."""
    with storage.begin() as uow:
        for meeting in (2, 1, 3):
            published(uow, said("Light."), meeting)
        listed = uow.archive.meetings(SERIES, offset=0, limit=9)
        assert [meeting.meeting_id for meeting in listed] == [3, 2, 1]
        assert uow.archive.meetings(SERIES, offset=1, limit=1) == listed[1:2]
        assert uow.archive.neighbours(listed[1]) == (listed[2], listed[0])
        assert uow.archive.neighbours(listed[0]) == (listed[1], None)
        assert uow.archive.neighbours(listed[2]) == (None, listed[1])


def test_an_item_is_followed_across_meetings(storage: Storage) -> None:
    """By its name, whatever its number or the letter case; the newest title stands."""
    with storage.begin() as uow:
        published(uow, said("One.", title="KM3NeT"), 1)
        published(uow, said("Two.", title="KM3NET"), 2)
        published(uow, said("Three.", title="CTA"), 3)
        topics = uow.archive.topics(SERIES)
        assert [(topic.slug, topic.title, topic.count) for topic in topics] == [("km3net", "KM3NET", 2), ("cta", "CTA", 1)]
        found = uow.archive.of_topic(SERIES, "km3net", offset=0, limit=9)
    assert [(one.meeting.meeting_id, one.section.title) for one in found] == [(2, "KM3NET"), (1, "KM3NeT")]


def test_of_each_meeting_it_is_known_what_was_spoken_of(storage: Storage) -> None:
    """Items under which nothing stands are none of it; neither is what is not shown, or was said before a correction."""
    with storage.begin() as uow:
        published(uow, said("One.", title="KM3NeT"), 1)
        published(uow, said("", title="EGO"), 2)
        published(uow, said("Three.", title="CTA"), 3)
        published(uow, replace(said("Three.", title="CTAO"), revision=2), 3)
        published(uow, said("Four.", title="SKA"), 4)
        uow.archive.set_access(SERIES, Publicity.OFF, MeetingId(4))
        ids = [MeetingId(number) for number in (1, 2, 3, 4, 5)]
        assert uow.archive.titles_said(ids) == {MeetingId(1): ("KM3NeT",), MeetingId(3): ("CTAO",)}
        assert uow.archive.titles_said([]) == {}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("füssling", 1), ("FUSSLING", 1), ("telescop", 1), ("telescopes fuss", 1), ("telescopes absent", 0), ('"first light"', 1),
        ('"light first"', 0), ("first-light", 1), ("cta", 1), ("'; DROP TABLE minutes --", 0), ('"', 0), ("a AND b OR NOT (c*", 0),
        ("* :", 0),
        ("\x00", 0), ("3.1", 0), ("NEAR(first light)", 0),
    ],
)  # fmt: skip
def test_words_are_found(storage: Storage, query: str, count: int) -> None:
    """Beginnings of words, without accents and letter case, all of them; phrases in quotes; what looks like an operator is a word."""
    with storage.begin() as uow:
        published(uow, said("Matthias Füßling: the telescopes saw first light."), 1)
        assert len(uow.archive.search(parse_query(query), [SERIES], offset=0, limit=9)) == count


def test_a_search_keeps_to_its_series(storage: Storage) -> None:
    """What is open by a link is found by nobody who has not got it."""
    with storage.begin() as uow:
        published(uow, said("Light."), 1)
        published(uow, said("Light."), 4, access=Publicity.LINK, series="quiet")
        found = uow.archive.search(parse_query("light"), [SERIES], offset=0, limit=9)
        assert [one.meeting.series_id for one in found] == [1]
        assert len(uow.archive.search(parse_query("light"), [SERIES, uow.subscribers.get_series_id("quiet")], offset=0, limit=9)) == 2
        assert uow.archive.search(parse_query("light"), [], offset=0, limit=9) == ()


def test_a_very_long_report_is_stored_and_found(storage: Storage) -> None:
    """By the beginning of it; no index may refuse what somebody wrote."""
    words = " ".join(f"word{number}" for number in range(150_000))
    with storage.begin() as uow:
        published(uow, said(f"{words} {'x' * 5000}"), 1)
        assert len(uow.archive.search(parse_query("word77"), [SERIES], offset=0, limit=9)) == 1


def test_series_are_listed_unless_they_are_off(storage: Storage) -> None:
    """By title; what their settings are comes with them."""
    with storage.begin() as uow:
        listed = uow.archive.series()
    assert [(one.slug, one.archiving) for one in listed] == [
        ("quiet", Archiving(Publicity.LINK)),
        ("escape-tc", Archiving(Publicity.PUBLIC, is_indexed=True)),
    ]


def test_secrets_are_those_of_the_own_series_and_of_the_others(storage: Storage) -> None:
    """Each way to join once."""
    with storage.begin() as uow:
        own, other = uow.archive.secrets(SERIES)
    assert sorted(online.passcode for online in own) == ["secret0", "secret1", "secret2"]
    assert other == (an_online_access(),)


def test_what_was_told_before_an_agenda_changed_stays_secret(storage: Storage) -> None:
    """Its mails are quoted for months, and a passcode alone is one as well."""
    with storage.begin() as uow:
        meeting = uow.meetings.get(MeetingId(1))
        for online in (OnlineAccess(passcode="alone-1"), OnlineAccess(passcode="alone-2"), OnlineAccess()):
            uow.meetings.save_agenda(replace(meeting, online=online))
        own, other = uow.archive.secrets(SERIES)
        _, seen_by_others = uow.archive.secrets(SeriesId(2))
    assert sorted(online.passcode for online in own) == ["alone-1", "alone-2", "secret0", "secret1", "secret2"]
    assert set(own) <= set(seen_by_others)
    assert other == (an_online_access(),)


def test_addresses_are_all_that_are_known(storage: Storage) -> None:
    """People's, and readers'."""
    with storage.begin() as uow:
        known = uow.archive.addresses()
    assert {"ian.bird@example.org", "matthias@example.org", "reader@example.org"} <= set(known)


def test_the_edition_changes_with_what_is_shown(storage: Storage) -> None:
    """And only with that."""
    with storage.begin() as uow:
        empty = uow.archive.edition()
        assert uow.archive.edition() == empty
        entry = published(uow, said("Light."), 1)
        filled = uow.archive.edition()
        uow.archive.close(entry.minutes_id)
        closed = uow.archive.edition()
        uow.archive.set_access(SERIES, Publicity.PUBLIC)
        opened = uow.archive.edition()
    assert len({empty, filled, closed, opened}) == 4


def test_a_login_link_is_used_once(storage: Storage) -> None:
    """Whoever comes second is refused."""
    with storage.begin() as uow:
        assert not uow.logins.is_used("a" * 64)
        assert uow.logins.use("a" * 64, now=NOW)
        assert uow.logins.is_used("a" * 64)
        assert not uow.logins.use("a" * 64, now=NOW)
        assert uow.logins.use("b" * 64, now=NOW)


def test_a_section_of_minutes_has_what_was_said() -> None:
    """Items without a word are none; what belongs to no item is one without a name."""
    item = a_minutes_item("3.1", title="CTA / North", reports=(a_minutes_report("Light.", attachments=("slides.pdf",)),))
    silent = a_minutes_item("2", title="Discussion", reports=(), expects_report=False)
    sections = sections_of(replace(some_content(), items=(silent, item), other=("Thanks.",)))
    assert [(section.key, section.slug) for section in sections] == [("3.1", "cta-north"), ("", "")]
    assert "slides.pdf" in sections[0].text
    assert isinstance(sections[0], Section)
