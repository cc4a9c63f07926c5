"""Orders by reply: a closed grammar that no report sets off."""

import time

import pytest

from mailflow.domain.commands.orders import Command, Order, parse_command

_ANNA = ("Anna Lee",)
_EACH_LANGUAGE = {
    Order.WITHDRAW: """
        withdraw; withdraw it; Please withdraw my report for now, thanks; Could you withdraw it?; please disregard my previous email;
        retirez mon rapport;
        Pourriez-vous retirer mon rapport ?; Ich ziehe meinen Bericht zurück; Könnten Sie meinen Bericht zurückziehen?;
        ritirare il mio rapporto;
        retirar mi informe; trek mijn verslag in; proszę wycofać mój raport; retirar o meu relatório
    """,
    Order.NOTHING: """
        nothing to report; I have nothing to report this time; Nothing to report from our side; no news; rien à signaler; RAS;
        keine Neuigkeiten;
        wir haben nichts zu berichten; niente da segnalare; sin novedades; nada que reportar; niets te melden; nic do zgłoszenia;
        nada a relatar
    """,
    Order.HELP: "help; aide; Hilfe bitte; aiuto; ayuda; hulp; pomoc; ajuda",
    Order.SUBSCRIBE: "subscribe; join; abonnez-moi; abonnieren; iscrivimi; suscribirme; aanmelden; zapisz mnie; inscreva-me",
    Order.UNSUBSCRIBE: """
        unsubscribe; leave; Could you take me off this list, please?; désabonnez-moi; abmelden; cancellatemi dalla lista;
        darme de baja; uitschrijven;
        wypisz mnie; cancelar a subscrição
    """,
}
_ORDERS = [(order, phrase.strip()) for order, table in _EACH_LANGUAGE.items() for phrase in table.split(";")]
_FORMS = ["{}", "{}.", "Hi Eva,\n\n{}\n\nBest regards,\nAnna", "Hello Eva, {}. Thanks, Anna Lee", "{}\nKarl Ott\n"]
_IDS = [phrase for _, phrase in _ORDERS]


@pytest.mark.parametrize(("order", "phrase"), _ORDERS, ids=_IDS)
def test_an_order_may_be_polite_and_signed(order: Order, phrase: str) -> None:
    """Greeting, thanks, sign-off, the author's name, a full stop, capitals."""
    written = [form.format(word) for form in _FORMS for word in (phrase, phrase.upper())]
    assert [text for text in written if parse_command(text, names=("Anna Lee", "Karl Ott")) != Command(order)] == []


@pytest.mark.parametrize(("order", "phrase"), _ORDERS, ids=_IDS)
@pytest.mark.parametrize("word", ["detector", "WP3", "tomorrow", "not", "nicht", "because", "12"])
def test_one_word_of_content_makes_it_no_order(order: Order, phrase: str, word: str) -> None:
    """Before it or behind it: a text that says more than the order is something else."""
    assert parse_command(f"{word} {phrase}") is None
    assert parse_command(f"{phrase} {word}") is None


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("delegate to A. Name <a@example.org>", "A. Name", "a@example.org"),
        ("Please ask Anna Lee <anna@example.org> instead", "Anna Lee", "anna@example.org"),
        ("Anna Lee (anna@example.org) will report for me", "Anna Lee", "anna@example.org"),
        ("delegate to Anna Lee <anna@example.org<mailto:anna@example.org>>", "Anna Lee", "anna@example.org"),
        ("delegate to Anna Lee <mailto:anna@example.org>", "Anna Lee", "anna@example.org"),
        ("[Anna Lee](mailto:anna@example.org) will report for me", "Anna Lee", "anna@example.org"),
        ("delegate to anna@example.org", "", "anna@example.org"),
        ("Je délègue à Marie Curie <marie@example.org>", "Marie Curie", "marie@example.org"),
        ("Bitte an Anna Lee <anna@example.org> delegieren", "Anna Lee", "anna@example.org"),
        ("delegate to Anna Lee", "Anna Lee", ""),
    ],
)
def test_a_delegate_is_a_name_and_an_address(text: str, name: str, address: str) -> None:
    """However the client pasted the address."""
    assert parse_command(text) == Command(Order.DELEGATE, name, address)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("move to SKA", "SKA"),
        ("please move it to 3.2", "3.2"),
        ("this belongs under EGO", "EGO"),
        ("this is for the HL-LHC, thanks", "HL-LHC"),
        ("Move my report to Round Table please", "Round Table"),
        ("Das gehört zu EGO.", "EGO"),
    ],
)
def test_a_move_names_its_slot(text: str, slot: str) -> None:
    """As it is written."""
    assert parse_command(text) == Command(Order.MOVE, slot)


@pytest.mark.parametrize(
    ("text", "item"), [("CTA: nothing to report", "CTA"), ("No news from KM3NeT.", "KM3NeT"), ("Nothing to report on WP2", "WP2")]
)
def test_an_item_that_is_named_goes_with_nothing_to_report(text: str, item: str) -> None:
    """The sender may have several."""
    assert parse_command(text) == Command(Order.NOTHING, item)


@pytest.mark.parametrize(
    ("text", "order", "number"),
    [
        ("done 3", Order.DONE, "3"), ("Action 3 is done.", Order.DONE, "3"),
        ("Erledigt: 12", Order.DONE, "12"), ("not mine #4", Order.NOT_MINE, "4"),
    ],
)
def test_an_action_is_named_by_its_number(text: str, order: Order, number: str) -> None:
    """Before the word or behind it."""
    assert parse_command(text) == Command(order, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "should I withdraw it?",
        "withdraw?",
        "We withdraw from WP3.",
        "We withdraw the detector from the hall in May.",
        "Nothing to report on WP2, but WP3 has a new schedule",
        "nothing more to add, thanks",
        "Help is needed with the transfer.",
        "This is in progress",
        "It is on track",
        "This is great for EGO",
        "The leave of the postdoc ends",
        "We are done with 3 modules",
        "An: Anna Lee <anna@example.org>",
        "Please contact Anna Lee <anna@example.org>",
        "Anna Lee <anna@example.org> and Karl <karl@example.org> will report for me",
        "no, withdraw",
        "I can't attend, Anna Lee <anna@example.org> will replace me",
        "the magnet is cold <anna@example.org> will report for me",
        "withdraw 👎",
        "☐ withdraw",
        "with\u200bdraw",
    ],
)
def test_a_report_orders_nothing(text: str) -> None:
    """Nor does a question, or a sign that may mean the contrary."""
    assert parse_command(text) is None


@pytest.mark.parametrize(
    "text",
    ["please " * 70 + "x", "could you please " * 29, "no " * 160, "a@b.cc " * 70, "move it to " * 45, "could you " * 49,
     "x - " * 120, "withdraw " * 111_112, "a" * 10**6]
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    """At most 500 characters are looked at."""
    began = time.process_time()
    assert parse_command(text) is None
    assert time.process_time() - began < 0.5
