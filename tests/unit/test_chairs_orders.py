"""The chair's orders by reply: a stop is understood generously, anything else by the letter."""

import json
import time
from pathlib import Path

import pytest

from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.chairs_orders import ChairsOrder, ChairsOrderKind, parse_chairs_order

_DATA = Path(__file__).parents[1] / "data" / "approvals"
_WORDINGS = [json.loads(line) for path in sorted(_DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
_KINDS = {
    "hold": ChairsOrderKind.HOLD,
    "draft": ChairsOrderKind.DRAFT_NOW,
    "cancel": ChairsOrderKind.CANCEL_MEETING,
    "next": ChairsOrderKind.NEXT_MEETING,
}
_IAN = ("Ian Bird",)


def _kind(text: str) -> ChairsOrderKind | None:
    found = parse_chairs_order(text, names=_IAN)
    return found.order if found else None


@pytest.mark.parametrize("decision", _KINDS)
def test_every_wording_of_an_order_is_understood(decision: str) -> None:
    """In eight languages (see test_approval_wordings)."""
    texts = [wording["text"] for wording in _WORDINGS if wording["decision"] == decision]
    assert [text for text in texts if _kind(text) is not _KINDS[decision]] == []


def test_no_other_wording_is_an_order() -> None:
    """Neither an approval, nor what is none; to publish is both."""
    texts = [wording["text"] for wording in _WORDINGS if wording["decision"] not in _KINDS]
    assert [text for text in texts if _kind(text) not in {None, ChairsOrderKind.PUBLISH}] == []


_FORMS = ["{}", "{}.", "{}!", "Please {}", "Hi Eva,\n\n{}\n\nBest regards,\nIan", "{}, thanks", "{}\nIan Bird", "  {}  \n\n"]


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("hold", ChairsOrderKind.HOLD),
        ("do not send this yet", ChairsOrderKind.HOLD),
        ("draft now", ChairsOrderKind.DRAFT_NOW),
        ("send it", ChairsOrderKind.PUBLISH),
        ("cancel the meeting", ChairsOrderKind.CANCEL_MEETING),
        ("Meeting absagen", ChairsOrderKind.CANCEL_MEETING),
        ("annuler la réunion", ChairsOrderKind.CANCEL_MEETING),
    ],
)
def test_an_order_may_be_polite_and_signed(phrase: str, kind: ChairsOrderKind) -> None:
    """Greeting, please, thanks, sign-off, a full stop, capitals."""
    written = [form.format(word) for form in _FORMS for word in (phrase, phrase.upper())]
    assert [text for text in written if _kind(text) is not kind] == []


@pytest.mark.parametrize(
    "text",
    [
        "hold please, Matthias wants to change a number",
        "STOP! wrong numbers",
        "Stop - the figure of EGO is not ours",
        "please do not send this yet because 3.2 is wrong",
        "Hi Eva,\nplease wait\nMatthias has not answered 👎",
        "Stop!!!\n\nDid anybody check 3.2?",
        "hold?",
        "Bitte noch nicht senden, die Zahl in 3.2 stimmt nicht",
        "N'envoyez pas encore, il manque le point 4",
        "Hold on until Friday",
        "Stop. " + "There is more to say about the figures. " * 30,
    ],
)
def test_a_stop_may_go_on_with_its_reason(text: str) -> None:
    """A stop that was not meant costs one approval."""
    assert _kind(text) is ChairsOrderKind.HOLD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "Ian",
        "approved, do not wait",
        "The wait is over, approved",
        "Stop bits of the link are wrong in 3.2",
        "3.2: hold the magnet at 4 K",
        "Wait times at the telescope were short",
        "hold the magnet at 4 K",
        "I will hold the vote on Friday",
        "cancel the meeting?",
        "Should we cancel the meeting",
        "Could you cancel the meeting?",
        "cancel the meeting if Eva is ill",
        "cancel the meeting if possible",
        "do not cancel the meeting",
        "cancel the meeting on Friday",
        "cancel",
        "cancel 3.2",
        "meeting",
        "we may cancel the meeting",
        "draft later",
        "draft now or tomorrow",
        "draft",
        "publish?",
        "publish tomorrow",
        "publish once Eva agrees",
        "next meeting",
        "next meeting?",
        "next meeting in spring",
        "next meeting 17 March?",
        "next meeting 17 March 10:00 if Eva can",
        "next meeting 17 March 10:00 or 18 March in Paris",
        "next meeting not on 17 March",
        "the next meeting was on 17 March, approved",
        "cancel the meeting. " + "It is far too hot. " * 40,
    ],
)
def test_anything_else_is_no_order(text: str) -> None:
    """Questions, conditions, negations, other content; to cancel must be said of the meeting."""
    assert parse_chairs_order(text, names=_IAN) is None


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("next meeting 17 March 10:00", "17 March 10:00"),
        ("Next meeting - 17 March, 10:00", "17 March, 10:00"),
        ("Hi Eva,\nthe next meeting will be on Wednesday 17 March 2021 at 10:00 CET.\nThanks, Ian", "Wednesday 17 March 2021 at 10:00 CET"),
        ("next meeting: 2021-03-17 10:00", "2021-03-17 10:00"),
        ("Next meeting 17th of March, 10am", "17th of March, 10am"),
        ("Nächste Sitzung am 17. März um 10 Uhr", "17. März um 10 Uhr"),
        ("Prochaine réunion le 17 mars à 10h00", "17 mars à 10h00"),
        ("Prossima riunione il 17 marzo alle ore 10", "17 marzo alle ore 10"),
        ("Próxima reunión el 17 de marzo a las 10:00", "17 de marzo a las 10:00"),
        ("Volgende vergadering op 17 maart om 10 uur", "17 maart om 10 uur"),
        ("Następne spotkanie 17.03. o godz. 10:00", "17.03. o godz. 10:00"),
        ("Próxima reunião a 17 de março às 10h", "17 de março às 10h"),
    ],
)
def test_the_date_of_the_next_meeting_is_told_as_written(text: str, argument: str) -> None:
    """Without what stands before it; another part of the program reads it."""
    assert parse_chairs_order(text, names=_IAN) == ChairsOrder(ChairsOrderKind.NEXT_MEETING, argument)


@pytest.mark.parametrize("text", ["publish", "Publish now!", "send it", "Please send them out", "bitte versenden", "publiez"])
def test_the_order_to_publish_is_an_approval(text: str) -> None:
    """All that an approval needs is asked of it."""
    assert _kind(text) is ChairsOrderKind.PUBLISH
    assert approval_phrase(text, names=_IAN) is not None


@pytest.mark.parametrize("text", ["approved", "OK", "approved, publish"])
def test_an_approval_is_not_the_order_to_publish(text: str) -> None:
    """It says more than that."""
    assert parse_chairs_order(text, names=_IAN) is None


def test_a_long_text_takes_no_time() -> None:
    """Anybody may write."""
    began = time.process_time()
    for text in ("stop " * 20_000, "please " * 20_000, "next meeting 1 " * 10_000, "ok " * 100, "\n" * 100_000, "no comments, ok, " * 20):
        parse_chairs_order(text, names=_IAN)
    assert time.process_time() - began < 2
