"""Draft mails of several shapes, made by the project itself: what a chair would really get."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import Agenda, AgendaItem, Speaker
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import MailKind
from tests.builders import START, a_chair, a_meeting, a_series, a_speaker, an_agenda, an_item
from tests.fakes import House

_CTA = """The array reached first light on 12 February; three of the four cameras are commissioned.

- pointing accuracy is now better than 7 arcsec, which was the goal agreed in Bologna last autumn
- the data model (DL0/DL3) was frozen on Monday
    - comments are welcome until 19 March

We need help from WP3 with the container registry: https://registry.example.org/v2/cta/list is slow.
"""
_EGO = """Nothing new since February. The interferometer is down for upgrades - we expect to resume in May.

Elena's group could offer a "sandbox" for tests.
"""
_LONG = """Dear all,

the commissioning of the second site went better than planned: the mirror panels were aligned within nine nights, and the camera \
took its first calibrated image on 27 January at 03:15. The remaining work packages are on schedule, but the delivery of the cryostat \
from Jülich slipped by three weeks because of the strike.

Milestones:

1. Site acceptance review passed on 4 February
2. Power and network are redundant since Tuesday, 16 February
   - the second fibre was paid by the host institute
   - latency to CC-IN2P3 is 41 ms; we had asked for 50
3. Software release 2.4.1 is deployed at both sites and has run without a restart for thirteen days, which nobody expected

| Site | Telescopes | Ready |
|------|------------|-------|
| La Palma | 4 | yes |
| Paranal | 12 | not before June |
| Teide | 2 | yes |

The minutes of the review are at https://indico.example.org/event/1047/attachments/88/minutes.pdf (please read section 3 before Friday).

Open questions:

- Who pays for the tape library? Zoë and François will ask the council in Orsay.
- Does the "fast lane" need its own queue, or is a priority enough? We measured 1.8 s against 2.1 s - no difference that users would see.
- The naïve scheduler starves small jobs; a patch is in review.

We will report again on 17 March.
"""
_TIERS = """Tier-1 transfers:

* CNAF to PIC: 4.2 GB/s sustained over 12 hours
* SARA to GridKa: 3.9 GB/s, limited by one faulty line card
    * replaced on Wednesday morning
* IN2P3 is waiting for its new switch

Tape recall is slow, it is not understood why. Two students look into it.
"""
_FRENCH = """Le service de catalogue est en production depuis lundi. Trois communautés l'utilisent déjà, une quatrième arrive en avril.

Il manque encore l'authentification par jeton ; l'équipe « accès » y travaille.
"""
_SHORT = "All is well. The beam came back on Sunday at 10:00 and has been stable since."


def _slot(key: str, title: str, number: int, *names: str) -> AgendaItem:
    people = tuple(a_speaker(name, email=_email(name), affiliation="", id=None) for name in names)
    return an_item(key, title, start_at=START + timedelta(minutes=3 * number), speakers=people)


def _email(name: str) -> str:
    first, *_, last = name.casefold().encode("ascii", "ignore").decode().split()
    return f"{last}.{first[0]}@example.org"


def _table(*slots: AgendaItem, title: str = "Technical Coordination Meeting") -> Agenda:
    chair: Speaker = a_chair(id=None)
    top = an_item("1", "Introduction", duration_minutes=5, expects_report=False, speakers=(chair,))
    table = an_item("2", "Round Table", duration_minutes=40, expects_report=False, speakers=(), items=slots)
    end = an_item("3", "Any other business", duration_minutes=5, expects_report=False, speakers=())
    return an_agenda(
        series=a_series(title=title, id=None),
        meeting=a_meeting(title, items=(top, table, end), id=None, state=MeetingState.PLANNED),
    )


def _made(agenda: Agenda | None, reports: dict[str, str]) -> bytes:
    house = House(renderer=TemplateRenderer())
    meeting_id = house.invited(agenda)
    for address, text in reports.items():
        house.receive(house.reply_to(address, text))
    house.draft(meeting_id)
    draft = [mail for mail in house.codec.sent.values() if mail.kind is MailKind.DRAFT][-1]
    return EmailCodec().compose(draft)


def _model() -> bytes:
    return _made(None, {"matthias@example.org": _CTA, "elena@example.org": _EGO})


def _long_reports() -> bytes:
    agenda = _table(
        _slot("2.1", "Observatory", 1, "Zoë Müller"),
        _slot("2.2", "Data transfers", 2, "Paul Novák", "Jutta Schnabel"),
        _slot("2.3", "Catalogue", 3, "François Lefèvre"),
        _slot("2.4", "Training", 4, "Anna Kowalska"),
    )
    return _made(agenda, {_email("Zoë Müller"): _LONG, _email("Paul Novák"): _TIERS, _email("François Lefèvre"): _FRENCH})


def _ten_items() -> bytes:
    titles = ("CTA", "EGO", "KM3NeT", "LOFAR", "SKA", "FAIR", "HL-LHC", "EST", "ELT", "JIVE")
    names = (
        "Matthias Fuessling", "Elena Cuoco", "Kay Graf", "Michiel van Haarlem", "Rosie Bolton",
        "Mohammad Al-Turany", "Xavier Espinal", "Manuel Collados", "Martino Romaniello", "Arpad Szomoru",
    )  # fmt: skip
    slots = [_slot(f"2.{number}", title, number, name) for number, (title, name) in enumerate(zip(titles, names, strict=True), 1)]
    texts = (_CTA, _EGO, _SHORT, _TIERS, "", _SHORT, "", _FRENCH, "Nothing to add.\n\nThe next release is due on 5 May.", "")
    return _made(_table(*slots), {_email(name): text for name, text in zip(names, texts, strict=True) if text})


def _no_reports() -> bytes:
    return _made(_table(_slot("2.1", "Storage", 1, "Paul Novák"), _slot("2.2", "Network", 2, "Anna Kowalska"), title="Operations Call"), {})


def _alike() -> bytes:
    agenda = _table(
        _slot("2.1", "Data", 1, "Jan Novák"),
        _slot("2.2", "Data management", 2, "Jana Nováková"),
        _slot("2.3", "Data management plan", 3, "Jan Kowalski"),
        title="Data Management Meeting",
    )
    said = "The data management plan was discussed in the data management meeting.\n\n- all is well\n- the plan is on the agenda of 2.3"
    return _made(agenda, {_email("Jan Novák"): said, _email("Jana Nováková"): said, _email("Jan Kowalski"): _SHORT})


def _spoken(language: str) -> bytes:
    return _made(an_agenda(series=a_series(id=None, language=language)), {"matthias@example.org": _CTA, "elena@example.org": _FRENCH})


_MAKERS: dict[str, Callable[[], bytes]] = {
    "model": _model,
    "long reports": _long_reports,
    "ten items": _ten_items,
    "no reports": _no_reports,
    "alike": _alike,
}
NAMES = tuple(_MAKERS)
"""What shapes there are."""


_SPOKEN: dict[str, Callable[[], bytes]] = {"in French": lambda: _spoken("fr"), "in German": lambda: _spoken("de")}
SPOKEN_NAMES = tuple(_SPOKEN)
"""What languages there are besides: of the words around the minutes, and of their labels."""


@cache
def draft_mail(name: str) -> bytes:
    """Return the octets of the draft with that shape, as they go out, but for the transfer."""
    return (_MAKERS | _SPOKEN)[name]()
