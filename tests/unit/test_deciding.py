"""What a reply to draft minutes decides, by its words."""

import pytest

from mailflow.domain.classification.classify import classify
from mailflow.domain.commands.chairs_orders import ChairsOrderKind
from mailflow.domain.editing.deciding import Decided, Intent, decide_reply
from mailflow.domain.message import MailKind
from tests.builders import a_meeting, an_address, an_inbound
from tests.desk_mails import a_draft_text, corrected, edited, quoted, written_below

MEETING = a_meeting()
IAN = an_address("ian.bird@example.org", "Ian Bird")
CHANGED = edited(("Monday", "Tuesday"))


def _decided(text: str, **changes: object) -> Decided:
    """Return what a reply of the chair's decides."""
    message = an_inbound(text, authors=(IAN,), **changes)  # type: ignore[arg-type]
    found = corrected(text)
    change = "the quoted minutes" if found.is_marked else ""
    return decide_reply(classify(message, found.said, answered=MailKind.DRAFT, change=change), found, MEETING)


_INTENTS = {
    "approval": ("approve", Intent.APPROVE),
    "approval above the quote": (f"Approved, thanks!\n\n{quoted()}", Intent.APPROVE),
    "approval below the quote": (f"{quoted()}\nOK\n", Intent.APPROVE),
    "approval above an unmarked quote": (f"bon pour accord\n\n-----Original Message-----\n{a_draft_text()}", Intent.APPROVE),
    "edit": (CHANGED, Intent.EDIT),
    "edit with thanks": (f"Thanks!\n\n{CHANGED}", Intent.EDIT),
    "edit with a comment": (f"Elena told me so.\n\n{CHANGED}", Intent.EDIT),
    "edit with an approval": (f"Approved\n\n{CHANGED}", Intent.EDIT),
    "edit with a stop": (f"stop\n\n{CHANGED}", Intent.EDIT),
    "instruction": ("3.2: We resume in May.", Intent.EDIT),
    "instruction with an approval": ("3.2: We resume in May.\n\nApproved", Intent.EDIT),
    "notes": ("CTA - Matthias\n- active in many WPs\nIan: we should publish\n\nEGO\n- upgrades go on\n", Intent.NOTES),
    "hold": ("hold", Intent.HOLD),
    "hold with a reason": ("Stop! The number of EGO is wrong.", Intent.HOLD),
    "hold above the quote": (f"Please wait\n\n{quoted()}", Intent.HOLD),
    "draft now": ("draft now", Intent.ORDER),
    "next meeting": ("next meeting 17 March 10:00", Intent.ORDER),
    "cancel meeting": ("cancel meeting", Intent.ORDER),
    "condition": ("Approved if Elena agrees", Intent.UNCLEAR),
    "negation": ("Not approved", Intent.UNCLEAR),
    "question": ("Is 3.2 right?", Intent.UNCLEAR),
    "other words": ("The number of EGO is wrong.", Intent.UNCLEAR),
    "approval with other words": ("Approved, but 3.1 is wrong.", Intent.UNCLEAR),
    "approval and an instruction to us": (f"approve\n\n{written_below('No report received.', 'please ask Kay')}", Intent.UNCLEAR),
    "words to us between the lines": (written_below("No report received.", "please ask Kay"), Intent.UNCLEAR),
    "question between the lines": (f"OK\n\n{written_below('No report received.', 'Is that so?')}", Intent.UNCLEAR),
    "impossible instruction": ("s/nowhere/here/", Intent.UNCLEAR),
    "impossible instruction with an approval": ("approve\ns/nowhere/here/", Intent.UNCLEAR),
    "edit that leaves a doubt": (edited(("> 3.2  EGO (Elena Cuoco)\n", "")), Intent.UNCLEAR),
    "thanks": ("Thank you!", Intent.NONE),
    "thanks above the quote": (f"Many thanks\n\n{quoted()}", Intent.NONE),
    "nothing": ("", Intent.NONE),
    "nothing but the quote": (quoted(), Intent.NONE),
    "a name": (f"Ian\n\n{quoted()}", Intent.NONE),
}


@pytest.mark.parametrize(("text", "intent"), _INTENTS.values(), ids=_INTENTS.keys())
def test_a_reply_has_one_intent(text: str, intent: Intent) -> None:
    """And says why."""
    decided = _decided(text)
    assert decided.intent is intent, decided
    assert decided.reason
    assert (decided.order is not None) == (intent in {Intent.HOLD, Intent.ORDER})


