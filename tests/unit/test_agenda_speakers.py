"""Pages written by hand: times within the times above them, and speakers who stand in the title or in a column."""

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda
from mailflow.domain.agenda import Agenda

OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="Europe/Paris", addresses={})
FRENCH = """Réunion technique
3 mars 2027, 10:00 – 11:00
10h00 - 10h10 Introduction (Anne Lebrun)
10h10 - 10h40 Tour de table
10h10 CTA (Charles Renard)
10h20 SKA (Denise Foin)
10h30 EGO (Edmond Go)
10h40 - 11h00 Divers
"""
ENGLISH = """Technical meeting
3 March 2027, 10:00 - 11:00
10:00 - 10:10 Welcome (Ann Lee)
10:10 - 10:40 Round table
10:10 CTA (Carl Fox)
10:20 SKA (Dee Foy)
10:30 EGO (Ed Gold)
10:40 - 11:00 AOB
"""
HEAD = "Technical meeting\n3 March 2027, 10:00 - 11:00\n"


def read(content: str) -> Agenda:
    """Read a page under the name that the messages show."""
    return parse_agenda(content, source="page.txt", options=OPTIONS)


def outline(agenda: Agenda) -> list[str]:
    """Return `key minutes title | speakers` of every item, `*` before slots."""
    return [
        f"{'*' * item.expects_report}{item.key} {item.duration_minutes} {item.title}"
        + (" | " + ", ".join(one.name for one in item.speakers) if item.speakers else "")
        for item in agenda.meeting.walk()
    ]


def about(agenda: Agenda, words: str) -> list[str]:
    """Return the warnings with some words."""
    return [warning for warning in agenda.warnings if words in warning]


# --- times within times -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "people", "last"),
    [
        (FRENCH, ("Anne Lebrun", "Charles Renard", "Denise Foin", "Edmond Go"), "Divers"),
        (ENGLISH, ("Ann Lee", "Carl Fox", "Dee Foy", "Ed Gold"), "AOB"),
        (ENGLISH.replace("10:10 C", "  - 10:10 C").replace("10:20", "  - 10:20").replace("10:30 E", "  - 10:30 E"),
         ("Ann Lee", "Carl Fox", "Dee Foy", "Ed Gold"), "AOB"),
    ],
    ids=["fr", "en", "bullets"],
)  # fmt: skip
def test_one_time_within_a_range_begins_a_slot_of_it(page: str, people: tuple[str, ...], last: str) -> None:
    """Each with its speaker; nothing becomes a description."""
    agenda = read(page)
    first, table = [item.title for item in agenda.meeting.items[:2]]
    assert outline(agenda) == [
        f"1 10 {first} | {people[0]}", f"2 30 {table}",
        f"*2.1 10 CTA | {people[1]}", f"*2.2 10 SKA | {people[2]}", f"*2.3 10 EGO | {people[3]}", f"3 20 {last}",
    ]  # fmt: skip
    assert not any(item.description or item.notes for item in agenda.meeting.walk())
    assert not about(agenda, "with a time")


def test_ranges_within_a_range_are_its_items() -> None:
    """Though they stand at the same margin; ranges that only overlap stay siblings."""
    agenda = read(
        HEAD + "10:00 - 10:05 Welcome (Ann Lee)\n10:05 - 10:30 Round table\n10:05 - 10:15 CTA (Carl Fox)\n10:15 - 10:30 SKA (Dee Foy)\n"
        "10:30 - 10:50 Plans\n10:45 - 11:00 AOB\n"
    )
    assert outline(agenda) == [
        "1 5 Welcome | Ann Lee", "2 25 Round table", "2.1 10 CTA | Carl Fox", "2.2 15 SKA | Dee Foy", "3 20 Plans", "4 15 AOB",
    ]  # fmt: skip
    assert [warning for warning in agenda.warnings if "overlaps" in warning and warning.startswith("2")] == []


def test_last_item_of_one_time_goes_on_to_the_end() -> None:
    """After items with both their times."""
    agenda = read(HEAD + "10:00 - 10:10 Welcome (Ann Lee)\n10:10 - 10:40 Plans (Carl Fox)\n10:40 AOB\n")
    assert outline(agenda) == ["1 10 Welcome | Ann Lee", "2 30 Plans | Carl Fox", "3 20 AOB"]


