"""The notes of a chair: points under their items, remarks, actions, the next meeting; nothing is lost."""

import random
import re
import time as clock
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path

import pytest

from mailflow.domain.agenda import ItemKey, Meeting, Series
from mailflow.domain.notes.kinds import Note, Outline, ProposedAction, ProposedDate, WalkIn
from mailflow.domain.notes.reading import looks_like_notes, read_notes
from tests.builders import a_chair, a_meeting, a_series, a_speaker, an_item
from tests.unit.test_agenda_pages import read
from tests.unit.test_notes_corpora import Labelled, labelled, setting

SEED = Path(__file__).parents[3] / "shared" / "seed" / "indico-page-fr.txt"
WRITTEN_ON = date(2021, 3, 4)


def outline_of(text: str, *, meeting: Meeting | None = None, series: Series | None = None, written_on: date = WRITTEN_ON) -> Outline:
    """Return what notes of the meeting of the builders say."""
    return read_notes(text, meeting or a_meeting(), series or a_series(), written_on=written_on)


def notes_of(text: str) -> list[tuple[str, str, str]]:
    """Return place, author and text of each note."""
    return [(note.key or note.walk_in, note.author, note.text) for note in outline_of(text).notes]


needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the seed page is not here")


@cache
def seed_outline() -> Outline:
    """Return what the minutes on the real page say, to the agenda of that page."""
    page = SEED.read_text(encoding="utf-8")
    agenda = read(page)
    text = page[page.index("Minutes of TC") : page.index("Il y a un compte-rendu")]
    return read_notes(text, agenda.meeting, agenda.series, written_on=WRITTEN_ON)


@needs_seed
def test_seed_points_stand_under_their_items() -> None:
    """By item of the round table, with the number of points in each; what belongs to none is the title."""
    assert Counter(note.key or note.walk_in for note in seed_outline().notes) == Counter(
        {"2.1": 1, "3.1": 3, "3.3": 3, "3.5": 3, "3.6": 1, "3.8": 3, "3.9": 5, "WP4": 1, "4": 2}
    )
    assert len(seed_outline().other) == 2


@needs_seed
def test_seed_remarks_have_their_author() -> None:
    """Both are the chair's, under the items where they were made."""
    assert [(note.key, note.author) for note in seed_outline().notes if note.author] == [("3.1", "Ian Bird"), ("3.3", "Ian Bird")]


@needs_seed
def test_seed_walk_in_is_found() -> None:
    """A work package that is not on the agenda."""
    assert seed_outline().walk_ins == (WalkIn("WP4", "Mark"),)


@needs_seed
def test_seed_follow_ups_are_actions() -> None:
    """Two remarks come again at the end, one of them longer: the longer wording is proposed."""
    assert {(action.owner, action.key) for action in seed_outline().actions} == {("Ian Bird", "3.1"), ("Ian Bird", "3.3")}
    assert any("sustainable" in action.text for action in seed_outline().actions)
    assert len(seed_outline().actions) == 2


@needs_seed
def test_seed_next_meeting_is_proposed() -> None:
    """The one that has a date; what comes behind it, and the one without a date, are points."""
    found = seed_outline().next_meeting
    assert found is not None
    assert (found.on, found.at, found.doubts) == (date(2021, 3, 17), time(10), ())
    assert any(note.text.startswith("Next meeting - ") for note in seed_outline().notes if note.key == "4")


_WORD = re.compile(r"\w+")


def _words_out(outline: Outline) -> Counter[str]:
    soon = outline.next_meeting
    walk_ins = [f"{walk_in.title} {walk_in.speaker}" for walk_in in outline.walk_ins]
    notes = [f"{note.author} {note.text}" for note in outline.notes]
    texts = walk_ins + notes + [f"{action.owner} {action.text}" for action in outline.actions] + list(outline.other)
    return Counter(_WORD.findall(" ".join([*texts, soon.text if soon else ""])))


def _pieces(one: Labelled) -> Iterator[str]:
    yield from (line for line in one["text"] if line.strip())


_HELD_ELSEWHERE = re.compile(r"(?i)\baction|\bai\b|todo|follow|next|prochaine|nächste|prossima|próxima|volgende|następne|\d")


