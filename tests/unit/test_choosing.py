"""What readers choose by mail: some items, only actions, text alone, a language, a pause; told each time, and undone by one word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.commands.choice_orders import Choice, Chosen, parse_choice, parse_choices
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.readers import MinutesContext, SubscriptionChoiceContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.minutes.content import MinutesReport
from tests.builders import NOW, a_series, an_agenda, an_inbound
from tests.fakes import FORGED, NOT_PROVEN, PROVEN, House
from tests.unit.test_deliver import approved, publish

READER, OTHER = "reader@example.org", "other@example.org"
TODAY, LATER = date(2026, 11, 28), NOW.date() + timedelta(days=30)


@pytest.fixture
def house() -> House:
    """Give a house with two readers, whose mail is proven."""
    made = House()
    made.add_meeting(an_agenda(series=a_series(subscribers=(READER, OTHER), id=None)))
    made.authenticator.judgement = PROVEN
    return made


def write(house: House, text: str, author: str = READER) -> str:
    """Let somebody write to us, and return what became of it."""
    mail = an_inbound(text, message_id=f"<{abs(hash(text))}@x.example.org>", authors=(Address(author),), references=(), subject="minutes")
    record = house.receive(replace(mail, recipients=("minutes@example.org",), to=("minutes@example.org",)))
    return f"{record.state}: {record.reason}"


def terms(house: House, address: str = READER) -> Terms:
    """Return the terms of a reader of the first series."""
    with house.begin() as uow:
        return uow.terms.of(uow.subscribers.get_series_id("escape-tc"), address)


def told(house: House) -> SubscriptionChoiceContext:
    """Return what was told last."""
    context = house.renderer.last(MailKind.SUBSCRIPTION_CHOICE)
    assert isinstance(context, SubscriptionChoiceContext)
    return context


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("only SKA, ESO", Choice(Chosen.ITEMS, ("SKA", "ESO"))),
        ("Hi,\nonly SKA and KM3NeT please\n\nBest regards,\nAnna", Choice(Chosen.ITEMS, ("SKA", "KM3NeT"))),
        ("seulement SKA et ESO", Choice(Chosen.ITEMS, ("SKA", "ESO"))),
        ("Only actions, please", Choice(Chosen.ACTIONS)),
        ("nur Aufgaben", Choice(Chosen.ACTIONS)),
        ("text only", Choice(Chosen.TEXT)),
        ("with HTML", Choice(Chosen.HTML)),
        ("language fr", Choice(Chosen.LANGUAGE, language="fr")),
        ("en français", Choice(Chosen.LANGUAGE, language="fr")),
        ("auf Deutsch bitte", Choice(Chosen.LANGUAGE, language="de")),
        ("all", Choice(Chosen.ALL)),
        ("alles", Choice(Chosen.ALL)),
        ("pause until 1 May", Choice(Chosen.PAUSE, until=date(2027, 5, 1))),
        ("Pause bis 1. Mai", Choice(Chosen.PAUSE, until=date(2027, 5, 1))),
        ("pause until 2027-01-15", Choice(Chosen.PAUSE, until=date(2027, 1, 15))),
        ("resume", Choice(Chosen.RESUME)),
        ("All is well.", None),
        ("pause", None),
        ("pause until the meeting", None),
        ("only SKA?", None),
        ("We send everything tomorrow.", None),
        ("I am only at SKA", None),
        ("in Lyon", None),
        ("", None),
        ("x " * 200, None),
    ],
)
def test_a_choice_is_the_whole_text(text: str, expected: Choice | None) -> None:
    """And nothing beside it."""
    assert parse_choice(text, today=TODAY, names=("Anna Rossi",)) == expected


ONLY = Choice(Chosen.ITEMS, ("SKA", "ESO"))
TEXT, PAUSE = Choice(Chosen.TEXT), Choice(Chosen.PAUSE, until=date(2027, 5, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("only SKA, ESO\ntext only", (ONLY, TEXT)),
        ("Hi,\n\nonly SKA and ESO.\nPause until 1 May.\n\nBest,\nAnna", (ONLY, PAUSE)),
        ("text only; pause until 1 May", (TEXT, PAUSE)),
        ("only SKA, ESO and text only", (ONLY, TEXT)),
        ("nur SKA und ESO. Nur Text bitte.", (ONLY, TEXT)),
        ("texte seulement et en français", (TEXT, Choice(Chosen.LANGUAGE, language="fr"))),
        ("only SKA,\nESO", (ONLY,)),
        ("please send only SKA and ESO", (ONLY,)),
        ("text only\nwe meet on Monday", ()),
        ("", ()),
    ],
)
def test_several_choices_are_the_whole_text_together(text: str, expected: tuple[Choice, ...]) -> None:
    """A line or a clause each; what is no choice beside them makes none of it."""
    assert parse_choices(text, today=TODAY, names=("Anna Rossi",)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("only CTA\ntext only", Terms(Edition(items=("CTA",), text_only=True))),
        ("only the CTA report", Terms(Edition(items=("CTA",)))),
        ("only item 3.1", Terms(Edition(items=("CTA",)))),
        ("only CTA", Terms(Edition(items=("CTA",)))),
        ("only actions", Terms(Edition(actions_only=True))),
        ("text only", Terms(Edition(text_only=True))),
        ("language fr", Terms(Edition(language="fr"))),
        (f"pause until {LATER}", Terms(paused_until=LATER)),
    ],
)
def test_a_choice_is_kept_and_told(house: House, text: str, expected: Terms) -> None:
    """To whoever chose, and to nobody else; it is audited."""
    assert write(house, text).startswith("done")
    assert (terms(house), terms(house, OTHER)) == (expected, NO_TERMS)
    assert (told(house).terms, told(house).asked, told(house).recipient.email) == (expected, "", READER)
    assert house.trail("chose")[0].actor == READER


def test_all_undoes_what_was_chosen(house: House) -> None:
    """But for the language, which is no part of the minutes."""
    for text in ("only CTA", "text only", "language fr", f"pause until {LATER}", "all"):
        write(house, text)
    assert terms(house) == Terms(Edition(language="fr"))


def test_choices_add_up(house: House) -> None:
    """Text alone, and only the actions; HTML again takes back no more than that."""
    for text in ("text only", "only actions"):
        write(house, text)
    assert terms(house) == Terms(Edition(actions_only=True, text_only=True))
    write(house, "with HTML")
    assert terms(house) == Terms(Edition(actions_only=True))


def test_a_name_that_is_no_item_is_told(house: House) -> None:
    """With those that are there; the others count. Of nothing but unknown names it is no choice."""
    write(house, "only CTA, LOFAR")
    assert (told(house).unknown, terms(house).edition.items) == (("LOFAR",), ("CTA",))
    assert told(house).titles
    assert not write(house, "only if it is ready").startswith("done: items")


@pytest.mark.parametrize(
    "text", ["Only CTA has reported so far.", "Just CTA is missing", "Only CTA, and all others come on Monday at noon", "nur CTA fehlt"]
)
def test_a_sentence_about_an_item_is_no_choice(house: House, text: str) -> None:
    """A name is all that is said of it."""
    write(house, text)
    assert (terms(house), house.mails_to(READER, MailKind.SUBSCRIPTION_CHOICE)) == (NO_TERMS, [])


def test_several_choices_are_told_in_one_mail(house: House) -> None:
    """All of them hold."""
    assert write(house, f"only CTA\npause until {LATER}") == "done: items, pause: done, and told"
    assert terms(house) == told(house).terms == Terms(Edition(items=("CTA",)), paused_until=LATER)
    assert len(house.mails_to(READER, MailKind.SUBSCRIPTION_CHOICE)) == 1


def test_whoever_is_no_reader_chooses_nothing(house: House) -> None:
    """Their words go where they go else."""
    write(house, "only CTA", author="stranger@example.net")
    assert house.mails_to("stranger@example.net", MailKind.SUBSCRIPTION_CHOICE) == []


def test_what_nobody_proves_is_asked_back(house: House) -> None:
    """At the address, once a day; a reply to the question, with the same words, is proof enough."""
    house.authenticator.judgement = NOT_PROVEN
    write(house, "only CTA")
    write(house, "only actions")
    assert terms(house) == NO_TERMS
    assert [mail.recipient.email for mail in house.mails_to(READER, MailKind.SUBSCRIPTION_CHOICE)] == [READER]
    assert told(house).asked == "only CTA"
    house.receive(house.reply_to(READER, "only CTA", kind=MailKind.SUBSCRIPTION_CHOICE))
    assert terms(house) == Terms(Edition(items=("CTA",)))


def test_a_forged_choice_is_rejected(house: House) -> None:
    """And asks nothing of the address in whose name it came."""
    house.authenticator.judgement = FORGED
    assert write(house, "only CTA").startswith(InboundState.REJECTED)
    assert (terms(house), house.mails_to(READER, MailKind.SUBSCRIPTION_CHOICE)) == (NO_TERMS, [])


def _published(wanted: dict[str, Terms]) -> House:
    made = House()
    draft, series = approved(made, a_series(subscribers=tuple(wanted), id=None))
    with made.begin() as uow:
        assert series.id is not None
        for address, chosen in wanted.items():
            uow.terms.save(series.id, address, chosen)
        uow.commit()
    publish(made, draft, series)
    return made


def test_each_reader_gets_the_edition_that_they_chose() -> None:
    """A part of the minutes, the text alone, nothing for a while: all others get the whole."""
    wanted = {
        "all@example.org": NO_TERMS,
        "cta@example.org": Terms(Edition(items=("CTA",))),
        "text@example.org": Terms(Edition(text_only=True)),
        "away@example.org": Terms(paused_until=date(2999, 1, 1)),
        "back@example.org": Terms(paused_until=date(2000, 1, 1)),
        "nothing@example.org": Terms(Edition(items=("No such item",))),
    }
    house = _published(wanted)
    counts = {address: len(house.mails_to(address, MailKind.MINUTES)) for address in wanted}
    assert counts == {
        "all@example.org": 1, "cta@example.org": 1, "text@example.org": 1, "away@example.org": 0, "back@example.org": 1,
        "nothing@example.org": 0,
    }  # fmt: skip
    assert house.mails_to("text@example.org")[0].html == ""
    assert house.mails_to("all@example.org")[0].html != ""
    contexts = [context for context in house.renderer.contexts if isinstance(context, MinutesContext)]
    cta = next(context for context in contexts if context.edition.items)
    whole = next(context for context in contexts if context.edition == Edition())
    titles = [item.title for item in cta.minutes.content.items]
    assert "CTA" in titles
    assert len(titles) < len(whole.minutes.content.items)
    assert {item.title for item in cta.minutes.content.items if item.reports} <= {"CTA"}


def _corrected(edition: Edition, title: str) -> tuple[House, str]:
    """Publish minutes to a reader of an edition, then a correction that adds words to the item of a title, and return these."""
    house, address, words = House(), "cta@example.org", "A word more."
    draft, series = approved(house, a_series(subscribers=(address,), id=None))
    report = MinutesReport("Matthias Fuessling", "", words, late=False, attachments=())
    items = tuple(replace(item, reports=(report,)) if item.title == title else item for item in draft.content.items)
    with house.begin() as uow:
        assert series.id is not None
        uow.terms.save(series.id, address, Terms(edition))
        uow.commit()
    publish(house, draft, series)
    with house.begin() as uow:
        content = replace(draft.content, items=items)
        uow.minutes.add(replace(draft, id=None, revision=2, state=MinutesState.APPROVED, content=content))
        uow.meetings.save_state(replace(uow.meetings.get(draft.meeting_id), state=MeetingState.APPROVED))
        corrected = uow.minutes.find_current(draft.meeting_id)
        uow.commit()
    assert corrected is not None
    publish(house, corrected, series)
    return house, words


def test_a_correction_of_what_a_reader_chose_says_what_changed() -> None:
    """As it does to whoever gets all."""
    house, words = _corrected(Edition(items=("CTA",)), "CTA")
    assert len(house.mails_to("cta@example.org", MailKind.MINUTES)) == 2
    context = house.renderer.last(MailKind.MINUTES)
    assert isinstance(context, MinutesContext)
    assert [words in change.after for change in context.changes].count(True) == 1


@pytest.mark.parametrize("edition", [Edition(items=("CTA",)), Edition(actions_only=True)], ids=["items", "actions"])
def test_a_correction_of_what_a_reader_did_not_choose_is_not_sent(edition: Edition) -> None:
    """They have it all already."""
    house, _ = _corrected(edition, "EGO")
    assert len(house.mails_to("cta@example.org", MailKind.MINUTES)) == (1 if edition.items else 0)


def test_terms_go_with_the_subscription(house: House) -> None:
    """Whoever joins again begins anew."""
    write(house, "only CTA")
    with house.begin() as uow:
        series_id = uow.subscribers.get_series_id("escape-tc")
        uow.subscribers.remove(series_id, READER)
        uow.commit()
    assert terms(house) == NO_TERMS