def test_line_with_a_time_that_stays_text_is_told() -> None:
    """A sentence begins no item, and neither does what goes back in time; a warning names the line."""
    agenda = read(HEAD + "10:00 - 10:10 Welcome (Ann Lee)\n10:10 - 10:40 Plans\n10:30 is when the lights go out.\n10:40 - 11:00 AOB\n")
    assert agenda.meeting.items[1].description == "10:30 is when the lights go out."
    (told,) = about(agenda, "with a time")
    assert told.startswith("2 Plans: ")
    assert "10:30 is when" in told


# --- speakers in the title ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", [" - ", " – ", " — ", ", ", "\t", " | "])
def test_speakers_behind_most_titles_are_taken(between: str) -> None:
    """Whatever one sign stands between; a title of another shape stays whole."""
    rows = [("10:00", "Welcome", "Ann Lee"), ("10:10", "CTA", "Carlo Volpe"), ("10:20", "SKA", "Karl von Fuchs")]
    text = "".join(f"{at} {title}{between}{name}\n" for at, title, name in rows)
    agenda = read(HEAD + text + "10:30 Plans for May\n10:50 AOB\n")
    assert outline(agenda) == [
        "*1 10 Welcome | Ann Lee", "*2 10 CTA | Carlo Volpe", "*3 10 SKA | Karl von Fuchs", "4 20 Plans for May", "5 10 AOB",
    ]  # fmt: skip
    assert not about(agenda, "no speakers")


@pytest.mark.parametrize(
    "header",
    ["Time\tTopic\tSpeaker", "Heure\tSujet\tOrateur", "Zeit\tThema\tReferent", "Ora\tArgomento\tRelatore", "Hora\tTema\tPonente",
     "Time | Topic | Presenter"],
)  # fmt: skip
def test_column_of_speakers_is_one(header: str) -> None:
    """However few rows name somebody; two people in a row are two."""
    between = " | " if "|" in header else "\t"
    rows = [("10:00", "Welcome"), ("10:10", "CTA", "C. Volpe, Ann Lee"), ("10:20", "Round table", "all"), ("10:40", "AOB")]
    agenda = read(HEAD + header + "\n" + "".join(between.join(row) + "\n" for row in rows))
    assert outline(agenda)[:2] == ["1 10 Welcome", "2 10 CTA | C. Volpe, Ann Lee"]
    assert [item.speakers for item in agenda.meeting.items[2:]] == [(), ()]
    assert "all" in agenda.meeting.items[2].title
    assert not about(agenda, "left out")


def test_column_of_speakers_may_stand_first() -> None:
    """As its header says."""
    agenda = read(HEAD + "Time\tSpeaker\tTopic\n10:00\tAnn Lee\tWelcome\n10:10\tCarlo Volpe\tCTA\n10:40\tKarl Fuchs\tSKA\n")
    assert outline(agenda) == ["*1 10 Welcome | Ann Lee", "*2 30 CTA | Carlo Volpe", "*3 20 SKA | Karl Fuchs"]


@pytest.mark.parametrize(
    "titles",
    [
        ("Welcome", "CTA - Carlo", "SKA - Karl", "AOB"),
        ("CTA - Status Report", "SKA - Open Issues", "EGO - Budget Plan"),
        ("CTA - Data Release", "SKA - Final Release", "EGO - Software Release"),
        ("Welcome", "Plans, Carlo Volpe", "Reports", "Money", "Travel"),
    ],
    ids=["first names", "words of meetings", "one word thrice", "only one"],
)
def test_people_are_never_made_up(titles: tuple[str, ...]) -> None:
    """What may be anything stays in the title, and one warning says that nobody was found."""
    agenda = read(HEAD + "".join(f"10:{10 * place:02} {title}\n" for place, title in enumerate(titles)))
    assert [item.title for item in agenda.meeting.items] == list(titles)
    assert not agenda.meeting.speakers
    assert len(about(agenda, "no speakers")) == 1
