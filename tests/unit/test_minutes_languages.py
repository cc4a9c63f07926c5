"""The life of minutes in a series that speaks French or German: drafted, edited by reply, approved, published, corrected."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from mailflow.domain.agenda import MeetingId, Series
from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.content import MinutesAction
from mailflow.domain.minutes.translation import said_in
from tests.archive_site import Site, a_shown_series
from tests.builders import START, a_chair, a_meeting, a_series, an_agenda
from tests.chairs_house import CHAIR, MEETING_ID, REPORT, ChairsHouse

_LATE = "Nothing new since February."
_ENGLISH = ("Chair", "No report received", "Attached", "Next meeting", "received late", "Wednesday", "March")
WORDS = {
    "fr": ("Présidence\u00a0: Ian Bird", "Aucune contribution reçue.", "mercredi 3 mars 2021", ", contribution tardive"),
    "de": ("Vorsitz: Ian Bird", "Kein Bericht eingegangen.", "Mittwoch, 3. März 2021", ", verspätet eingegangen"),
}
"""The line of the chair, what is said where nothing came, the date, and what stands behind the author of what came late."""
LANGUAGES = pytest.mark.parametrize("language", WORDS)


def reviewed(language: str) -> ChairsHouse:
    """Return a house of a series in a language, whose draft, with one report, is with the chair."""
    return ChairsHouse.reviewed(an_agenda(series=replace(a_series(id=None), language=language)))


def change_language(house: ChairsHouse, language: str) -> None:
    """Let the series speak another language from its next meeting on, as its agenda says."""
    meeting = a_meeting(id=None, start_at=START + timedelta(days=14))
    house.add_meeting(an_agenda(series=replace(a_series(id=None), language=language), meeting=meeting))
    with house.begin() as uow:
        assert uow.meetings.series_of(MEETING_ID).language == language


@LANGUAGES
def test_a_draft_is_labelled_in_the_language_of_its_series(language: str) -> None:
    """Its text and its HTML, with no word of English that is ours."""
    house = reviewed(language)
    (mail,) = house.mails_to(CHAIR, MailKind.DRAFT)
    chair, missing, day, _ = WORDS[language]
    assert all(word in house.current().text for word in (chair, missing, day))
    assert all(word in mail.text for word in (chair, missing, day))
    assert all(word in unescape(mail.html) for word in (chair, missing))
    assert not [word for word in _ENGLISH if word in mail.text or f">{word}" in mail.html]


@LANGUAGES
def test_the_chair_edits_it_in_the_quote(language: str) -> None:
    """A word of a report, a remark in place of what says that nothing came, a name behind a label: what was changed, and nothing else."""
    house = reviewed(language)
    chair, missing, _, _ = WORDS[language]
    place = "3.2  EGO (Elena Cuoco)\n>    "
    record = house.edit(("12 February", "13 February"), (place + missing, f"{place}Ian Bird : rien."), (chair, f"{chair} (CERN)"))
    assert (record.state, record.reason) == (InboundState.DONE, "edits revision 1: revision 2 waits for approval")
    content = house.current().content
    assert content.chair == "Ian Bird (CERN)"
    assert content.wording == house.revision(1).content.wording
    assert REPORT.replace("12 February", "13 February") in house.current().text
    assert [note.author.rstrip() for item in content.items for note in item.notes] == ["Ian Bird"]
    assert [item.is_missing for item in content.items if item.expects_report] == [False, False, True]
    assert len(house.redline().changes) == 4


@LANGUAGES
@pytest.mark.parametrize(
    "said", ["3.2: rien de nouveau", "3.2: Ian: rien de nouveau", "s/12 February/13 February/", '"12 February" -> "13 February"']
)
def test_the_chair_edits_it_by_an_instruction(language: str, said: str) -> None:
    """A line that says what an item is to say; what says that nothing came goes with it."""
    house = reviewed(language)
    record = house.edit(said=said)
    assert record.reason == "edits revision 1: revision 2 waits for approval"
    text = house.current().text
    assert "rien de nouveau" in text or "13 February" in text
    assert text.count(WORDS[language][0]) == 1


@LANGUAGES
def test_what_is_approved_goes_out_as_it_was_approved(language: str) -> None:
    """Word for word the draft, in the mail and its HTML."""
    house = reviewed(language)
    draft = house.current()
    house.publish_now()
    assert house.current().state is MinutesState.PUBLISHED
    assert house.current().sha256 == draft.sha256
    (mail,) = house.mails_to("reader@example.org", MailKind.MINUTES)
    assert draft.text.rstrip() in mail.text
    assert not [word for word in _ENGLISH if word in mail.text or f">{word}" in mail.html]


@LANGUAGES
def test_an_edit_stays_where_a_report_comes_late(language: str) -> None:
    """The late report is in the next revision, said to be late, beside the edit; nothing goes out without another yes."""
    house = reviewed(language)
    house.edit(("12 February", "13 February"))
    house.clock.at = house.meeting().start_at
    house.clock.forward(minutes=5)
    house.receive(house.reply_to("elena@example.org", _LATE))
    record = house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE))
    assert record.state is InboundState.REJECTED
    text = house.current().text
    assert "13 February" in text
    assert f"{WORDS[language][3]}]\n   {_LATE}" in text
    assert house.published() == []


@LANGUAGES
def test_a_correction_of_what_is_out_is_said_in_that_language(language: str) -> None:
    """An edit after the mail-out makes the next revision, which goes out once it is approved; the mail tells what was corrected."""
    house = reviewed(language)
    house.publish_now()
    house.edit(("12 February", "13 February"))
    assert house.current().revision == 2
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE))
    house.clock.forward(minutes=11)
    house.release_due()
    mail = house.mails_to("reader@example.org", MailKind.MINUTES)[-1]
    assert house.current().text.rstrip() in mail.text
    assert "13 February" in mail.text
    assert not [word for word in _ENGLISH if word in mail.text or f">{word}" in mail.html]


@pytest.mark.parametrize(("reader", "marks"), [("fr", 0), ("", 0), ("en", 6), ("de", 6)])
def test_minutes_in_a_mail_of_another_language_say_so(reader: str, marks: int) -> None:
    """The frame is in the language of its reader; each row of the minutes is marked as French, for whoever has it read out."""
    chair = replace(a_chair(), language=reader)
    house = ChairsHouse.reviewed(an_agenda(series=replace(a_series(id=None, chair=chair), language="fr")))
    (mail,) = house.mails_to(CHAIR, MailKind.DRAFT)
    assert f'<html lang="{reader or "fr"}"' in mail.html
    assert mail.html.count(' lang="fr"') == (marks or 1)
    assert WORDS["fr"][1] in mail.text


def test_a_draft_of_before_a_change_of_language_is_approved_as_it_is() -> None:
    """Another language of the series is nothing that came in since: what the chair read goes out."""
    house = reviewed("en")
    draft = house.current()
    change_language(house, "fr")
    house.publish_now()
    assert (house.current().sha256, house.current().state) == (draft.sha256, MinutesState.PUBLISHED)
    assert "Chair: Ian Bird" in house.mails_to("reader@example.org", MailKind.MINUTES)[0].text


def test_a_draft_that_is_made_anew_speaks_the_new_language() -> None:
    """With the edits of the one before; the old mail, in English, is still understood."""
    house = reviewed("en")
    house.edit(("12 February", "13 February"))
    change_language(house, "fr")
    house.draft(MEETING_ID)
    assert WORDS["fr"][0] in house.current().text
    assert "13 February" in house.current().text
    record = house.edit(("three of the four", "all four"), said="3.2: Dora: nothing.", kind=MailKind.REDLINE)
    assert record.state is InboundState.DONE
    text = house.current().text
    assert WORDS["fr"][0] in text
    assert "all four" in text
    assert "Dora\u00a0: nothing." in text


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Give a service with pages."""
    return Site(tmp_path_factory.mktemp("site"))


