"""What a reply to a draft mail would do, without a database."""

import json
from dataclasses import replace

import pytest

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.errors import BadInputError
from mailflow.domain.minutes.sheet import render_text
from mailflow.services.trial import Trial
from tests.desk_mails import CONTENT, TEXT, a_draft_text, edited, quoted, quoted_in, written_below
from tests.fakes import FORGED, NOT_PROVEN, PROVEN, FakeAuthenticator

TOKEN = "minutes+mccsnsbxsu73.1615809600.1be94ec15fac5eace6c6@example.org"
DRAFT = (
    "From: Technical Coordination Meeting <minutes@example.org>\nTo: Ian Bird <ian.bird@example.org>\nSubject: [tc] Draft minutes\n"
    f"Message-ID: <draft@example.org>\nReply-To: {TOKEN}\nContent-Type: text/plain; charset=utf-8\n\n"
)
CHANGED = edited(("Monday", "Tuesday"))
_MONDAY = "- the data model was frozen on"


def a_draft_mail(text: str = TEXT) -> bytes:
    """Return the octets of a draft."""
    return (DRAFT + a_draft_text(text)).encode()


def a_reply(
    text: str, *, author: str = "Ian Bird <ian.bird@example.org>", to: str = TOKEN, answers: str = "<draft@example.org>", head: str = ""
) -> bytes:
    """Return the octets of a reply."""
    head = f"{head}From: {author}\nTo: {to}\nSubject: Re: [tc] Draft minutes\nMessage-ID: <reply@example.org>\nIn-Reply-To: {answers}\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def a_trial(authenticator: FakeAuthenticator | None = None) -> Trial:
    """Return one that trusts everybody, unless somebody judges."""
    return Trial.of(EmailCodec(), authenticator or FakeAuthenticator(), a_draft_mail(), is_trusting=authenticator is None)


_DECISIONS = {
    "approve": ("approve", "approve"),
    "approve above the quote": (f"Approved, thanks\n\n{quoted()}", "approve"),
    "edit": (CHANGED, "edit"),
    "notes": ("CTA - Matthias\n- active in many WPs\nIan: publish more\n\nEGO\n- upgrades go on\n", "notes"),
    "hold": ("hold", "hold"),
    "unclear": ("Approved, but 3.1 is wrong", "unclear"),
    "words to us": (f"approve\n\n{written_below('No report received.', 'please ask Kay')}", "unclear"),
    "order": ("draft now", "none"),
    "thanks": ("Thank you!", "none"),
    "nothing": ("", "none"),
}


@pytest.mark.parametrize(("text", "decision"), _DECISIONS.values(), ids=_DECISIONS.keys())
def test_a_reply_is_decided(text: str, decision: str) -> None:
    """With the reason; what changes nothing has no redline, and the minutes as they were."""
    found = a_trial().decide(a_reply(text))
    assert (found["decision"], bool(found["reason"])) == (decision, True)
    if decision not in {"edit", "notes"}:
        assert (found["minutes"], found["redline"]) == (TEXT.rstrip("\n"), "")


def test_an_edit_is_shown_as_the_minutes_would_be() -> None:
    """And word by word."""
    found = a_trial().decide(a_reply(CHANGED))
    assert found["minutes"] == TEXT.rstrip("\n").replace("Monday", "Tuesday")
    assert found["redline"] == (
        "3.1  CTA (Matthias Fuessling), words of Matthias Fuessling: model was frozen on [-Monday-] {+Tuesday+}".replace("model ", "")
    )


def test_what_was_not_understood_is_shown() -> None:
    """Beside an edit."""
    found = a_trial().decide(a_reply(f"Elena told me so.\n\n{CHANGED}"))
    assert found["reason"] == "it changes the minutes; not understood: Elena told me so."


def test_notes_are_shown_in_the_minutes() -> None:
    """Under their items, with actions and the next meeting."""
    notes = "CTA\n- active in many WPs\nIan: publish more\n\nEGO\n- upgrades go on\n\nACTION Kay: ask by 5 April\n"
    found = a_trial().decide(a_reply(notes))
    assert found["decision"] == "notes"
    assert "Ian Bird: publish more" in str(found["minutes"])
    assert "upgrades go on" in str(found["redline"])
    assert "Kay Graf: ask" in str(found["minutes"])


@pytest.mark.parametrize("judgement", [PROVEN, NOT_PROVEN, FORGED], ids=["proven", "not proven", "forged"])
def test_only_a_proven_author_approves(judgement: object) -> None:
    """With the token alone a reply is asked about, or makes a new draft."""
    trial = a_trial(FakeAuthenticator(judgement))  # type: ignore[arg-type]
    is_proven = judgement is PROVEN
    assert trial.decide(a_reply("approve"))["decision"] == ("approve" if is_proven else "unclear")
    assert trial.decide(a_reply(CHANGED))["decision"] == "edit"
    assert trial.decide(a_reply("hold"))["decision"] == "hold"
    without = {text: trial.decide(a_reply(text, to="minutes@example.org"))["decision"] for text in ("approve", CHANGED)}
    assert set(without.values()) == {"unclear"}


