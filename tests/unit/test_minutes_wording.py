"""Minutes in the words of a language: set, read back, edited, and compared with those of before a series changed its language."""

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest

from mailflow.adapters.minutes_words import wording_in
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.lifecycle import ActionState
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.draft import Draft, is_outdated, renew
from mailflow.domain.minutes.markdown import render_markdown
from mailflow.domain.minutes.noting import day_words, with_notes
from mailflow.domain.minutes.outlining import told_by
from mailflow.domain.minutes.reading import read_lines
from mailflow.domain.minutes.rebuilding import content_of, note_of
from mailflow.domain.minutes.sheet import Line, Role, action_line, lines_of, render, render_text
from mailflow.domain.minutes.translation import changes_of, said_in
from mailflow.domain.minutes.wording import ENGLISH, Wording, wording_of
from mailflow.domain.next_meeting import announced_in
from mailflow.domain.notes.kinds import Note, Outline, ProposedDate
from tests.builders import NOW, a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import corrected_in, quoted_in, written_below
from tests.unit.test_minutes_lines import some_minutes

WORDINGS = {wording.language: wording for wording in TemplateRenderer().wordings()}
FRENCH, GERMAN = WORDINGS["fr"], WORDINGS["de"]
_FRENCH_TEXT = """\
Technical Coordination Meeting
mercredi 3 mars 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)
Présidence\u00a0: Ian Bird
Présents\u00a0: Ian Bird, Kay Graf
Excusés\u00a0: Elena Cuoco

3.1  CTA (Matthias Fuessling)
   [Marie Curie pour Matthias Fuessling, contribution tardive]
     First light.
     Pièces jointes\u00a0: a.pdf
   Ian Bird\u00a0: Three.

3.2  EGO (Elena Cuoco)
   Aucune contribution reçue.

Actions
   1. Ian Bird\u00a0: circulate the paper, d’ici au 1er avril 2021

Suivi des actions précédentes
   2. book a room - faite

Prochaine réunion\u00a0: mercredi 17 mars 2021, 10:00

Divers
   left over
"""
_GERMAN_TEXT = """\
Technical Coordination Meeting
Mittwoch, 3. März 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)
Vorsitz: Ian Bird
Anwesend: Ian Bird, Kay Graf
Entschuldigt: Elena Cuoco

3.1  CTA (Matthias Fuessling)
   [Marie Curie für Matthias Fuessling, verspätet eingegangen]
     First light.
     Anlagen: a.pdf
   Ian Bird: Three.

3.2  EGO (Elena Cuoco)
   Kein Bericht eingegangen.

Aufgaben
   1. Ian Bird: circulate the paper, bis 1. April 2021

Aufgaben aus früheren Sitzungen
   2. book a room - erledigt

Nächste Sitzung: Mittwoch, 17. März 2021, 10:00

Sonstiges
   left over
"""
_NEXT_AT = datetime(2021, 3, 17, 9, tzinfo=UTC)


def full_minutes(wording: Wording) -> MinutesContent:
    """Return minutes in which everything is that has a label, in the words of a language."""
    report = replace(a_minutes_report("First light.", attachments=("a.pdf",)), delegate="Marie Curie", late=True)
    items = (
        a_minutes_item("3.1", "CTA", reports=(report,), notes=(MinutesNote("Ian Bird", "Three."),)),
        a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=()),
    )
    content = replace(some_content(items=items), wording=wording, present=("Ian Bird", "Kay Graf"), apologies=("Elena Cuoco",))
    return replace(
        content,
        actions=(MinutesAction("Ian Bird", "circulate the paper", date(2021, 4, 1)),),
        carried=(f"2. book a room - {wording.state(ActionState.DONE)}",),
        next_meeting=day_words(_NEXT_AT.astimezone(ZoneInfo(content.timezone)), wording),
        next_at=_NEXT_AT,
        other=("left over",),
    )


class Slips(NullTranslations):
    """A catalogue of a few messages."""

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__()
        self._said = said

    def gettext(self, message: str) -> str:
        return self._said.get(message, message)


