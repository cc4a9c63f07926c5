"""Minutes: compiled, rendered, hashed and approved; nothing secret in them, no word changed."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.domain.errors import IllegalTransition
from mailflow.domain.leaks import leaked_secrets
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.minutes.content import MinutesContent, MinutesReport
from mailflow.domain.minutes.draft import compile_draft, decide
from mailflow.domain.minutes.markdown import render_markdown
from mailflow.domain.minutes.sheet import byline, heading, render_text, when
from tests.builders import (
    NOW,
    START,
    a_draft,
    a_meeting,
    a_minutes_item,
    a_minutes_report,
    a_report,
    a_series,
    a_stored_file,
    an_approval,
    an_item,
    an_online_access,
    some_content,
)

_URL = "https://indico.example.org/event/1234/contributions/5678/attachments/9012/slides-of-the-technical-coordination-meeting.pdf"


def _with(text: str) -> MinutesContent:
    return some_content(items=(a_minutes_item(reports=(a_minutes_report(text),)),))


def _body(text: str) -> list[str]:
    """Return the lines below the byline of the one report."""
    lines = render_text(_with(text)).rstrip("\n").split("\n")
    return lines[lines.index("   [Matthias Fuessling]") + 1 :]


def test_the_minutes_say_all_in_agenda_order() -> None:
    """The canonical text, whole."""
    cta = an_item("2.1", "CTA", reports=(a_report(),))
    ego = an_item(
        "2.2", "EGO", reports=(a_report("Late news.", author="Elena", delegate="Rosa", late=True, attachments=(a_stored_file(),)),)
    )
    items = (
        an_item("1", "Introduction", expects_report=False),
        an_item("2", "Round Table", expects_report=False, speakers=(), items=(cta, ego)),
    )
    assert compile_draft(a_meeting(items=(*items, an_item("3", "EST"))), a_series(), revision=1, now=NOW).text == (
        "Technical Coordination Meeting\n"
        "Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)\n"
        "Chair: Ian Bird\n"
        "\n"
        "1  Introduction (Matthias Fuessling)\n"
        "\n"
        "2  Round Table\n"
        "\n"
        "2.1  CTA (Matthias Fuessling)\n"
        "   [Matthias Fuessling]\n"
        "   All telescopes observe.\n"
        "\n"
        "2.2  EGO (Matthias Fuessling)\n"
        "   [Rosa for Elena, received late]\n"
        "   Late news.\n"
        "   Attached: slides.pdf\n"
        "\n"
        "3  EST (Matthias Fuessling)\n"
        "   No report received.\n"
    )


def test_minutes_without_a_chair_name_none() -> None:
    """The line is left out."""
    draft = compile_draft(a_meeting(items=()), a_series(chair=None), revision=1, now=NOW)
    assert "Chair" not in draft.text
    assert "Chair" not in render_markdown(draft.content)


def test_markdown_keeps_reports_as_they_were_written() -> None:
    """Unwrapped, under headings by depth."""
    reports = (a_minutes_report("- one\n- two", attachments=("a.pdf", "b.pdf")),)
    content = some_content(items=(a_minutes_item("3", "Round Table", expects_report=False, reports=()), a_minutes_item(reports=reports)))
    assert render_markdown(content) == (
        "# Technical Coordination Meeting\n\n"
        "Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)\n\n"
        "Chair: Ian Bird\n\n"
        "## 3  Round Table (Matthias Fuessling)\n\n"
        "### 3.1  CTA (Matthias Fuessling)\n\n"
        "**Matthias Fuessling**\n\n- one\n- two\n\nAttached: a.pdf, b.pdf\n"
    )


def test_markdown_says_that_a_report_is_missing() -> None:
    """As the text does."""
    assert "*No report received.*" in render_markdown(some_content(items=(a_minutes_item(reports=()),)))


def test_markdown_has_no_heading_below_the_sixth() -> None:
    """There is none in Markdown."""
    assert "\n###### 1.1.1.1.1.1.1.1  CTA" in render_markdown(some_content(items=(a_minutes_item("1.1.1.1.1.1.1.1"),)))


def test_a_meeting_that_is_not_stored_has_no_minutes() -> None:
    """The draft could not be found again."""
    with pytest.raises(ValueError, match="stored"):
        compile_draft(a_meeting(id=None), a_series(), revision=1, now=NOW)


_WHEN = {
    "winter in Paris": (START, "Europe/Paris", "Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)"),
    "summer in Paris": (
        datetime(2021, 7, 7, 8, 0, tzinfo=UTC),
        "Europe/Paris",
        "Wednesday 7 July 2021, 10:00-11:30 (Europe/Paris, UTC+02:00)",
    ),
    "half an hour": (START, "Asia/Kolkata", "Wednesday 3 March 2021, 14:30-16:00 (Asia/Kolkata, UTC+05:30)"),
    "west": (START, "America/New_York", "Wednesday 3 March 2021, 04:00-05:30 (America/New_York, UTC-05:00)"),
    "another day": (START, "Pacific/Auckland", "Wednesday 3 March 2021, 22:00-23:30 (Pacific/Auckland, UTC+13:00)"),
}


@pytest.mark.parametrize(("start_at", "timezone", "expected"), _WHEN.values(), ids=_WHEN.keys())
def test_the_time_is_told_in_the_zone_of_the_meeting(start_at: datetime, timezone: str, expected: str) -> None:
    """With weekday, zone and offset."""
    assert when(some_content(start_at=start_at, timezone=timezone)) == expected


def test_a_heading_names_key_title_and_speakers() -> None:
    """Two spaces part the key."""
    assert heading(a_minutes_item(speakers=("A", "B"))) == "3.1  CTA (A, B)"
    assert heading(a_minutes_item(speakers=())) == "3.1  CTA"


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (a_minutes_report(), "Matthias Fuessling"),
        (a_minutes_report(late=True), "Matthias Fuessling, received late"),
        (a_minutes_report(delegate="Rosa"), "Rosa for Matthias Fuessling"),
        (a_minutes_report(delegate="Rosa", late=True), "Rosa for Matthias Fuessling, received late"),
    ],
    ids=["speaker", "late", "delegate", "late delegate"],
)
def test_a_byline_says_who_wrote(report: MinutesReport, expected: str) -> None:
    """A delegate is shown as such, and so is lateness."""
    assert byline(report) == expected


def test_only_a_slot_can_miss_its_report() -> None:
    """An item that expects none misses none."""
    assert a_minutes_item(reports=()).is_missing
    assert not a_minutes_item().is_missing
    assert not a_minutes_item(reports=(), expects_report=False).is_missing


def test_only_the_newest_report_of_an_author_stands_in_the_minutes() -> None:
    """A second report replaces the first."""
    slot = an_item(reports=(a_report("old"), a_report("new", revision=2)))
    draft = compile_draft(a_meeting(items=(slot,)), a_series(), revision=1, now=NOW)
    assert [report.text for report in draft.content.items[0].reports] == ["new"]


def test_long_lines_are_wrapped_at_72_columns() -> None:
    """Indented below their item."""
    lines = _body("word " * 100)
    assert len(lines) > 1
    assert all(line.startswith("   word") and len(line) <= 72 for line in lines)


def test_the_words_of_a_bullet_hang_under_its_text() -> None:
    """So that bullets can be told apart."""
    first, *rest = _body("- " + "word " * 30)
    assert first.startswith("   - word")
    assert all(line.startswith("     word") for line in rest)


@pytest.mark.parametrize("bullet", ["-", "*", "•", "–", "1.", "12)"])
def test_every_mark_of_a_list_is_a_bullet(bullet: str) -> None:
    """Marks and numbers."""
    assert _body(f"{bullet} " + "word " * 30)[1].startswith("   " + " " * (len(bullet) + 1) + "word")


def test_a_bullet_far_from_its_text_hangs_no_farther_than_eight() -> None:
    """A hostile bullet would indent every word by its own width."""
    lines = _body("-" + " " * 500 + "word " * 50)
    assert all(re.fullmatch(r" {11}\S.*", line) for line in lines[2:])


def test_a_long_url_is_not_broken() -> None:
    """A broken link cannot be clicked."""
    assert f"   {_URL}" in _body(f"The slides are at {_URL} as ever.")


def test_a_hyphen_is_no_place_to_break() -> None:
    """`HL-LHC` stays in one piece."""
    assert "HL-LHC" in " ".join(_body("x" * 64 + " HL-LHC"))


_WORDS = {
    "plain": "One paragraph.\n\nAnother one, with  two spaces.",
    "unicode": "Füßling mesure l'étoile λ — 5 µs ± 3 %, naïve 日本語 🔭 e\u0301tat",
    "bullets": "- one\n  - nested\n* two\n1. first\n10) tenth",
    "code": "    for x in y:\n        print(x)",
    "quote": "> 100 TeV\n>> more",
    "markup": "<b>& *stars* _under_ `code` {{ x }} %s {0}",
    "heading of another item": "3.2  EGO\n   [Somebody else]\n   Words.",
    "long word": "x" * 300,
    "link": f"See {_URL}.",
    "non-breaking": "10\u00a0TeV and 3\u202fs",
}


@pytest.mark.parametrize("text", _WORDS.values(), ids=_WORDS.keys())
def test_the_words_of_a_report_are_not_changed(text: str) -> None:
    """Line breaks and indents are ours; each word, and the order of words, is the speaker's."""
    words = re.compile(r"[^ \n]+")
    assert words.findall("\n".join(_body(text))) == words.findall(text)