@pytest.mark.parametrize(
    "reply",
    [
        a_reply("approve", author="Mallory <mallory@example.net>"),
        a_reply(CHANGED, author="Mallory <mallory@example.net>"),
        a_reply("approve", author="Ian Bird <ian.bird@example.org>, Mallory <mallory@example.net>"),
        a_reply("hold", author="Ian Bird <ian.bird@example.net>"),
        a_reply("approve", head="Auto-Submitted: auto-replied\n"),
        a_reply(CHANGED, head="Auto-Submitted: auto-replied\n"),
        b"",
        b"\x00\xff",
    ],
    ids=["stranger", "stranger's edit", "two authors", "another domain", "automatic", "automatic edit", "empty", "no message"],
)
def test_nobody_else_decides_anything(reply: bytes) -> None:
    """Nothing happens by it."""
    found = a_trial().decide(reply)
    assert (found["decision"], found["redline"]) == ("none", "")


def test_an_answer_to_another_mail_is_asked_about() -> None:
    """Its token is ours, but it names another mail."""
    assert a_trial().decide(a_reply("approve", answers="<other@example.org>"))["decision"] == "unclear"


def test_a_reply_whose_forms_differ_approves_nothing() -> None:
    """Its text approves, its HTML does not."""
    body = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\napprove\n"
        "--b\nContent-Type: text/html\n\n<p>No, 3.1 is wrong.</p>\n--b--\n"
    )
    head = a_reply("").decode().partition("Content-Type")[0]
    assert a_trial().decide((head + body).encode())["decision"] != "approve"


@pytest.mark.parametrize(
    "content",
    [b"", b"no message", a_draft_mail().replace(b"-" * 72, b"-" * 70), a_draft_mail().replace(b"To: Ian Bird", b"X: Ian Bird")],
    ids=["empty", "no message", "no rulers", "no recipient"],
)
def test_what_is_no_draft_is_bad_input(content: bytes) -> None:
    """It says what was expected."""
    with pytest.raises(BadInputError, match="no draft mail of ours"):
        Trial.of(EmailCodec(), FakeAuthenticator(), content, is_trusting=True)


@pytest.mark.parametrize("line", ["", "{", "[]", '"x"', "{}", '{"id": 1}', '{"content": 3}', '{"content": null}'])
def test_a_bad_line_is_bad_input(line: str) -> None:
    """It is named by whoever reads it."""
    with pytest.raises(BadInputError):
        a_trial().try_line(line)


def test_a_line_is_answered_under_its_id() -> None:
    """Any id, or none; octets as latin-1."""
    content = a_reply("Größe: 3.2 löschen\n\nMerci").decode("latin-1")
    assert a_trial().try_line(json.dumps({"id": [1], "content": content}))["id"] == [1]
    assert a_trial().try_line(json.dumps({"content": content}))["id"] is None
    found = a_trial().try_line(json.dumps({"id": 1, "content": a_reply("3.2: Größe übertrifft alles.").decode("latin-1")}))
    assert "Größe übertrifft alles." in str(found["minutes"])


def test_the_word_of_the_named_server_counts() -> None:
    """And that of no other."""
    trial = Trial.of(EmailCodec(), TrustedServerAuthenticator("mx.example.org"), a_draft_mail(), is_trusting=False)
    verdict = "Authentication-Results: {}; dmarc=pass header.from=example.org\n"
    assert trial.decide(a_reply("approve", head=verdict.format("mx.example.org")))["decision"] == "approve"
    assert trial.decide(a_reply("approve", head=verdict.format("mx.example.net")))["decision"] == "unclear"
    assert trial.decide(a_reply("approve"))["decision"] == "unclear"
    assert CONTENT.title


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_draft_in_another_language_is_known_by_its_words(language: str) -> None:
    """With nothing but the mail: an edit is shown under the labels of that language, and notes go into them."""
    renderer = TemplateRenderer()
    content = replace(CONTENT, wording=renderer.wording(language))
    mail = a_draft_mail(render_text(content))
    trial = Trial.of(EmailCodec(), FakeAuthenticator(), mail, is_trusting=True, wordings=renderer.wordings())
    assert trial.draft.content.start_at == CONTENT.start_at
    change = edited(("Monday", "Tuesday"), (content.wording.no_report, "Kay Graf: nothing."), quote=quoted_in(content))
    found = trial.decide(a_reply(change))
    assert found["decision"] == "edit"
    changed = render_text(content).rstrip().replace("Monday", "Tuesday")
    remark = content.wording.labelled("Kay Graf", "nothing.")
    assert str(found["minutes"]).replace("Kay Graf: nothing.", remark) == changed.replace(content.wording.no_report, remark)
    noted = trial.decide(a_reply("CTA - Matthias\n- active in many WPs\n\nEGO\n- upgrades go on\n"))
    assert noted["decision"] == "notes"
    assert content.wording.labelled(content.wording.chair, CONTENT.chair) in str(noted["minutes"])