def _plain(one: Labelled) -> set[str]:
    """Return the words of lines that are neither headings nor name a person, an action or a date: they have to stay as they are."""
    meeting, _ = setting(one["agenda"])
    names = (name for item in meeting.walk() for name in (item.title, *(speaker.name for speaker in item.speakers)))
    known = {word for name in names for word in name.split()}
    lines = [line for line in _pieces(one) if len(_WORD.findall(line)) > 3 and not _HELD_ELSEWHERE.search(line) and ":" not in line]
    return {word for line in lines for word in _WORD.findall(line) if word not in known and len(word) > 3}


@pytest.mark.parametrize("one", labelled(), ids=lambda one: one["id"])
def test_no_plain_word_is_lost(one: Labelled) -> None:
    """What is no heading, frame, name or day stands in a note, an action, the next meeting, or among the rest."""
    meeting, series = setting(one["agenda"])
    out = _words_out(read_notes("\n".join(one["text"]), meeting, series, written_on=date.fromisoformat(one["written_on"])))
    assert not {word for word in _plain(one) if word not in out}


@pytest.mark.parametrize("seed", range(25))
def test_no_word_is_lost_in_any_order(seed: int) -> None:
    """Lines of all labelled notes, shuffled and indented anyhow: each word of which no line is a heading comes out."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = [line for one in labelled() for line in _pieces(one)]
    marked = []
    for number, line in enumerate(chance.sample(lines, 40)):
        marked.append(f"{' ' * chance.randrange(6)}{chance.choice(['', '- ', '1. ', '• '])}{line.strip()} qx{number}x rest{number}")
        marked.extend([""] * chance.randrange(2))
    out = _words_out(outline_of("\n".join(marked)))
    assert not [word for word in re.findall(r"qx\d+x|rest\d+", "\n".join(marked)) if word not in out]


@pytest.mark.parametrize(
    ("line", "private"),
    [
        ("Not for the minutes: Kay may leave us.", 1),
        ("- Kay may leave us (off the record)", 1),
        ("- hors procès-verbal : Kay part", 1),
        ("- Nicht ins Protokoll:\n  - Kay geht\n  - Elena bleibt", 3),
        ("- The recording is off.", 0),
        ("- We do not publish raw data", 0),
        ("- Kay may leave us [do not minute]", 1),
        ("Do not publish: Kay may leave us", 1),
    ],
)
def test_what_says_that_it_is_private_is_kept_apart(line: str, private: int) -> None:
    """And nothing else is."""
    outline = outline_of(f"CTA\n- arrays grow\n{line}\n- the end")
    assert len(outline.private) == private
    said = [note.text for note in outline.notes]
    assert "arrays grow" in said
    assert "the end" in said


def test_what_is_too_long_is_kept_verbatim() -> None:
    """Beyond a thousand lines, and forty thousand characters, nothing is read and nothing is lost."""
    many = outline_of("\n".join(f"- line{number}" for number in range(1500)))
    assert all(f"line{number}" in "\n".join(many.other) for number in range(1500))
    long = outline_of("word " * 10_000 + "last")
    assert "last" in long.other[-1]


_HOSTILE = {
    "one letter a line": "a\n",
    "remarks": "Ian: we should do it %d\n",
    "promises": "- Ian will do %d by 12 March\n",
    "promises in a line": "Ian will do it. ",
    "next meetings": "next meeting at 10:00 ",
    "due": "by by by ",
    "actions": "ACTION (",
    "spaces": " ",
    "headings in a line": "CTA ",
    "headings": "CTA - %d\n",
    "headings below headings": "Round table / ",
    "names": "Ian and ",
    "dates": "17 March ",
    "ends": "end of ",
    "keys": "3.1 ",
    "walk-ins": "WP%d - Mark\n  - y\n",
    "accents": "e\u0301 ",
    "brackets": "CTA (a) ",
}


@pytest.mark.parametrize("unit", _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_text_takes_no_time(unit: str) -> None:
    """A hundred thousand characters of anything are read in linear time."""
    text = "".join(unit.replace("%d", str(number)) for number in range(100_000 // len(unit)))[:100_000]
    begun = clock.process_time()
    outline_of(f"CTA\n- x\n{text}")
    assert clock.process_time() - begun < 1


@pytest.mark.parametrize(
    "heading",
    [
        "CTA", "CTA - Matthias", "CTA – Matthias Fuessling", "CTA (Matthias)", "3.1 CTA", "3.1. CTA", "## CTA", "*CTA*", "**CTA**:", "CTA:",
        "cta", "Round table / CTA", "Round Table: CTA", "• CTA", "1. CTA", "a) CTA", "CTA report",
        "CTA, Matthias", "3.1: CTA", "CTA - Matthias:",
        "CTA of the north", "CTA update - Matthias", "The CTA", "CTA (Matthias, remote)",
    ],
)  # fmt: skip
def test_headings_come_in_many_shapes(heading: str) -> None:
    """With or without key, mark, emphasis, speaker, and the item above."""
    assert notes_of(f"{heading}\n  - ready\nEGO\n  - cold")[-2:] == [("3.1", "", "ready"), ("3.2", "", "cold")]


@pytest.mark.parametrize(
    "line",
    [
        "CTA and EGO agreed on shifts.", "CTA is ready, EGO is not.", "We heard from CTA: all is ready", "Fair enough",
        "CTA, which is new, is ready", "3.1 V are enough", "3.9: no such item", "The round table of all of the many groups was long",
    ],
)  # fmt: skip
def test_sentences_are_no_headings(line: str) -> None:
    """Though they begin with a title, or a number."""
    assert [text for _, _, text in notes_of(f"KM3NeT\n- {line}\n- more")] == [line, "more"]


@pytest.mark.parametrize(
    ("written", "title"),
    [("KM3Nett", "3.3"), ("Introducton", "1"), ("Rond table", "3"), ("round-table of RI's", "3"), ("Km3Net", "3.3")],
)
def test_slips_in_titles_are_forgiven(written: str, title: str) -> None:
    """One letter in eight."""
    assert notes_of(f"{written}\n- said") == [(title, "", "said")]


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Ian", "Ian Bird"), ("IAN", "Ian Bird"), ("Bird", "Ian Bird"), ("Ian Bird", "Ian Bird"), ("Bird, Ian", "Ian Bird"),
        ("IB", "Ian Bird"), ("I. Bird", "Ian Bird"),
        ("Dr Fuessling", "Matthias Fuessling"), ("Füssling", "Matthias Fuessling"), ("Fuesling", "Matthias Fuessling"),
        ("Tamás", "Tamas Gal"), ("Kay (ECAP)", "Kay Graf"), ("Ian and Kay", "Ian Bird and Kay Graf"), ("Note", ""), ("WP3", ""),
        ("Data Lake", ""), ("10:30", ""), ("http", ""), ("Jean Petit", "Jean Petit"),
        ("Jean", ""), ("Rosa de Vries", "Rosa de Vries"), ("Open Questions", ""), ("J", ""),
    ],
)  # fmt: skip
def test_remarks_are_people_s(name: str, author: str) -> None:
    """By any name of somebody of the meeting; by a whole name of somebody else where the words speak; by nothing else."""
    [note] = outline_of(f"CTA\n- {name}: we should publish it").notes
    assert (note.author, note.text) == ((author, "we should publish it") if author else ("", f"{name}: we should publish it"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CTA: Offline", ["Offline"]), ("CTA - Offline", ["Offline"]), ("CTA (delayed)", ["delayed"]),
        ("CTA - Matthias (by phone)", ["by phone"]),
        ("CTA - Karl, Matthias", ["Karl, Matthias"]), ("CTA (Matthias): ready", ["ready"]), ("CTA - Matthias (ill) was missed", None),
        ("WP4 - Mark (by phone)", ["by phone"]),
    ],
)  # fmt: skip
def test_what_stands_in_a_heading_besides_is_kept(line: str, said: list[str] | None) -> None:
    """All but the title, its key, and a speaker who is known."""
    outline = outline_of(f"EGO - Elena\n- cold\n{line}")
    assert [note.text for note in outline.notes][1:] == (said or ["Matthias (ill) was missed"])


def test_an_ambiguous_name_stays_as_written() -> None:
    """Two people bear it."""
    speakers = (a_speaker("Tom Becker", email="b@example.org", id=8), a_speaker("Tom Adams", email="a@example.org", id=9))
    meeting = a_meeting(items=(an_item("1", "Pumps", speakers=speakers),))
    outline = outline_of("Pumps\n- Tom: we are late\n- TA: are we?\n- Tom Becker to ask", meeting=meeting)
    assert [note.author for note in outline.notes] == ["Tom", "Tom Adams", ""]
    assert [action.owner for action in outline.actions] == ["Tom Becker"]


@pytest.mark.parametrize(
    ("line", "owner", "text", "due"),
    [
        ("ACTION Ian: send it by 31 March", "Ian Bird", "send it", date(2021, 3, 31)),
        ("Action on Kay - send it before 31.3.", "Kay Graf", "send it", date(2021, 3, 31)),
        ("ACTION: Ian: send it until 31/03/2021", "Ian Bird", "send it", date(2021, 3, 31)),
        ("Action #3: Ian to send it (by 2021-03-31)", "Ian Bird", "send it", date(2021, 3, 31)),
        ("AI Ian: send it by Friday", "Ian Bird", "send it", date(2021, 3, 5)),
        ("AI: Ian to send it by next Friday", "Ian Bird", "send it", date(2021, 3, 5)),
        ("AI Ian send it by end of March", "Ian Bird", "send it", date(2021, 3, 31)),
        ("-> Ian: send it by the end of the month", "Ian Bird", "send it", date(2021, 3, 31)),
        ("=> ACTION Ian: send it next week", "Ian Bird", "send it next week", None),
        ("-> Ian to send it by next week", "Ian Bird", "send it", date(2021, 3, 12)),
        ("TODO Ian send it by the next meeting", "Ian Bird", "send it", date(2021, 3, 17)),
        ("TODO: send it, 12 March", "", "send it", date(2021, 3, 12)),
        ("TODO: send it, 12 March or so", "", "send it, 12 March or so", None),
        ("ACTION all: send it by today", "all", "send it", date(2021, 3, 4)),
        ("ACTION WP5: send it by 31 February", "WP5", "send it by 31 February", None),
        ("Action (Jean Petit): send it within two days", "Jean Petit", "send it within two days", None),
        ("ACTION Ian: by 12 March", "Ian Bird", "by 12 March", date(2021, 3, 12)),
        ("À FAIRE Ian : l'envoyer d'ici vendredi", "Ian Bird", "l'envoyer", date(2021, 3, 5)),
        ("Maßnahme Ian: verschicken bis Ende der Woche", "Ian Bird", "verschicken", date(2021, 3, 5)),
        ("ACTION Ian: send it by 28 Feb 2022", "Ian Bird", "send it", date(2022, 2, 28)),
        ("ACTION Ian: send it by January", "Ian Bird", "send it by January", None),
        ("ACTION Ian: send it by end of January", "Ian Bird", "send it", date(2022, 1, 31)),
        ("ACTION Ian: send it by end of May 2022", "Ian Bird", "send it", date(2022, 5, 31)),
        ("ACTION Ian: send it by 2 March", "Ian Bird", "send it", date(2022, 3, 2)),
        ("ACTION Ian: send by tomorrow the draft to all", "Ian Bird", "send the draft to all", date(2021, 3, 5)),
    ],
)
def test_actions_in_so_many_words(line: str, owner: str, text: str, due: date | None) -> None:
    """Owner, what, and the first such day on or after the meeting; the line is no note besides."""
    outline = outline_of(f"CTA\n- {line}")
    assert outline.actions == (ProposedAction(owner, text, due, ItemKey("3.1")),)
    assert outline.notes == ()


@pytest.mark.parametrize(
    ("line", "owner", "text"),
    [
        ("Ian will send it", "Ian Bird", "send it"),
        ("Long talk; Kay to ask around.", "Kay Graf", "ask around"),
        ("Kay (ECAP) agreed to help", "Kay Graf", "help"),
        ("Ian and Kay to meet", "Ian Bird and Kay Graf", "meet"),
        ("Ian: will send it", "Ian Bird", "send it"),
        ("Ian wird es verschicken", "Ian Bird", "es verschicken"),
        ("Ian enverra le plan", "Ian Bird", "enverra le plan"),
        ("Ian invierà il piano", "Ian Bird", "invierà il piano"),
        ("Ian se encarga de ello", "Ian Bird", "ello"),
        ("Ian zal het sturen", "Ian Bird", "het sturen"),
        ("Ian prześle plan", "Ian Bird", "prześle plan"),
        ("Ian vai enviar o plano", "Ian Bird", "enviar o plano"),
    ],
)
def test_who_promises_is_offered_an_action(line: str, owner: str, text: str) -> None:
    """The line stays a note, and says that it is one."""
    outline = outline_of(f"CTA\n- {line}")
    assert outline.actions == (ProposedAction(owner, text, None, ItemKey("3.1")),)
    assert [note.is_action for note in outline.notes] == [True]


@pytest.mark.parametrize(
    "line",
    [
        "The experiment will restart", "WP4 will follow", "Ian will be away", "Ian to Kay: no", "Thanks to Ian", "ian will",
        "Ian sera absent",
        "Action on this is needed", "AI helps to find events", "Actionable: nothing", "Jean will send it", "AP 3: pumps are late",
    ],
)  # fmt: skip
def test_what_is_no_action(line: str) -> None:
    """Nobody of the meeting promises anything."""
    outline = outline_of(f"CTA\n- {line}")
    assert outline.actions == ()
    assert len(outline.notes) == 1


_OUT_OF_RHYTHM = '"every 2 weeks" from 3 March 2021 gives 17 March 2021'


@pytest.mark.parametrize(
    ("line", "on", "at", "doubts"),
    [
        ("Next meeting - 17 March, 10:00", date(2021, 3, 17), time(10), ()),
        ("Next meeting: Wednesday 17 March at 10h", date(2021, 3, 17), time(10), ()),
        ("Next meeting: Thursday 17 March", date(2021, 3, 17), None, ("17 March 2021 is a Wednesday, not a Thursday",)),
        ("Next meeting: 18 March", date(2021, 3, 18), None, (_OUT_OF_RHYTHM,)),
        ("Next meeting: 3 March 2021", date(2021, 3, 3), None, ("3 March 2021 is not after this meeting",)),
        ("Prochaine réunion le 17 mars 10h00", date(2021, 3, 17), time(10), ()),
        ("Nächstes Treffen 17.3. um 10 Uhr", date(2021, 3, 17), time(10), ()),
        ("Next call at 10:30 on 31 March", date(2021, 3, 31), time(10, 30), ()),
        ("17 March 2021, 12 am - next meeting", date(2021, 3, 17), time(0), ()),
        ("Next meeting in a month", date(2021, 4, 3), None, (_OUT_OF_RHYTHM,)),
        ("Next meeting in 28 days", date(2021, 3, 31), None, ()),
        ("Next TC moved to 2021-03-31 4pm-5pm", date(2021, 3, 31), time(16), ()),
        ("The next meeting will be next Wednesday at 10.00", date(2021, 3, 10), time(10), (_OUT_OF_RHYTHM,)),
    ],
)
def test_next_meeting_has_day_time_and_doubts(line: str, on: date, at: time | None, doubts: tuple[str, ...]) -> None:
    """In figures or words, before or behind; what speaks against it is said."""
    outline = outline_of(f"CTA\n- ready\n{line}")
    assert outline.next_meeting is not None
    assert (outline.next_meeting.on, outline.next_meeting.at, outline.next_meeting.doubts) == (on, at, doubts)
    assert [note.text for note in outline.notes] == ["ready"]


@pytest.mark.parametrize(
    "line",
    [
        "Next meeting - use cases", "Next meeting: discuss the report of 17 March", "Next meeting",
        "17 March was hard, we need a next meeting",
        "Next meeting on 30.2.2021",
    ],
)  # fmt: skip
def test_a_next_meeting_without_a_date_is_a_point(line: str) -> None:
    """Words stay words."""
    outline = outline_of(f"CTA\n- ready\n{line}\nthe end of it")
    assert outline.next_meeting is None
    assert line in "\n".join([note.text for note in outline.notes])


def test_the_agreed_date_is_proposed_and_the_other_is_a_doubt() -> None:
    """Else the last one is."""
    agreed = outline_of("CTA\n- Agreed: next meeting 17 March\n- Next meeting 31 March?").next_meeting
    last = outline_of("CTA\n- Next meeting 17 March\n- Next meeting 31 March").next_meeting
    assert agreed == ProposedDate(date(2021, 3, 17), None, "Agreed: next meeting 17 March", ("the notes also say 31 March 2021",))
    assert last is not None
    assert (last.on, last.doubts) == (date(2021, 3, 31), ("the notes also say 17 March 2021",))


def test_a_date_that_went_by_before_the_notes_came_is_doubted() -> None:
    """They may come late."""
    late = outline_of("Next meeting 17 March", written_on=date(2021, 3, 20)).next_meeting
    assert late is not None
    assert late.doubts == ("17 March 2021 is in the past",)


def test_any_other_business_is_never_left() -> None:
    """What stands behind it belongs to it, however it is set; without such an item it is one that nobody planned."""
    meeting = a_meeting(items=(*a_meeting().items, an_item("4", "AOB", speakers=(), expects_report=False)))
    outline = outline_of("- CTA\n  - ready\n- Divers:\n  - none\n- thanks to all", meeting=meeting)
    assert [(note.key, note.text) for note in outline.notes] == [("3.1", "ready"), ("4", "none"), ("4", "thanks to all")]


def test_a_list_of_actions_within_an_item_is_of_it() -> None:
    """And ends where the item's points go on."""
    outline = outline_of("- CTA\n  - ready\n  - Actions:\n    - Ian: call\n  - shipped")
    assert outline.actions == (ProposedAction("Ian Bird", "call", None, ItemKey("3.1")),)
    assert [note.text for note in outline.notes] == ["ready", "shipped"]


