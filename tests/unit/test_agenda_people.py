"""Names and addresses: taken from a people file or the command line, matched with the agenda, never guessed."""

import pytest

from mailflow.adapters.agenda_formats.names import parse_speakers, slug_of
from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda, parse_people, parse_people_option
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError


def read(names: list[str], addresses: dict[str, str]) -> Agenda:
    """Read an agenda of one item for each name, all of them slots."""
    shape = "\n- {{title: T{}, duration: 1m, expects_report: yes, speakers: [{{name: {}}}]}}"
    items = "".join(shape.format(place, name) for place, name in enumerate(names))
    options = AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses=addresses)
    return parse_agenda(f"title: Reef Watch\nstart: 2021-03-03T10:00\nitems:{items}", source="a.yaml", options=options)


def addresses_of(agenda: Agenda) -> list[str | None]:
    """Return the address of the speaker of each slot."""
    return [slot.speakers[0].email for slot in agenda.meeting.slots]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Ian Bird", "Ian Bird"),
        ("ian  bird", "Dr Ian Bird"),
    ],
)
def test_name_called_exactly_so_is_matched_without_a_word(name: str, given: str) -> None:
    """Capitals, blanks and titles make no difference."""
    agenda = read([name], {given: "x@example.org"})
    assert (addresses_of(agenda), agenda.warnings) == (["x@example.org"], ())


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Matthias Füßling", "Matthias Fuessling"),
        ("Matthias Fuessling", "Matthias Füßling"),
        ("Nazaret Bello Gonzalez", "Nazaret Bello González"),
        ("Søren Ørsted", "Soeren Oersted"),
        ("Mohammad Al-Turany", "Mohammad Al Turany"),
        ("Matthias Fuessling", "Matthias Fuesling"),
        ("Antonella Bozzi", "Bozzi Antonella"),
    ],
)
def test_name_called_nearly_so_is_matched_and_said(name: str, given: str) -> None:
    """Umlauts, accents, hyphens, a letter too few, the surname first: taken, with a warning that names both."""
    agenda = read([name], {given: "x@example.org"})
    assert addresses_of(agenda) == ["x@example.org"]
    assert agenda.warnings == (f"1 T0: {name} was taken to be “{given}”, whose address is x@example.org",)


@pytest.mark.parametrize(
    ("name", "given"), [("Ian Bird", "Ina Brod"), ("Anna Kern", "Hanna Kerner"), ("Tom Hale", "Tim Hall"), ("Al Po", "Al Pi")]
)
def test_name_called_otherwise_is_not_matched(name: str, given: str) -> None:
    """Two people are likelier than two slips; both sides are told of."""
    agenda = read([name], {given: "x@example.org"})
    assert addresses_of(agenda) == [None]
    assert agenda.warnings == (
        f"{given}: an address was given, but nobody on the agenda is called so",
        f"1 T0: it has no address for {name}",
    )


def test_name_that_fits_two_gets_no_address() -> None:
    """Doubt is said, never settled by a guess."""
    agenda = read(["Matthias Fuessling"], {"Matthias Fuesling": "a@example.org", "Mathias Fuessling": "b@example.org"})
    assert addresses_of(agenda) == [None]
    assert "1 T0: Matthias Fuessling may be “Matthias Fuesling” or “Mathias Fuessling”, so no address was taken" in agenda.warnings


def test_address_of_somebody_on_the_agenda_is_not_lent_to_a_namesake() -> None:
    """An entry that names one speaker exactly is not taken for another who is only called alike."""
    agenda = read(["Johanna Kernerova", "Johana Kernerova"], {"Johanna Kernerova": "a@example.org"})
    assert addresses_of(agenda) == ["a@example.org", None]


def test_people_file_is_read() -> None:
    """One name and address a line; what YAML makes of names does not matter."""
    assert parse_people("NO: no@example.org\n2021: y@example.org\nIan Bird: ian@example.org # chair", source="p.yaml") == {
        "NO": "no@example.org",
        "2021": "y@example.org",
        "Ian Bird": "ian@example.org",
    }
    assert parse_people("\n", source="p.yaml") == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- a@example.org", "p.yaml:1: expected keys with values"),
        ("Ian Bird: ian", "p.yaml:1: Ian Bird: expected one address"),
        ("Ian Bird:", "p.yaml:1: Ian Bird: has no address"),
        ("Ian Bird: [a@example.org]", "p.yaml:1: Ian Bird: expected text"),
        ("Ian Bird: a@example.org\nIan Bird: b@example.org", "p.yaml:2: Ian Bird: is given twice"),
        ("Ian Bird: @example.org", "p.yaml:1: not valid YAML"),
    ],
)
def test_wrong_people_file_is_refused(content: str, says: str) -> None:
    """Source, line, name and what is wrong."""
    with pytest.raises(BadInputError) as caught:
        parse_people(content, source="p.yaml")
    assert any(problem.startswith(says) for problem in caught.value.problems)


def test_people_option_is_read() -> None:
    """`Name=address`, as often as given."""
    found = parse_people_option(["Ian  Bird = ian@example.org", "Bea=b=c@example.org"])
    assert found == {"Ian Bird": "ian@example.org", "Bea": "b=c@example.org"}


def test_wrong_people_options_are_refused_together() -> None:
    """Every value that is not of the form, and a name with two addresses."""
    with pytest.raises(BadInputError) as caught:
        parse_people_option(["Ian", "=a@example.org", "Ian=a b@example.org", "Bea=b@example.org", "Bea=c@example.org"])
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr Ann Lee (A (B)), Bo Kim", [("Ann Lee", "A (B)"), ("Bo Kim", "")]),
        ("Prof. Dr. Ann Lee; Mme Bo Kim", [("Ann Lee", ""), ("Bo Kim", "")]),
        ("M. Marc Petit, M. Noel", [("Marc Petit", ""), ("M. Noel", "")]),
        ("ANN LEE (CERN)", [("Ann Lee", "CERN")]),
        ("jean-luc d'arc de la tour", [("Jean-Luc D'Arc de la Tour", "")]),
        ("harro van der berg (jive)", [("Harro van der Berg", "jive")]),
        ("Ann McLee", [("Ann McLee", "")]),
        ("SEAN MCKAY", [("Sean McKay", "")]),
        ("IVOA", [("IVOA", "")]),
        ("Ann Lee (Inst. of A, B and C) and Bo Kim (X; Y)", [("Ann Lee", "Inst. of A, B and C"), ("Bo Kim", "X; Y")]),
        ("Ann Lee (A (B), Bo Kim (C)", [("Ann Lee", "A (B)"), ("Bo Kim", "C")]),
        ("Ann Lee, PhD", [("Ann Lee", "")]),
        (", ( ),", []),
    ],
)
def test_speakers_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    """Names without titles, affiliations with brackets of their own, odd capitals repaired only where all are odd."""
    assert [(speaker.name, speaker.affiliation) for speaker in parse_speakers(text)] == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Technical Coordination Meeting", "technical-coordination"),
        ("Réunion de l’équipe Données", "equipe-donnees"),
        ("Meeting", "meeting"),
        ("会議", "meeting"),
        ("A " + "very " * 30 + "long title", "very-very-very-very-very-very-very-very"),
    ],
)
def test_series_is_named_after_its_title(title: str, slug: str) -> None:
    """A short name of the telling words."""
    assert slug_of(title) == slug