def a_revision(content: MinutesContent, **changes: object) -> Draft:
    """Return a revision of minutes."""
    return replace(Draft(1, 1, content, NOW), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wording", "text"), [(FRENCH, _FRENCH_TEXT), (GERMAN, _GERMAN_TEXT)], ids=["fr", "de"])
def test_minutes_are_labelled_in_their_language(wording: Wording, text: str) -> None:
    """All that is ours, and dates; what people wrote, and the names of their projects, stay as they are."""
    content = full_minutes(wording)
    assert render_text(content) == text
    assert [line.role for line in read_lines(text, wording)] == [line.role for line in lines_of(content)]


@pytest.mark.parametrize("language", WORDINGS)
@pytest.mark.parametrize("seed", range(60))
def test_minutes_of_each_language_are_told_again(language: str, seed: int) -> None:
    """From their text letter for letter, and from their lines what they were made from."""
    content = replace(some_minutes(random.Random(seed)), wording=WORDINGS[language])  # noqa: S311 - no secret
    text = render_text(content)
    assert render(read_lines(text, content.wording)) == text
    assert content_of(lines_of(content), content) == content
    assert wording_of(text, WORDINGS.values()) == content.wording


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_everything_that_has_a_label_is_told_again(wording: Wording) -> None:
    """Its times, its people, its actions and its next meeting, from the text alone."""
    content = full_minutes(wording)
    told = told_by(read_lines(render_text(content), wording), wording)
    assert (told.start_at, told.end_at, told.timezone) == (content.start_at, content.end_at, content.timezone)
    assert (told.chair, told.present, told.apologies) == (content.chair, content.present, content.apologies)
    (report,) = told.items[0].reports
    assert (report.author, report.delegate, report.late, report.attachments) == ("Matthias Fuessling", "Marie Curie", True, ("a.pdf",))
    assert [note.line for note in told.items[0].notes] == [note.line for note in content.items[0].notes]
    assert [item.is_missing for item in told.items] == [False, True]
    assert [(one.owner, one.text, one.due_words) for one in told.actions] == [
        ("Ian Bird", "circulate the paper", wording.day(date(2021, 4, 1)))
    ]
    assert (told.carried, told.other) == (content.carried, content.other)
    announced = announced_in(replace(told, next_at=None))
    assert announced is not None
    assert (announced.on, announced.at) == (date(2021, 3, 17), time(10))


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_a_date_of_the_minutes_is_read_again(wording: Wording) -> None:
    """Each first and last day of a month; what is none is none."""
    days = [date(2021, month, day) for month in range(1, 13) for day in (1, 11, 28)]
    assert [wording.find_day(wording.weekday_and_day(day)) for day in days] == days
    assert wording.find_day(wording.short_date % {"day": "31", "month": wording.months.split(", ")[1], "year": "2021"}) is None
    assert wording.find_day("31 Nowhere 2021") is None


def test_markdown_speaks_the_language_too() -> None:
    """With its typography: in French a space that does not break stands before a colon."""
    markdown = render_markdown(full_minutes(FRENCH))
    assert "Présidence\u00a0: Ian Bird\n" in markdown
    assert "**Ian Bird\u00a0:** Three." in markdown
    assert "*Aucune contribution reçue.*" in markdown
    assert "## Suivi des actions précédentes" in markdown
    english = ("Chair", "Present", "Apologies", "Attached", "Next meeting", "received", "Other", " by ")
    assert not [word for word in english if word in markdown]


@pytest.mark.parametrize(
    ("typed", "role", "text"),
    [
        ("Présents : Ann Other", Role.PRESENT, "Présents\u00a0: Ann Other"),
        ("Présents: Ann Other", Role.PRESENT, "Présents\u00a0: Ann Other"),
        ("Excusés\u202f:Ann Other", Role.APOLOGIES, "Excusés\u00a0: Ann Other"),
        ("Present: Ann Other", Role.PRESENT, "Présents\u00a0: Ann Other"),
        ("Prochaine réunion : 17 mars", Role.NEXT, "Prochaine réunion\u00a0: 17 mars"),
    ],
)
def test_a_label_that_the_chair_types_is_one(typed: str, role: Role, text: str) -> None:
    """However they set its colon, and in English as well."""
    content = replace(full_minutes(FRENCH), present=(), apologies=(), next_meeting="", next_at=None)
    below = "mercredi 3 mars 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"
    found = corrected_in(content, written_below(below, f"> {typed}", quote=quoted_in(content)))
    assert Line(role, text) in found.lines
    assert found.doubts == ()


def test_a_remark_that_the_chair_types_is_set_as_the_others() -> None:
    """A space before its colon belongs to no name."""
    assert note_of("Ian Bird : Oui.", FRENCH) == note_of("Ian Bird: Oui.", FRENCH) == MinutesNote("Ian Bird", "Oui.")
    assert MinutesNote("Ian Bird", "Oui.").line_in(FRENCH) == "Ian Bird\u00a0: Oui."


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_the_day_of_an_action_that_the_chair_types_is_read(apostrophe: str) -> None:
    """With the apostrophe of a keyboard too."""
    content = full_minutes(FRENCH)
    typed = f"1. Ian Bird : appeler, d{apostrophe}ici au 2 mai"
    lines = [replace(line, text=typed) if line.role is Role.ACTION else line for line in lines_of(content)]
    (action,) = content_of(lines, content).actions
    assert action == MinutesAction("Ian Bird", "appeler", due_words="2 mai")
    assert action_line(1, action, FRENCH) == "1. Ian Bird\u00a0: appeler, d’ici au 2 mai"


@pytest.mark.parametrize(("old", "new"), [(ENGLISH, FRENCH), (FRENCH, GERMAN), (GERMAN, ENGLISH)], ids=["en-fr", "fr-de", "de-en"])
def test_minutes_in_other_words_are_those_minutes(old: Wording, new: Wording) -> None:
    """Labels, dates and states change, nothing that people wrote; so there is nothing that changed between the two."""
    before, after = full_minutes(old), full_minutes(new)
    assert said_in(before, new) == after
    assert changes_of(before, after) == ()
    assert not is_outdated(a_revision(before), a_revision(after, revision=2))


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("3. Ian Bird: call, by 31 March 2021 - open", "3. Ian Bird: call, d’ici au 31 mars 2021 - en cours"),
        ("3. call, by the end of March - dropped", "3. call, d’ici au the end of March - abandonnée"),
        ("3. call - me - done", "3. call - me - faite"),
        ("as the chair wrote it", "as the chair wrote it"),
    ],
)
def test_an_action_carried_over_changes_its_language(english: str, french: str) -> None:
    """Its state, and its day where that is ours."""
    content = replace(full_minutes(ENGLISH), carried=(english,))
    assert said_in(content, FRENCH).carried == (french,)


