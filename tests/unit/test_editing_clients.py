"""Edits through mail programs: every edit is recovered, no other word of the minutes changes, and an approval beside a quote is one.

The programs, the drafts and the edits are those of `tests/emulation`; each is drawn by a seed. The suite takes a slice of the table, and
all of it where WIDENED says so.
"""

import random
from collections.abc import Sequence
from functools import cache

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.services.trial import Trial
from tests.emulation.clients import CLIENTS, is_possible
from tests.emulation.drafts import NAMES, draft_mail
from tests.emulation.edits import cases
from tests.emulation.judge import judge
from tests.emulation.model import Client, Edit
from tests.fakes import FakeAuthenticator

WIDENED = 1
"""How many of the drafts each program answers, in how many ways: 1 for a slice, 5 for every draft; a run grows with the square of it."""
SEED = 7
_ASKED_ABOUT: dict[str, str] = {}
"""The programs through which an approval is asked about, and why."""
_DRAFTS = [(NAMES[(number + step) % len(NAMES)], client) for number, client in enumerate(CLIENTS) for step in range(WIDENED)]
_IDS = [f"{client.name}: {name}" for name, client in _DRAFTS]
_OF_WORDS = frozenset({"word", "words deleted", "name", "number"})
_EVERY = 18
"""Of so many cases of a draft a program tries one."""


@cache
def _trial(name: str) -> Trial:
    return Trial.of(EmailCodec(), FakeAuthenticator(), draft_mail(name), is_trusting=True)


def _decided(name: str, client: Client, edits: Sequence[Edit] = ()) -> dict[str, str]:
    found = _trial(name).decide(client.reply(draft_mail(name), edits))
    return {key: str(value) for key, value in found.items()}


@pytest.mark.parametrize(("name", "client"), _DRAFTS, ids=_IDS)
def test_an_unedited_quote_yields_no_change(name: str, client: Client) -> None:
    """Whatever the program does to the layout: no word comes or goes, and the text is that of the draft."""
    found = _decided(name, client)
    expected = "unclear" if client.name in _ASKED_ABOUT else "none"
    assert (found["decision"], found["redline"]) == (expected, "")
    assert judge(draft_mail(name), (), found["minutes"]) == []


@pytest.mark.parametrize(("name", "client"), _DRAFTS, ids=_IDS)
def test_every_edit_is_recovered_and_no_other_word_changes(name: str, client: Client) -> None:
    """Of each kind that the draft has room for: a word, a line, a remark, several at once, in the first and in the last item."""
    number = CLIENTS.index(client)
    for case in cases(draft_mail(name), seed=SEED)[number % _EVERY :: max(_EVERY // WIDENED, 1)]:
        if not is_possible(client, draft_mail(name), case.edits):
            continue
        found = _decided(name, client, case.edits)
        assert found["decision"] == "edit", (case, found["reason"])
        assert judge(draft_mail(name), case.edits, found["minutes"]) == [], case
        is_said = client.name in _ASKED_ABOUT or any(edit.kind.startswith("append") for edit in case.edits)
        assert is_said or "not understood" not in found["reason"], (case, found["reason"])


@pytest.mark.parametrize(("name", "client"), _DRAFTS[::2], ids=_IDS[::2])
def test_an_edit_of_some_words_is_a_redline_of_those_words(name: str, client: Client) -> None:
    """One word or three, in the middle of a line: just these are told as taken out and put in."""
    dice = random.Random(f"{SEED}{name}{client.name}")  # noqa: S311 - a test draws the same again
    drawn = [case for case in cases(draft_mail(name), seed=dice.randrange(1000)) if case.name in _OF_WORDS]
    for case in dice.sample(drawn, min(WIDENED, len(drawn))):
        (edit,), (expected,) = case.edits, case.expected
        redline = _decided(name, client, (edit,))["redline"]
        assert len(redline.split("\n")) == 1, redline
        assert [word.strip(".,;:()") for word in _between(redline, "[-", "-]")] == [word.strip(".,;:()") for word in expected.vanish]
        assert [word.strip(".,;:()") for word in _between(redline, "{+", "+}")] == [word.strip(".,;:()") for word in expected.appear]


def _between(text: str, opening: str, closing: str) -> list[str]:
    """Return the words between marks."""
    return [word for part in text.split(opening)[1:] for word in part.split(closing)[0].split()]


@pytest.mark.parametrize(("name", "client"), _DRAFTS, ids=_IDS)
def test_an_approval_beside_an_unedited_quote_is_one(name: str, client: Client) -> None:
    """Above and below, through every program but those through which it is asked about."""
    for place in ("append_top", "append_bottom")[: 1 + (WIDENED > 1 or CLIENTS.index(client) % 3 == 0)]:
        _approved(name, client, Edit(place, "", new="approve"))  # type: ignore[arg-type]


def _approved(name: str, client: Client, approval: Edit) -> None:
    found = _decided(name, client, (approval,))
    expected = "unclear" if client.name in _ASKED_ABOUT else "approve"
    assert (found["decision"], found["redline"]) == (expected, ""), found["reason"]


@pytest.mark.parametrize(("name", "client"), _DRAFTS[::4], ids=_IDS[::4])
def test_an_approval_beside_an_edit_is_an_edit(name: str, client: Client) -> None:
    """It is never the approval of what was sent."""
    for case in cases(draft_mail(name), seed=SEED)[:1]:
        found = _decided(name, client, (Edit("append_top", "", new="approve"), *case.edits))
        assert found["decision"] == "edit", found["reason"]
        assert ("approves them so" in found["reason"]) == (client.name not in _ASKED_ABOUT)


def test_programs_that_are_asked_about_exist() -> None:
    """The list names none that is gone."""
    assert set(_ASKED_ABOUT) <= {client.name for client in CLIENTS}
