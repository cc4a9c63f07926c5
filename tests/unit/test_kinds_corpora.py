"""Labelled mails: honest ones of many kinds, and automatic ones of many systems, in eight languages."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypedDict

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.classification.absences import find_absence
from mailflow.domain.classification.bounces import bounce_of
from mailflow.domain.classification.classify import classify, doubt_of
from mailflow.domain.classification.kinds import Classified, MessageKind
from mailflow.domain.extraction.extract import extract
from mailflow.domain.message import MailKind

_HERE = Path(__file__).parents[1] / "data"
_BOUNCES = sorted((Path(__file__).parents[3] / "shared" / "data" / "bounces").glob("*.eml"))
_MACHINES = {MessageKind.AUTO_REPLY, MessageKind.BOUNCE}
_LANGUAGES = {"en", "fr", "de", "it", "es", "nl", "pl", "pt"}
_SENT_ON = date(2021, 3, 1)
_VACATION = "text-en-out-of-office-r3"
_MAIL_TYPES = {"text": "text/plain", "html": "text/html"}


class Labelled(TypedDict):
    """A labelled mail; `until` is the last day of an absence that it tells, as ISO date."""

    id: str
    language: str
    system: str
    subject: str
    headers: list[str]
    text: str
    until: str | None
    sender: str


def _labelled(name: str) -> list[Labelled]:
    return [json.loads(line) for line in (_HERE / "kinds" / name).read_text("utf-8").split("\n") if line]


def _octets(mail: Labelled) -> bytes:
    sender = mail.get("sender", "Elena Cuoco <elena@example.org>")
    head = [f"From: {sender}", "To: minutes@example.org", f"Subject: {mail['subject']}", "Message-ID: <x@example.org>", *mail["headers"]]
    head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return ("\r\n".join(head) + "\r\n\r\n" + mail["text"]).encode()


def _classified(content: bytes, answered: MailKind | None = None) -> Classified:
    message = EmailCodec().parse(content)
    return classify(message, extract(message.text), answered=answered)


_HONEST, _AUTOMATIC = _labelled("honest.jsonl"), _labelled("automatic.jsonl")


@pytest.mark.parametrize("answered", [None, MailKind.INVITATION, MailKind.DRAFT])
@pytest.mark.parametrize("mail", _HONEST, ids=[mail["id"] for mail in _HONEST])
def test_honest_mail_is_not_taken_for_a_machines(mail: Labelled, answered: MailKind | None) -> None:
    """Whatever it says of replies, absences, deliveries and moderators."""
    assert _classified(_octets(mail), answered).kind not in _MACHINES


@pytest.mark.parametrize("answered", [None, MailKind.INVITATION, MailKind.DRAFT])
@pytest.mark.parametrize("mail", _AUTOMATIC, ids=[mail["id"] for mail in _AUTOMATIC])
def test_automatic_mail_is_known(mail: Labelled, answered: MailKind | None) -> None:
    """By its header, or by its subject and words alone."""
    found = _classified(_octets(mail), answered)
    is_campaign = found.evidence[0].signal == "newsletter" or mail["system"] == "newsletter"
    assert found.kind is MessageKind.AUTO_REPLY or (answered is not None and is_campaign)
    assert all(reason.signal and reason.detail for reason in found.evidence)


@pytest.mark.parametrize("mail", _AUTOMATIC, ids=[mail["id"] for mail in _AUTOMATIC])
def test_date_of_return_is_read_from_a_notice(mail: Labelled) -> None:
    """In eight languages, written and in figures; nothing is made up where there is none."""
    found = find_absence(f"{mail['subject']}\n{mail['text']}", sent_on=_SENT_ON)
    assert (found.until.isoformat() if found else None) == mail["until"]


def test_the_sets_are_as_wide_as_they_should_be() -> None:
    """At least 120 honest and 80 automatic mails, in eight languages, of twelve systems."""
    assert (len(_HONEST) >= 120, len(_AUTOMATIC) >= 80) == (True, True)
    assert {mail["language"] for mail in _HONEST} == {mail["language"] for mail in _AUTOMATIC} == _LANGUAGES
    assert len({mail["system"] for mail in _AUTOMATIC}) >= 12


def _replies() -> Iterator[tuple[str, bytes]]:
    for path in sorted((_HERE / "replies").glob("*.jsonl")):
        for line in filter(None, path.read_text("utf-8").split("\n")):
            mail = json.loads(line)
            if mail["kind"] == "mime":
                yield mail["id"], mail["content"].encode("latin-1", "replace")
            else:
                head = f"From: a@example.org\nSubject: Re: x\nContent-Type: {_MAIL_TYPES[mail['kind']]}; charset=utf-8\n"
                yield mail["id"], f"{head}Content-Transfer-Encoding: 8bit\n\n{mail['content']}".encode()


def test_no_reply_of_the_set_is_taken_for_a_machines() -> None:
    """Those with which extraction is tested; nor is one doubted, but for the one that is a vacation notice."""
    found = [(name, _classified(content)) for name, content in _replies()]
    assert len(found) > 300
    assert [name for name, classified in found if classified.kind in _MACHINES or doubt_of(classified)] == [_VACATION]


@pytest.mark.skipif(not _BOUNCES, reason="../shared/data/bounces is not there")
@pytest.mark.parametrize("path", _BOUNCES, ids=[path.stem for path in _BOUNCES])
@pytest.mark.parametrize("answered", [None, MailKind.INVITATION])
def test_real_bounce_is_known(path: Path, answered: MailKind | None) -> None:
    """By its shapes, whether or not it leads to a mail of ours."""
    assert _classified(path.read_bytes(), answered).kind is MessageKind.BOUNCE


@pytest.mark.skipif(not _BOUNCES, reason="../shared/data/bounces is not there")
def test_real_bounces_name_their_addresses() -> None:
    """At least four in five, without our own address in the envelope."""
    named = [path for path in _BOUNCES if bounce_of(EmailCodec().parse(path.read_bytes())).addresses]
    assert len(named) >= 0.8 * len(_BOUNCES)
