"""Lines of minutes back into what they say, once an edit has changed, taken out or added some."""

from dataclasses import replace

import pytest

from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.rebuilding import content_of, is_remark, note_of
from mailflow.domain.minutes.sheet import Line, Role, lines_of
from tests.builders import NOW, a_minutes_item, a_minutes_report, some_content

REPORT = a_minutes_report("All telescopes observe.\n\n- one camera works", attachments=("a.pdf", "b.pdf"))
CTA = a_minutes_item("3.1", "CTA", reports=(REPORT,))
EGO = a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=())
CONTENT = replace(
    some_content(items=(CTA, EGO)),
    present=("Ian Bird", "Kay Graf"),
    actions=(MinutesAction("Ian Bird", "circulate the paper", NOW.date()),),
    next_meeting="17 March",
    next_at=NOW,
    other=("left over",),
    carried=("3. Kay Graf: book a room - open", "4. Ian Bird: send it - done"),
    first_action=5,
)


def _said(*changes: tuple[str, str]) -> MinutesContent:
    """Return what the lines say with words changed in those that have them; a line that becomes empty goes."""
    lines = list(lines_of(CONTENT))
    for old, new in changes:
        assert any(old in line.text for line in lines), old
        lines = [replace(line, text=line.text.replace(old, new)) for line in lines if line.text != old or new]
    return content_of(lines, CONTENT)


_CHANGES = {
    "title": (("Technical Coordination Meeting", "Call"), {"title": "Call"}),
    "date": (
        ("Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)", "Thursday 4 March 2021"),
        {"when_words": "Thursday 4 March 2021"},
    ),
    "chair": (("Chair: Ian Bird", "Chair: Eva Lang"), {"chair": "Eva Lang"}),
    "no chair": (("Chair: Ian Bird", ""), {"chair": ""}),
    "people": (("Present: Ian Bird, Kay Graf", "Present: Ian Bird,, Eva Lang"), {"present": ("Ian Bird", "Eva Lang")}),
    "action": (("circulate the paper", "send it"), {"actions": (MinutesAction("Ian Bird", "send it", due_words="1 March 2021"),)}),
    "action without a day": ((", by 1 March 2021", ""), {"actions": (MinutesAction("Ian Bird", "circulate the paper"),)}),
    "action of nobody": (
        ("Ian Bird: circulate the paper, by 1 March 2021", "circulate the paper"),
        {"actions": (MinutesAction("", "circulate the paper"),)},
    ),
    "number of an action": (("5. Ian Bird: circ", "7. Ian Bird: circ"), {}),
    "next meeting": (("Next meeting: 17 March", "Next meeting: 18 March"), {"next_meeting": "18 March", "next_at": None}),
    "no next meeting": (("Next meeting: 17 March", ""), {"next_meeting": "", "next_at": None}),
    "carried over": (
        ("3. Kay Graf: book a room - open", "3. Kay Graf: book a room - dropped"),
        {"carried": ("3. Kay Graf: book a room - dropped", "4. Ian Bird: send it - done")},
    ),
    "nothing of one carried over": (("4. Ian Bird: send it - done", ""), {"carried": ("3. Kay Graf: book a room - open",)}),
    "other": (("left over", "right over"), {"other": ("right over",)}),
}


@pytest.mark.parametrize(("change", "expected"), _CHANGES.values(), ids=_CHANGES.keys())
def test_a_changed_line_says_something_else(change: tuple[str, str], expected: dict[str, object]) -> None:
    """And nothing but that."""
    assert _said(change) == replace(CONTENT, **expected)  # type: ignore[arg-type]


def test_the_words_of_a_report_change() -> None:
    """It stays its author's."""
    assert _said(("observe", "sleep")).items[0].reports == (replace(REPORT, text="All telescopes sleep.\n\n- one camera works"),)


_HEADINGS = {
    "title": ("3.1  CTAO (Matthias Fuessling)", "CTAO", ("Matthias Fuessling",)),
    "people": ("3.1  CTA (Ann Berg, Kay Graf)", "CTA", ("Ann Berg", "Kay Graf")),
    "no people": ("3.1  CTA", "CTA", ()),
    "no key": ("CTA (Ann Berg)", "CTA", ("Ann Berg",)),
    "a dot behind the key": ("3.1. CTA", "CTA", ()),
}


