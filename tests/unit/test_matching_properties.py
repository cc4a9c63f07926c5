"""What holds of matching whatever the mail and the agenda are."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from mailflow.domain.agenda import AgendaItem, Speaker
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted
from mailflow.domain.matching.kinds import Ambiguous, Answered, Candidates, Match, Matched, Unmatched, Venue
from mailflow.domain.matching.match import match
from mailflow.domain.message import Address
from tests.builders import a_classified, a_meeting, a_report, a_series, a_speaker, an_answered, an_inbound, an_item

_ELENA = a_speaker("Elena Cuoco", email="elena@example.org", affiliation="EGO", id=3)
_KAY = a_speaker("Kay Graf", email="kay@example.org", id=4)
_ITEMS = (
    an_item("3.1", "CTA"),
    an_item("3.2", "EGO", speakers=(_ELENA,)),
    an_item("3.3", "WP6 Outreach", speakers=(_ELENA,)),
    an_item("3.4", "KM3NeT", aliases=("ARCA",), speakers=(_KAY,)),
)
_STRANGER = a_speaker("Nobody Known", email="stranger@elsewhere.example.org")
_AUTHORS = (_ELENA, _KAY, a_speaker(), _STRANGER)
_PIECES = (
    "EGO", "WP6", "CTA", "KM3NeT", "Outreach", "3.2", "report", "for", "the", "we", "project", ":", ",", ".", "?", "\n", "\n\n", " ", "  ",
    "- ", "**", "#", "|", "moved", "thanks to", "with", "Hi Ian,", "1.2.3", "nothing to report", "and", "EGO:", "WP6:",
    "\nEGO\n", "\nWP6\n", "Re:", "Fwd:", "> ", "YOUR SLOT", "Filed under 3.3 WP6 Outreach", "ego", "km3net", "Wp6",
)  # fmt: skip
_SIGNS = "aZß ıİ\u0301\u202e\x00\n\t\r'\"()[]{}\\|*+?.^$#-_:;,<>@/&%0123456789ﬁǆ漢🙂"
_CASES = 400
_SECONDS = 5.0


@dataclass(frozen=True)
class Case:
    """A mail at random, and the mail of ours that it answers."""

    text: str
    subject: str
    author: Speaker
    answered: Answered | None
    quote: str


def _cases(seed: int) -> Iterator[Case]:
    """Yield the same cases for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - it is to repeat itself
    for _ in range(_CASES):
        keys = tuple(dice.sample(["3.1", "3.2", "3.3", "3.4"], dice.randint(1, 2)))
        answered = dice.choice([None, an_answered(item_keys=keys), an_answered(item_keys=keys, has_token=False)])
        yield Case(_words(dice, 30), _words(dice, 6), dice.choice(_AUTHORS), answered, _words(dice, 30))


def _words(dice: random.Random, most: int) -> str:
    return " ".join(dice.choice(_PIECES) for _ in range(dice.randint(0, most)))


def _found(case: Case, items: tuple[AgendaItem, ...] = _ITEMS, *, below: str = "") -> Match:
    message = an_inbound(case.text, subject=case.subject, authors=(Address(case.author.email or "", case.author.name),))
    omitted = (Omitted(LineClass.QUOTE, below),) if below else ()
    candidates = Candidates((Venue(a_series(), a_meeting(items=items)),), case.answered, _ELENA if case.answered else None)
    return match(replace(a_classified(message), extraction=Extraction(case.text, omitted)), candidates)


def _filed(found: Match) -> list[tuple[str, str]]:
    return [(str(one.slot.key), one.text) for one in found.placements] if isinstance(found, Matched) else []


def test_a_quoted_mail_never_turns_what_is_filed_into_another_filing() -> None:
    """It may make a question of it, or of a question a filing; never another."""
    for case in _cases(1):
        plain, quoted = _filed(_found(case)), _filed(_found(case, below="> " + case.quote))
        assert not plain or not quoted or plain == quoted, case


def test_which_slots_have_reports_decides_nothing() -> None:
    """So the order in which mails arrive does not either."""
    dice = random.Random(2)  # noqa: S311 - it is to repeat itself
    for case in _cases(2):
        items = tuple(replace(item, reports=(a_report(),) if dice.random() < dice.random() else ()) for item in _ITEMS)
        before, after = _found(case), _found(case, items)
        assert type(before) is type(after), case
        assert _filed(before) == _filed(after), case


def test_the_same_mail_is_matched_the_same() -> None:
    """Replaying changes nothing."""
    assert all(_found(case) == _found(case) for case in _cases(3))


def test_a_stranger_is_filed_by_a_token_only() -> None:
    """Whatever they write, and under no slot but that of the token."""
    for case in _cases(4):
        stranger = replace(case, author=_STRANGER)
        allowed = set(case.answered.item_keys) if case.answered and case.answered.has_token else set()
        assert {key for key, _ in _filed(_found(stranger))} <= allowed, case


def test_speakers_are_filed_under_their_own_slots_or_by_a_token() -> None:
    """Never under another's, whatever they write."""
    for case in _cases(5):
        own = {str(item.key) for item in _ITEMS if case.author in item.speakers}
        by_token = set(case.answered.item_keys) if case.answered and (case.answered.has_token or case.author == _ELENA) else set()
        assert {key for key, _ in _filed(_found(case))} <= own | by_token, case


def test_no_title_and_no_text_makes_it_fail() -> None:
    """Agendas are written by people."""
    dice = random.Random(6)  # noqa: S311 - it is to repeat itself
    for case in _cases(6):
        titles = ["".join(dice.choices(_SIGNS, k=dice.randint(0, 12))) for _ in range(dice.randint(1, 12))]
        items = tuple(an_item(f"3.{n}", title, aliases=tuple(titles[:2]), speakers=(_ELENA,)) for n, title in enumerate(titles))
        hostile = replace(case, text=f"{titles[0]}: {case.text} {titles[-1]}", subject=f"{titles[-1]} {case.subject}", answered=None)
        assert isinstance(_found(hostile, items), Matched | Ambiguous | Unmatched)


def test_confidences_are_shares() -> None:
    """From 0 to 1."""
    for case in _cases(7):
        found = _found(case)
        scores = [one.slot for one in found.placements] if isinstance(found, Matched) else list(found.scores)
        assert all(0 <= score.confidence <= 1 for score in scores), case


@pytest.mark.parametrize(
    "text",
    [
        "EGO: moved. " * 80_000,
        "Ant " * 250_000,
        "- EGO\n" * 140_000,
        "a" * 1_000_000,
        ":\n" * 500_000,
        "( " * 500_000,
        "3.2: x\n" * 140_000,
        "EGO and " * 120_000,
    ],
    ids=["sentences", "words", "headings", "one word", "colons", "brackets", "keys", "joined"],
)
def test_a_megabyte_and_two_hundred_slots_take_little_time(text: str) -> None:
    """Nothing grows faster than the mail."""
    items = tuple(an_item(f"3.{number}", f"Project {number} Name{number}", speakers=(_ELENA,)) for number in range(1, 198))
    begun = time.process_time()
    _found(Case(text, text[:10_000], _ELENA, None, ""), (*_ITEMS, *items), below=text)
    assert time.process_time() - begun < _SECONDS