def test_blank_lines_in_a_report_stay_blank() -> None:
    """No trailing spaces that clients would flow."""
    assert _body("One.\n\nTwo.\n   \nThree.   ") == ["   One.", "", "   Two.", "", "   Three."]


def test_text_of_a_report_cannot_pass_for_an_item() -> None:
    """What was said is indented; only an item begins in the first column."""
    lines = render_text(_with("3.2  EGO (Elena Cuoco)\nNot said by her.")).split("\n")
    assert "3.2  EGO (Elena Cuoco)" not in lines
    assert "   3.2  EGO (Elena Cuoco)" in lines


def test_the_digest_is_that_of_the_canonical_text() -> None:
    """UTF-8, SHA-256, hex."""
    draft = a_draft()
    assert draft.sha256 == hashlib.sha256(draft.text.encode()).hexdigest()


def test_the_digest_is_the_same_for_ever() -> None:
    """An approval is bound to it: a change of the rendering breaks the approvals that are under way."""
    assert a_draft().sha256 == "7682ca35a0121df1d83d89b6e295e14ca1b0563f1a57c80572f8c230246f0a8d"


@pytest.mark.parametrize(
    "other",
    [a_draft(revision=2), a_draft(id=9), a_draft(created_at=NOW + timedelta(days=1)), a_draft(state=MinutesState.APPROVED)],
    ids=["revision", "id", "time", "state"],
)
def test_the_digest_depends_on_nothing_but_the_content(other: object) -> None:
    """The same words have the same digest."""
    assert getattr(other, "sha256", "") == a_draft().sha256