@pytest.mark.parametrize("text", ["", quoted()], ids=["nothing else", "a quote"])
@pytest.mark.parametrize(
    ("subject", "intent"),
    [
        ("STOP", Intent.HOLD),
        ("Please hold!", Intent.HOLD),
        ("approve", Intent.NONE),
        ("draft now", Intent.NONE),
        ("Stopwatches", Intent.NONE),
    ],
)
def test_a_subject_alone_can_only_stop(subject: str, text: str, intent: Intent) -> None:
    """A stop that is missed cannot be undone; nothing else is taken from a subject."""
    assert _decided(text, subject=subject).intent is intent


@pytest.mark.parametrize(
    ("text", "kind", "argument"),
    [
        ("hold", ChairsOrderKind.HOLD, ""),
        ("draft now", ChairsOrderKind.DRAFT_NOW, ""),
        ("next meeting 17 March 10:00", ChairsOrderKind.NEXT_MEETING, "17 March 10:00"),
        ("cancel meeting", ChairsOrderKind.CANCEL_MEETING, ""),
    ],
)
def test_an_order_is_told(text: str, kind: ChairsOrderKind, argument: str) -> None:
    """With the words of its date."""
    order = _decided(text).order
    assert order
    assert (order.order, order.argument) == (kind, argument)


@pytest.mark.parametrize("said", ["approve", "Approved, thanks!", "OK, publish", "Looks good!"])
@pytest.mark.parametrize("form", ["{said}\n\n{quote}", "{quote}\n{said}\n"], ids=["above", "below"])
def test_an_edit_may_come_with_an_approval(form: str, said: str) -> None:
    """It approves the minutes as they are then."""
    decided = _decided(form.format(said=said, quote=CHANGED))
    assert (decided.intent, decided.approves, decided.unread) == (Intent.EDIT, True, "")
    assert decided.reason == "it changes the minutes, and approves them so"


@pytest.mark.parametrize("said", ["", "Thanks a lot!", "Thanks,\nIan", "Ian"])
def test_politeness_beside_an_edit_is_read(said: str) -> None:
    """Nothing is left that was not understood, and nothing is approved."""
    decided = _decided(f"{said}\n\n{CHANGED}")
    assert (decided.intent, decided.approves, decided.unread) == (Intent.EDIT, False, "")


@pytest.mark.parametrize("said", ["Elena told me so.", "Approved if Elena agrees", "approve?", "Please ask Elena about the rest."])
def test_what_else_is_said_beside_an_edit_is_told(said: str) -> None:
    """And approves nothing."""
    decided = _decided(f"{said}\n\n{CHANGED}")
    assert (decided.intent, decided.approves, decided.unread) == (Intent.EDIT, False, said)


def test_words_to_us_between_the_lines_are_told() -> None:
    """Beside an approval they are more than that; and alone they are not lost."""
    for said in ("approve\n\n", ""):
        decided = _decided(said + written_below("No report received.", "please ask Kay"))
        assert "please ask Kay" in decided.unread
        assert decided.reason == "something was changed in what you quote that changes nothing in the minutes"


def test_a_machine_decides_nothing() -> None:
    """Whatever its words are."""
    decided = _decided("approve", marks=("Auto-Submitted: auto-replied",))
    assert decided.intent is Intent.NONE
    assert _decided(CHANGED, marks=("Auto-Submitted: auto-replied",)).intent is Intent.NONE
    assert _decided("OK", calendar=b"REPLY").intent is Intent.NONE


def test_what_cannot_be_read_decides_nothing() -> None:
    """It is encrypted."""
    assert _decided("approve", encrypted="PGP").intent is Intent.NONE


def test_an_approval_that_may_be_automatic_is_none() -> None:
    """Or came by way of a list."""
    assert _decided("approve", marks=("List-Id: <tc.example.org>", "Precedence: list")).intent is not Intent.APPROVE


def test_a_doubt_tells_what_was_not_understood() -> None:
    """Each of them, and the rest of the words."""
    decided = _decided("s/nowhere/here/\n\nand so on, as Elena said")
    assert decided.reason == "«nowhere» does not stand in the minutes"
    assert decided.unread == "and so on, as Elena said"
