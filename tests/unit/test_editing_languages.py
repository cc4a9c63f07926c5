"""Edits and approvals of drafts in another language, their frame and the labels of their minutes: every program still works."""

import email
from email import policy
from functools import cache

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.services.trial import Trial
from tests.emulation.clients import CLIENTS, is_possible
from tests.emulation.drafts import SPOKEN_NAMES, draft_mail
from tests.emulation.edits import cases
from tests.emulation.judge import judge
from tests.emulation.model import Client, Edit
from tests.fakes import FakeAuthenticator

SEED = 11
_EVERY = 18
"""Of so many cases of a draft a program tries one."""
_APPROVALS = {"in French": "approuvé", "in German": "freigegeben"}
_HOLDS = {"in French": "suspendre", "in German": "anhalten"}
_NOTHING = {"in French": "Aucune contribution reçue.", "in German": "Kein Bericht eingegangen."}
_EACH = [(name, client) for name in SPOKEN_NAMES for client in CLIENTS]
_IDS = [f"{client.name}: {name}" for name, client in _EACH]


@cache
def _trial(name: str) -> Trial:
    return Trial.of(EmailCodec(), FakeAuthenticator(), draft_mail(name), is_trusting=True, wordings=TemplateRenderer().wordings())


def _decided(name: str, client: Client, *edits: Edit) -> dict[str, str]:
    return {key: str(value) for key, value in _trial(name).decide(client.reply(draft_mail(name), edits)).items()}


@pytest.mark.parametrize("name", SPOKEN_NAMES)
def test_the_frame_is_in_that_language(name: str) -> None:
    """And so are the labels of the minutes."""
    mail = email.message_from_bytes(draft_mail(name), policy=policy.default)
    part = mail.get_body(("plain",))
    text = str(part.get_content()) if part else ""
    assert _APPROVALS[name] in text.partition("-----")[0]
    assert _NOTHING[name] in text.partition("-----")[2]


@pytest.mark.parametrize(("name", "client"), _EACH, ids=_IDS)
def test_the_word_that_the_mail_asks_for_approves(name: str, client: Client) -> None:
    """Above an unedited quote; the other word holds; and the quote alone says nothing."""
    approved = _decided(name, client, Edit("append_top", "", new=_APPROVALS[name]))
    assert (approved["decision"], approved["redline"]) == ("approve", ""), approved["reason"]
    assert _decided(name, client, Edit("append_top", "", new=_HOLDS[name]))["decision"] == "hold"
    silent = _decided(name, client)
    assert (silent["decision"], silent["redline"]) == ("none", ""), silent["reason"]


@pytest.mark.parametrize(("name", "client"), _EACH, ids=_IDS)
def test_every_edit_is_recovered_and_no_other_word_changes(name: str, client: Client) -> None:
    """As in English."""
    raw = draft_mail(name)
    for case in cases(raw, seed=SEED)[CLIENTS.index(client) % _EVERY :: _EVERY]:
        if is_possible(client, raw, case.edits):
            found = _decided(name, client, *case.edits)
            assert found["decision"] == "edit", (case, found["reason"])
            assert judge(raw, case.edits, found["minutes"]) == [], case