@pytest.mark.parametrize(("text", "title", "speakers"), _HEADINGS.values(), ids=_HEADINGS.keys())
def test_a_changed_heading_keeps_the_key_of_its_item(text: str, title: str, speakers: tuple[str, ...]) -> None:
    """Title and people are those that are written."""
    item = _said(("3.1  CTA (Matthias Fuessling)", text)).items[0]
    assert (item.key, item.title, item.speakers, item.expects_report) == ("3.1", title, speakers, True)


_BYLINES = {
    "author": ("[Ann Berg]", ("Ann Berg", "", False)),
    "delegate": ("[Kay Graf for Ann Berg]", ("Ann Berg", "Kay Graf", False)),
    "late": ("[Ann Berg, received late]", ("Ann Berg", "", True)),
    "none": ("", ("Matthias Fuessling", "", False)),
}


@pytest.mark.parametrize(("text", "expected"), _BYLINES.values(), ids=_BYLINES.keys())
def test_a_changed_byline_names_who_wrote(text: str, expected: tuple[str, str, bool]) -> None:
    """Without one the report stays its author's."""
    report = _said(("[Matthias Fuessling]", text)).items[0].reports[0]
    assert (report.author, report.delegate, report.late) == expected
    assert report.text == REPORT.text


def test_attachments_are_those_that_are_named() -> None:
    """One may be taken out, or all."""
    assert _said(("a.pdf, b.pdf", "b.pdf")).items[0].reports[0].attachments == ("b.pdf",)
    assert _said(("Attached: a.pdf, b.pdf", "")).items[0].reports[0].attachments == ()


def test_a_report_that_is_missing() -> None:
    """As long as a line says so; other words in its place are a note."""
    assert _said(("No report received.", "")).items[1] == replace(EGO, is_missing=False)
    noted = _said(("No report received.", "Elena: all is well")).items[1]
    assert noted == replace(EGO, is_missing=False, notes=(MinutesNote("Elena", "all is well"),))


def test_a_line_under_an_item_is_a_note_of_it() -> None:
    """Between the lines of a report it keeps its place, below them it has none."""
    lines = list(lines_of(CONTENT))
    at = next(place for place, line in enumerate(lines) if line.text == "- one camera works")
    between = Line(Role.NOTE, "Ian: why?", 0, 0)
    below = Line(Role.NOTE, "agreed", 0, -1)
    files = next(place for place, line in enumerate(lines) if line.role is Role.FILES)
    edited = content_of([*lines[:at], between, *lines[at : files + 1], below, *lines[files + 1 :]], CONTENT)
    assert edited.items[0].notes == (MinutesNote("Ian", "why?", 0, 2), MinutesNote("", "agreed"))
    assert edited.items[0].reports == CTA.reports
    assert content_of(lines_of(edited), edited) == edited


def test_a_note_whose_report_is_gone_stands_below() -> None:
    """It is of the item all the same."""
    item = replace(CTA, notes=(MinutesNote("Ian", "why?", 0, 1),))
    content = some_content(items=(item,))
    lines = [line for line in lines_of(content) if line.role in {Role.HEADING, Role.NOTE}]
    assert content_of(lines, content).items == (replace(item, reports=(), notes=(MinutesNote("Ian", "why?"),)),)


def test_an_item_is_added() -> None:
    """With a key, or without."""
    lines = (*lines_of(CONTENT), Line(Role.HEADING, "4.2  FAIR (Ann Berg)", 2), Line(Role.NOTE, "new", 2))
    item = content_of(lines, CONTENT).items[2]
    assert (item.key, item.depth, item.title, item.speakers, item.expects_report) == ("4.2", 2, "FAIR", ("Ann Berg",), False)
    assert item.notes == (MinutesNote("", "new"),)
    assert content_of((Line(Role.HEADING, "FAIR", 2),), CONTENT).items[0].key == ""


def test_an_item_is_taken_out() -> None:
    """With all its lines."""
    lines = [line for line in lines_of(CONTENT) if line.item != 0]
    assert content_of(lines, CONTENT).items == (EGO,)


@pytest.mark.parametrize("text", ["Ian: yes", "Ian Bird: yes", "Michiel van Haarlem: yes", "Élise: oui", "Jan de Vries:  yes"])
def test_a_remark_begins_with_a_name(text: str) -> None:
    """Up to four words, each with a capital, or a particle."""
    assert is_remark(text)
    assert note_of(text).author == text.partition(":")[0]


@pytest.mark.parametrize("text", ["", "yes", "Note that: yes", "the plan: yes", "Ian:", "10:00 we met", "A B C D E: yes", "http://x y"])
def test_what_is_no_remark(text: str) -> None:
    """It has no author."""
    assert not is_remark(text)
    assert note_of(text) == MinutesNote("", text)
