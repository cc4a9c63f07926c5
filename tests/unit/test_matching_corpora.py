"""Labelled mails to seven agendas, with tokens kept, lost and wrong: nothing is filed wrongly, and nearly all that can be is filed."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.bootstrap.application import build
from mailflow.config import load_settings
from mailflow.services.rehearsal import Rehearsal

_FOLDER = Path(__file__).parents[1] / "data" / "matching"
_SETS = sorted(path.stem for path in _FOLDER.glob("*.jsonl"))
_LEAST = 0.97


class Labelled(TypedDict):
    """A labelled mail: what may be decided, and for filed ones under which slots, with words that stand, or do not, in the text of each."""

    id: str
    content: str
    expect: list[str]
    slots: list[str]
    texts: NotRequired[dict[str, str]]
    absent: NotRequired[dict[str, str]]


class Slot(TypedDict):
    """A slot of an answer."""

    key: str
    confidence: float
    text: str


class Answer(TypedDict):
    """An answer of the rehearsal."""

    decision: str
    slots: list[Slot]


@cache
def _answers(name: str) -> tuple[tuple[Labelled, Answer], ...]:
    return tuple(_answered(name))


def _answered(name: str) -> Iterator[tuple[Labelled, Answer]]:
    agendas = build(load_settings()).reading.agendas
    rehearsal = Rehearsal(EmailCodec(), agendas.read(agendas.request(str(_FOLDER / f"{name}.yaml"))))
    for line in (_FOLDER / f"{name}.jsonl").read_text("utf-8").split("\n"):
        if line:
            yield json.loads(line), cast("Answer", rehearsal.match_line(line))


def _has_right_texts(mail: Labelled, answer: Answer) -> bool:
    texts = {slot["key"]: " ".join(slot["text"].split()) for slot in answer["slots"]}
    wanted = all(" ".join(words.split()) in texts.get(key, "") for key, words in mail.get("texts", {}).items())
    return wanted and not any(" ".join(words.split()) in texts.get(key, "") for key, words in mail.get("absent", {}).items())


def _is_right(mail: Labelled, answer: Answer) -> bool:
    return "filed" in mail["expect"] and [slot["key"] for slot in answer["slots"]] == mail["slots"] and _has_right_texts(mail, answer)


@pytest.mark.parametrize("name", _SETS)
def test_nothing_is_filed_wrongly(name: str) -> None:
    """Neither under a slot where it does not belong, nor what is no report, nor with another slot's text."""
    wrong = [mail["id"] for mail, answer in _answers(name) if answer["decision"] == "filed" and not _is_right(mail, answer)]
    assert not wrong


@pytest.mark.parametrize("name", _SETS)
def test_nearly_all_that_can_be_filed_is(name: str) -> None:
    """What a careful person could file from the mail alone, unless they might as well ask."""
    could = [(mail, answer) for mail, answer in _answers(name) if "filed" in mail["expect"]]
    missed = [mail["id"] for mail, answer in could if answer["decision"] not in mail["expect"]]
    assert len(missed) <= (1 - _LEAST) * len(could), missed


@pytest.mark.parametrize("name", _SETS)
def test_the_rest_is_asked_left_to_a_person_or_no_report(name: str) -> None:
    """As the label says."""
    other = [(mail["id"], answer["decision"]) for mail, answer in _answers(name) if answer["decision"] not in mail["expect"]]
    assert len(other) <= (1 - _LEAST) * len(_answers(name)), other


def test_the_confidence_of_what_is_filed_is_honest() -> None:
    """What is filed with 90 to 100 % is right as often as it says."""
    bins: Counter[bool] = Counter()
    confidences: list[float] = []
    for name in _SETS:
        for mail, answer in _answers(name):
            if answer["decision"] == "filed":
                bins[_is_right(mail, answer)] += 1
                confidences.append(min(slot["confidence"] for slot in answer["slots"]))
    expected = sum(confidences) / len(confidences)
    assert bins[True] / bins.total() >= expected - 0.01
    assert min(confidences) >= 0.9