def _shown(language: str) -> Series:
    return replace(a_shown_series(), language=language)


@LANGUAGES
def test_the_archive_shows_them_in_that_language(site: Site, language: str) -> None:
    """The page, whose labels need no language of their own, the text, and the other forms."""
    meeting_id = site.add(series=_shown(language))
    site.publish(meeting_id, {"3.1": REPORT})
    page = site.client.get(f"/s/escape-tc/{meeting_id}").text
    label, missing, day, _ = WORDS[language]
    assert f'<html lang="{language}">' in page
    assert 'lang="en"' not in page
    assert f"<em>{missing}</em>" in page
    assert f"<span>{label.partition('Ian')[0].rstrip()}</span>" in page
    texts = [site.client.get(f"/s/escape-tc/{meeting_id}.{form}").text for form in ("txt", "md")]
    assert all(word in text for text in texts for word in (label, missing, day))
    assert site.client.get(f"/s/escape-tc/{meeting_id}.json").json()["chair"] == "Ian Bird"


def test_minutes_of_before_a_change_of_language_keep_their_labels(site: Site) -> None:
    """Marked as English on the French page; where the correction is in French, its redline tells what was corrected, and no label."""
    meeting_id: MeetingId = site.add(series=_shown("en"))
    site.publish(meeting_id, {"3.1": REPORT})
    site.add(1, series=_shown("fr"))
    page = site.fresh().get(f"/s/escape-tc/{meeting_id}").text
    assert '<em lang="en">No report received.</em>' in page
    assert '<html lang="fr">' in page
    with site.house.storage.begin() as uow:
        current = uow.minutes.find_current(meeting_id)
        assert current
        french = said_in(current.content, site.house.post.renderer.wording("fr"))
        uow.minutes.add(replace(current, id=None, revision=2, content=french, state=MinutesState.DRAFT))
        uow.commit()
    site.correct(meeting_id, "12 February", "13 February")
    corrected = site.fresh().get(f"/s/escape-tc/{meeting_id}").text
    assert "<em>Aucune contribution reçue.</em>" in corrected
    changes = site.fresh().get(f"/s/escape-tc/{meeting_id}/r3/changes").text
    assert "<del>12</del> <ins>13</ins>" in changes
    assert "contribution" not in changes.partition("<main")[2]


def test_an_action_of_the_minutes_keeps_its_day(site: Site) -> None:
    """One that the chair typed in French is due on that day, and stands in the next minutes in their words."""
    meeting_id = site.add(series=_shown("fr"))
    site.clock.forward(hours=2)
    draft = site.house.meetings.draft(meeting_id).minutes
    action = MinutesAction("Ian Bird", "appeler", due_words="1er avril 2021")
    with site.house.storage.begin() as uow:
        edited = uow.minutes.add(replace(draft, id=None, revision=2, content=replace(draft.content, actions=(action,))))
        uow.commit()
    site.approve(edited)
    following = site.add(1, series=_shown("fr"))
    site.clock.forward(hours=2)
    text = site.house.meetings.draft(following).minutes.text
    assert "Suivi des actions précédentes\n   1. Ian Bird\u00a0: appeler, d’ici au 1er avril 2021 - en cours\n" in text
