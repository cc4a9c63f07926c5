"""Whether a second report is added to the first or takes its place."""

import time

import pytest

from mailflow.domain.addenda import is_addendum, is_covering_note, replaces


@pytest.mark.parametrize(
    "text",
    [
        "Addendum: the magnet is cold.",
        "Please add to my report: two nodes were added.",
        "Could you please add the following to my report?\nTwo nodes.",
        "One more thing for the CTA report:\nthe magnet is cold",
        "PS to my report: the magnet is cold",
        "P.S. The magnet is cold.",
        "I forgot to mention that the magnet is cold.",
        "Hi Eva,\n\nI forgot to mention the magnet.",
        "Hi Eva, sorry, I forgot to mention the magnet.",
        "Correction: 21 lines, not 18",
        "In addition to my report, the magnet is cold.",
        "PS the magnet is cold.",
        "A small correction: the magnet is at 4 K.",
        "Also, the magnet is cold.",
        "Sorry, I forgot one point: the magnet.",
        "Please change 3 K to 4 K.",
        "In the second sentence, please write 4 K.",
        "Bitte noch ergänzen: der Magnet ist kalt",
        "Veuillez ajouter que l'aimant est froid.",
        "Ergänzung: der Magnet ist kalt",
        "Nachtrag zu meinem Bericht: der Magnet ist kalt",
        "Ich habe vergessen zu erwähnen, dass der Magnet kalt ist.",
        "À ajouter : l'aimant est froid",
        "En complément de mon rapport, l'aimant est froid.",
        "J'ai oublié de signaler l'aimant.",
        "Integrazione: il magnete è freddo",
        "Ho dimenticato di dire che il magnete è freddo.",
        "Olvidé mencionar el imán.",
        "Aanvulling op mijn verslag: de magneet is koud",
        "Uzupełnienie: magnes jest zimny",
        "Zapomniałem dodać, że magnes jest zimny.",
        "Esqueci-me de mencionar o íman.",
    ],
)
def test_an_addendum_says_so_in_its_beginning(text: str) -> None:
    """In eight languages."""
    assert is_addendum(text)
    assert not replaces(text)


@pytest.mark.parametrize(
    "text",
    [
        "Corrected version:\nthe magnet is cold",
        "Please replace my report with this: the magnet is cold",
        "New version below\n\nThe magnet is cold.",
        "Hi Eva,\nhere is the corrected version of my report.",
        "This replaces my previous report.",
        "Please use this version instead: cold",
        "Korrigierte Fassung: der Magnet ist kalt",
        "Bitte ersetzen Sie meinen Bericht durch: kalt",
        "Version corrigée : l'aimant est froid",
        "Merci de remplacer mon rapport par ce texte",
        "Versione corretta: il magnete è freddo",
        "Versión corregida: el imán está frío",
        "Gecorrigeerde versie: de magneet is koud",
        "Poprawiona wersja: magnes jest zimny",
        "Versão corrigida: o íman está frio",
    ],
)
def test_a_replacement_says_so_in_its_beginning(text: str) -> None:
    """In eight languages."""
    assert replaces(text)
    assert not is_addendum(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We added two nodes.",
        "Two nodes were added to the report server.",
        "Some additions to the cluster were made.",
        "PS magnet tests are done",
        "Please add me to the list",
        "Correct operation was restored on Monday.",
        "Change of the magnet went well.",
        "In the last section of the beam line, we replaced the magnets.",
        "Updated version of the pipeline was released.",
        "We replaced the magnet.",
        "We missed this deadline.",
        "The magnet is cold.\nAddendum: none",
    ],
)
def test_a_report_is_neither(text: str) -> None:
    """Words of a report do not speak of the report."""
    assert not is_addendum(text)
    assert not replaces(text)


@pytest.mark.parametrize("text", ["Slides attached.", "Anbei die Folien", "Ci-joint les transparents.", "Please find it attached, Ian"])
def test_a_covering_note_only_points_to_files(text: str) -> None:
    """In a few words."""
    assert is_covering_note(text)


@pytest.mark.parametrize("text", ["", "The magnet is cold.", "Corrected version attached", "The magnet was attached to the cold box, " * 3])
def test_what_says_more_is_no_covering_note(text: str) -> None:
    """Or says that it takes the place of what was sent."""
    assert not is_covering_note(text)


@pytest.mark.parametrize("text", ["please " * 150_000, "a" * 10**6, "please add " * 100_000, "\n" * 10**6, "could you please " * 60,
     "could you " * 100_000])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    """Only the beginning is looked at."""
    began = time.process_time()
    assert not replaces(text)
    is_addendum(text)
    assert time.process_time() - began < 0.5