def test_edits_outlive_a_change_of_language() -> None:
    """What the chair changed in the English draft stands in the French one, and nothing had to give way."""
    compiled = full_minutes(ENGLISH)
    edited = replace(compiled, present=("Ian Bird",), actions=(), next_meeting="Thursday 18 March", next_at=None)
    fresh = full_minutes(FRENCH)
    renewed, lost = renew(a_revision(edited, compiled=compiled), a_revision(fresh, revision=2))
    assert lost == ()
    assert renewed.content == replace(fresh, present=("Ian Bird",), actions=(), next_meeting="Thursday 18 March", next_at=None)
    assert renewed.compiled == fresh


def test_the_next_meeting_that_notes_name_is_said_in_the_language() -> None:
    """And a remark that belongs to no item, as remarks stand there."""
    content = replace(full_minutes(FRENCH), next_meeting="", next_at=None, other=())
    outline = Outline(notes=(Note(None, "Ian Bird", "Oui."),), next_meeting=ProposedDate(date(2021, 4, 1), time(9), "le 1er avril"))
    noted = with_notes(content, outline)
    assert noted.next_meeting == "jeudi 1er avril 2021, 09:00"
    assert noted.other == ("Ian Bird\u00a0: Oui.",)


def test_a_wording_has_words_for_all() -> None:
    """No English is left in a language that we have, but for what is the same there."""
    same = {"fr": {"actions"}, "de": {"first", "colon"}}
    for language, wording in WORDINGS.items():
        if language != "en":
            left = {field.name for field in fields(Wording) if getattr(wording, field.name) == getattr(ENGLISH, field.name)}
            assert left - {"long_date", "short_date"} == same[language]


def test_a_slip_in_a_catalogue_spoils_no_minutes() -> None:
    """What lacks its place to be filled, or its colon, is said in English."""
    slips = Slips({"by %(day)s": "bis", ": ": " - ", "Chair": "Vorsitz", "%(start)s-%(end)s": "%(start)s bis %(end)s, 100 %"})
    found = wording_in("de", slips)
    assert (found.due, found.colon, found.span) == (ENGLISH.due, ENGLISH.colon, ENGLISH.span)
    assert found.chair == "Vorsitz"
    assert wording_in("en", slips) == ENGLISH


def test_a_language_whose_dates_have_another_shape_keeps_the_plain_order() -> None:
    """With its own names of days and months."""
    found = wording_in("ja", NullTranslations())
    assert (found.long_date, found.short_date) == (ENGLISH.long_date, ENGLISH.short_date)
    assert found.day(date(2021, 3, 3)) == "3 3月 2021"
