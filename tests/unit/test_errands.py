"""Short mails about attending, the line, or the list: no report, and no receipt says that they are one."""

from dataclasses import replace

import pytest

from mailflow.domain.commands.errands import errand_in, is_bare_word
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import MailKind
from tests.fakes import House

MATTHIAS = "matthias@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "I will be ten minutes late on Wednesday.",
        "Zoom does not let me in.",
        "Sorry, I have to leave at 10:30.",
        "My colleague Anna will join in my place, please send her the link.",
        "Please remove me from this list, I have left EGO.",
        "Wrong person.",
        "The link to the agenda is broken.",
        "Could we get an extension until Friday? The board has not seen our draft.",
        "Je serai dix minutes en retard.",
        "Ich komme zehn Minuten später.",
        "Der Link funktioniert nicht.",
        "Il link non funziona.",
        "El enlace no funciona.",
    ],
)
def test_an_errand_is_known_by_its_words(text: str) -> None:
    """In a short text, of somebody who speaks of themselves, or asks."""
    assert errand_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "All is well.",
        "The beam was late by ten minutes.",
        "We handed over the mirror to ESO.",
        "Two people have left the project.",
        "The link between both sites is up.",
        "We will attend the ICRC in July with two talks.",
        "I will be there. The course took place. The lidar is on its way.",
        "Wir haben zwei Stellen besetzt.",
        "Le lien avec le CERN est établi.",
        "Wrong person. " * 40,
    ],
)
def test_a_report_has_no_errand(text: str) -> None:
    """However short; and a longer one may have one beside what it reports."""
    assert not errand_in(text)
    assert not is_bare_word(text)


@pytest.mark.parametrize("text", ["ok", "Noted.", "Yes", "Accepted", "test", "Einverstanden.", "Bien noté"])
def test_a_word_may_mean_anything(text: str) -> None:
    """That the invitation was read, or that all is well."""
    assert is_bare_word(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I will be ten minutes late on Wednesday.", "it may be no report: «i will be ten minutes late»"),
        ("Accepted", "it could be for 3.1 CTA: its author was asked"),
    ],
)
def test_neither_is_filed(text: str, reason: str) -> None:
    """A person reads the one; of the other its author is asked, and their answer files it."""
    house = House()
    house.invited()
    record = house.receive(house.reply_to(MATTHIAS, text, kind=MailKind.INVITATION))
    assert (record.state, record.reason, house.shown("3.1")) == (InboundState.TRIAGE, reason, [])


def test_its_author_may_mean_it() -> None:
    """Who says that it is the report has reported."""
    house = House()
    house.invited()
    house.receive(house.reply_to(MATTHIAS, "Accepted", kind=MailKind.INVITATION))
    house.receive(replace(house.reply_to(MATTHIAS, "1", kind=MailKind.QUESTION), message_id="<answer@example.org>"))
    house.read_waiting()
    assert house.shown("3.1") == ["Accepted"]


@pytest.mark.parametrize("text", ["I will be " * 40_000, "ok " * 300_000, "\n\n" * 500_000, "a" * 10**6])
def test_hostile_text_has_none(text: str) -> None:
    """Nothing long is looked at."""
    assert not errand_in(text)
