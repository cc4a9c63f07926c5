"""The language of a reply."""

import time

import pytest

from mailflow.domain.languages import language_of

_REPLIES = {
    "en": [
        "Two nodes were added to the cluster this week.\nThe next run will start on Monday.",
        "Dear Eva,\nplease find our report below: the detector is cold and we have started the calibration.",
        "We have finished the tests. No problems so far.",
    ],
    "fr": [
        "Nous avons ajouté deux nœuds à la grille cette semaine.\nLa prochaine mesure est prévue pour lundi.",
        "Bonjour Eva,\nle détecteur est froid et les tests sont terminés.",
    ],
    "de": [
        "Wir haben diese Woche zwei Knoten in Betrieb genommen.\nDer nächste Lauf beginnt am Montag.",
        "Liebe Eva,\ndie Tests sind abgeschlossen, es gibt noch ein Problem mit der Kühlung.",
    ],
    "it": [
        "Abbiamo aggiunto due nodi alla griglia questa settimana.\nLa prossima presa dati è prevista per lunedì.",
        "Cara Eva,\ni test sono finiti e il rivelatore è freddo.",
    ],
    "es": [
        "Hemos añadido dos nodos a la red esta semana.\nLa próxima toma de datos será el lunes.",
        "Hola Eva,\nlas pruebas han terminado y el detector está frío.",
    ],
    "nl": [
        "We hebben deze week twee knooppunten aan het netwerk toegevoegd.\nDe volgende meting begint op maandag.",
        "Beste Eva,\nde tests zijn klaar en er zijn geen problemen met de koeling.",
    ],
    "pl": [
        "W tym tygodniu dodaliśmy dwa węzły do sieci.\nNastępny pomiar jest planowany na poniedziałek.",
        "Cześć Ola,\ntesty zostały zakończone i nie ma problemów z chłodzeniem.",
    ],
    "pt": [
        "Adicionámos dois nós à rede esta semana.\nA próxima recolha de dados está prevista para segunda-feira.",
        "Olá Ana,\nos testes foram concluídos e o detector está frio.",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in _REPLIES.items() for text in texts])
def test_two_lines_are_enough(language: str, text: str) -> None:
    """By their function words."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "CTA: 3.2 TB",
        "De la",
        "Best regards",
        "no",
        "Die in Berlin",
        "Vi har lagt till två noder i nätet den här veckan. Nästa mätning är på måndag.",
        "Vi har føjet to noder til nettet i denne uge. Den næste måling er på mandag.",
        "Am adăugat două noduri la rețea și testele au fost terminate, dar nu este totul gata.",
        "Hem afegit dos nodes a la xarxa aquesta setmana i els tests han acabat, però el detector no és fred.",
        "Tento týden jsme přidali dva uzly do sítě a měření je hotové, ale není to vše.",
        "検出器は冷えています。",
        "Детектор охлажден, и тесты закончены.",
    ],
)
def test_what_is_short_or_of_another_language_is_unclear(text: str) -> None:
    """Better none than a wrong one."""
    assert language_of(text) == ""


def test_a_long_text_costs_no_more() -> None:
    """Only its beginning is looked at."""
    began = time.process_time()
    assert language_of("the report of the week is " * 40_000) == "en"
    assert time.process_time() - began < 0.2