@pytest.mark.parametrize(
    "content",
    [
        some_content(title="Other"),
        some_content(chair="Rosa"),
        some_content(timezone="Europe/London"),
        _with("All telescopes observe"),
        _with("All telescopes observe.\n\n."),
        some_content(items=(a_minutes_item(reports=(a_minutes_report(author="Rosa"),)),)),
        some_content(items=(a_minutes_item(reports=(a_minutes_report(delegate="Rosa"),)),)),
        some_content(items=(a_minutes_item(reports=(a_minutes_report(late=True),)),)),
        some_content(items=(a_minutes_item(reports=(a_minutes_report(attachments=("a.pdf",)),)),)),
        some_content(items=()),
    ],
    ids=["title", "chair", "zone", "full stop", "line", "author", "delegate", "late", "attachment", "item"],
)
def test_another_content_has_another_digest(content: MinutesContent) -> None:
    """Whatever a reader would see."""
    assert a_draft(content=content).sha256 != a_draft().sha256


def test_compiling_twice_gives_the_same_digest() -> None:
    """Nothing of the time of compilation is in the text."""
    first = compile_draft(a_meeting(), a_series(), revision=1, now=NOW)
    assert compile_draft(a_meeting(), a_series(), revision=2, now=NOW + timedelta(hours=1)).sha256 == first.sha256


def test_a_draft_begins_open_and_without_an_id() -> None:
    """It is stored next."""
    draft = compile_draft(a_meeting(), a_series(), revision=3, now=NOW)
    assert (draft.revision, draft.state, draft.id, draft.created_at) == (3, MinutesState.DRAFT, None, NOW)


def test_an_approved_revision_keeps_its_words() -> None:
    """Only the state changes."""
    approved = decide(a_draft(), an_approval())
    assert approved.draft == replace(a_draft(), state=MinutesState.APPROVED)
    assert approved.approval == an_approval()


@pytest.mark.parametrize("state", [state for state in MinutesState if state is not MinutesState.DRAFT])
def test_only_an_open_revision_can_be_approved(state: MinutesState) -> None:
    """Superseded, approved and published ones refuse."""
    with pytest.raises(IllegalTransition):
        decide(a_draft(state=state), an_approval())


def test_nothing_of_the_joining_details_is_in_the_minutes() -> None:
    """Neither in text nor in Markdown."""
    draft = compile_draft(a_meeting(), a_series(), revision=1, now=NOW)
    online = an_online_access()
    for secret in (online.url, online.meeting_id, online.passcode, *online.phones):
        assert secret not in draft.text + render_markdown(draft.content)
    assert leaked_secrets(draft.text, online) == ()