def test_a_name_alone_speaks_in_the_lines_below() -> None:
    """Each is a remark of theirs; what stands no deeper is not."""
    text = "- CTA\n  - ready\n  - **Ian**:\n    - publish it\n    - Kay: no\n    - soon\n      - in May\n  - shipped\n- EGO\n  - cold"
    assert notes_of(text) == [
        ("3.1", "", "ready"),
        ("3.1", "Ian Bird", "publish it"),
        ("3.1", "Kay Graf", "no"),
        ("3.1", "Ian Bird", "soon\n  - in May"),
        ("3.1", "", "shipped"),
        ("3.2", "", "cold"),
    ]
    assert notes_of("CTA\n- ready\n- Ian:\n- shipped") == [("3.1", "", "ready"), ("3.1", "", "Ian:"), ("3.1", "", "shipped")]


def test_a_speaker_s_name_stands_for_their_slot() -> None:
    """Where they have one, and something stands below."""
    assert notes_of("Matthias\n- ready\nElena Cuoco:\n- cold") == [("3.1", "", "ready"), ("3.2", "", "cold")]


def test_a_walk_in_is_said_once() -> None:
    """Its heading may come twice; its speaker's remarks are known by first name."""
    walk_in = "- WP4 - Mark Allen\n  - "
    outline = outline_of(f"- CTA - Matthias\n  - ready\n{walk_in}Mark: fine\n{walk_in}more\n- Coffee\n  - cold\n- EGO\n  - cold")
    assert outline.walk_ins == (WalkIn("WP4", "Mark Allen"),)
    assert outline.notes[1:3] == (Note(None, "Mark", "fine", "WP4"), Note(None, "", "more", "WP4"))
    assert outline.other == ("Coffee\n  - cold",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CTA\n- ready\n\nEGO\n- cold", True),
        ("CTA: ready\nEGO: cold", True),
        ("CTA\n- ACTION Ian: call", True),
        ("CTA\nEGO", False),
        ("3.1: ready\n3.2: cold", False),
        ("approve", False),
        ("CTA is ready.", False),
        ("CTA\n\nAll telescopes observe.", False),
        ("ACTION Ian: call", False),
        ("", False),
    ],
)
def test_notes_are_told_from_other_replies(text: str, *, expected: bool) -> None:
    """Two items with something below, or one and actions; a report, an order, prose, or a correction by key is none."""
    assert looks_like_notes(text, a_meeting()) is expected


