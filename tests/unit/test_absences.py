"""Until when somebody is away: dates written and in figures, in eight languages, relative to the day on which the mail came."""

from datetime import date

import pytest

from mailflow.domain.classification.absences import find_absence, find_own_absence
from mailflow.domain.classification.notices import read_closely

MONDAY = date(2021, 3, 1)


def until(text: str, sent_on: date = MONDAY) -> str | None:
    """Return the last day away in ISO form."""
    found = find_absence(text, sent_on=sent_on)
    return found.until.isoformat() if found else None


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 14 March.",
        "I am away until March 14th, 2021",
        "I am on leave from 1 to 14 March",
        "I am out of the office through 14/03/21",
        "Until 03/14/2021 I am out of the office.",
        "I am out until I return on 15 March.",
        "I will be out of the office starting 03/01/2021 and will not return until 03/15/2021.",
        "My return is planned for Monday, March 15.",
        "AUTO: Jane is out of the office (returning 15/03/2021)",
        "Out of office until 2021-03-14",
        "From 26 February to 14 March I am on vacation.",
        "I am on vacation 8-14 March",
        "I am on vacation 08/03-14/03/2021",
        "Je suis absent jusqu'au 14 mars inclus.",
        "Je suis en congés du 1er au 14 mars",
        "De retour le lundi 15 mars",
        "Ich bin ab dem 15.03. wieder im Büro.",
        "Ich bin am 15.3.2021 wieder zurück.",
        "Ich bin vom 1. bis 14. März nicht im Büro",
        "Abwesend bis einschließlich Sonntag, den 14. März",
        "Sono in ferie dal 1 al 14 marzo",
        "Sono fuori ufficio fino al 14/03/2021",
        "Rientrerò il 15 marzo",
        "Estoy de vacaciones hasta el 14 de marzo de 2021",
        "Regreso el 15 de marzo",
        "Ik ben afwezig tot en met 14 maart",
        "Ik ben afwezig van 1 t/m 14 maart",
        "Vanaf 15 maart ben ik weer bereikbaar",
        "Jestem na urlopie do dnia 14.03.2021",
        "Wrócę 15 marca",
        "W dniach 8–14 marca przebywam na urlopie",
        "Ich bin vom 08.03.-14.03.2021 im Urlaub",
        "Jestem na urlopie od 1 do 14 marca",
        "Estou de férias até 14 de março",
        "Regresso a 15 de março",
    ],
)
def test_the_last_day_away_is_read(text: str) -> None:
    """That of a span is part of it; that of the return is not."""
    assert until(text) == "2021-03-14"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I will be back on Monday.", "2021-03-07"),
        ("Out of office until Friday", "2021-03-05"),
        ("Je suis absente jusqu'à lundi", "2021-03-08"),
        ("I am back tomorrow", "2021-03-01"),
        ("I am out of the office today", "2021-03-01"),
        ("I am away until 3 January", "2022-01-03"),
        ("I am away until 3/4", "2021-04-03"),
        ("I am away until 5/3", "2021-03-05"),
        ("I am away until 3/12/2021", "2021-03-12"),
        ("Sono in ferie fino al 3/12/2021", "2021-12-03"),
        ("Ich bin bis 3.12. im Urlaub", "2021-12-03"),
    ],
)
def test_dates_are_relative_to_the_mail(text: str, expected: str) -> None:
    """Weekdays, the next of a name, and days before months unless an English text makes sense the other way only."""
    sent_on = date(2021, 12, 20) if "January" in text else MONDAY
    assert until(text, sent_on) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I am away until 14 February",
        "I am away until 14 February 2021",
        "I am away until 14 March 2023",
        "I am away until 31 June",
        "I am away until 30 February 2022",
        "Out of office, item 3.2 is done, version 10.20.30",
        "I am away since 14 March",
        "I am away",
        "",
    ],
)
def test_nothing_is_made_up(text: str) -> None:
    """What is past, too far ahead, no date, or no end."""
    assert until(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All is well. I am on holiday until 14 March.", date(2021, 3, 14)),
        ("I am on holiday. The camera is in repair until 14 March.", None),
        ("The office is open until 14 March.", None),
        ("All is well until 14 March.", None),
    ],
)
def test_only_the_sentence_that_speaks_of_the_absence_counts(text: str, expected: date | None) -> None:
    """In a mail that a person wrote."""
    found = find_own_absence(text, sent_on=MONDAY)
    assert (found.until if found else None) == expected


def test_long_text_is_no_notice() -> None:
    """Whoever writes pages after an absence has something to say."""
    notice = read_closely("I am out of the office until 14 March. " * 70 + "The camera is mounted.")
    assert (notice.is_whole, "mounted" in notice.rest) == (False, True)
    assert not read_closely("I am out of the office until 14 March. " * 200).is_whole