def test_the_chair_is_known_though_not_on_the_agenda() -> None:
    """So are deputies, minute-taker and secretary."""
    series = a_series(chair=a_chair("Ada Stone"), deputies=(a_speaker("Bo Lind", id=31),))
    outline = outline_of("CTA\n- Ada: we go on\n- Bo: we stop", series=series)
    assert [note.author for note in outline.notes] == ["Ada Stone", "Bo Lind"]


@pytest.mark.parametrize(
    ("cadence", "on", "is_doubted"),
    [
        ("weekly", date(2021, 3, 24), False), ("every week", date(2021, 3, 25), True), ("fortnightly", date(2021, 3, 31), False),
        ("monthly", date(2021, 4, 7), False), ("every month", date(2021, 4, 3), False), ("monthly", date(2021, 4, 8), True),
        ("FREQ=WEEKLY;INTERVAL=2", date(2021, 3, 10), True), ("RRULE:FREQ=MONTHLY;BYDAY=1WE", date(2021, 4, 7), False),
        ("", date(2021, 3, 11), False),
        ("every other week", date(2021, 3, 10), True), ("FREQ=DAILY", date(2021, 3, 10), False), ("now and then", date(2021, 3, 11), False),
    ],
)  # fmt: skip
def test_rhythm_is_the_cadence_s(cadence: str, on: date, *, is_doubted: bool) -> None:
    """Meetings may be left out; of a month its day, or its day of the week, counts."""
    soon = outline_of(f"Next meeting {on.isoformat()}", series=a_series(cadence=cadence)).next_meeting
    assert soon is not None
    assert bool(soon.doubts) is is_doubted
