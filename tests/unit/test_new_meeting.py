"""The chair plans a meeting by mail: what was understood is asked back, and only a yes in answer to that adds it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

import pytest

from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.planning import AgendaAnswer, AgendaQuestionContext
from mailflow.domain.message import Address, Attachment, InboundMessage, MailKind, Mark
from mailflow.domain.new_meeting import find_wish, says_no, says_yes
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, a_chair, a_meeting, a_series, a_speaker, an_agenda, an_inbound, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, FakeAuthenticator, Formats, House

IAN, DORA = Address("ian.bird@example.org", "Ian Bird"), Address("dora@example.org", "Dora Deputy")
MATTHIAS = Address("matthias@example.org", "Matthias Fuessling")
YAML = """title: Technical Coordination Meeting
start: 2021-03-17T10:00
timezone: Europe/Paris
items:
  - {title: Introduction, duration: 5m, speakers: [{name: Ian Bird}]}
  - title: Round Table
    duration: 30m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Matthias Fuessling}]}
      - {title: EGO, duration: 2m, speakers: [{name: Nora New, email: nora@example.org}]}
      - {title: ESO, duration: 2m, speakers: [{name: Otto Ohne}]}
"""
PAGE = """Hello,

here is the agenda of the next meeting:

17 March 2021, 10:00 - 11:00 Europe/Paris
10:00 → 10:10
Introduction 10m
Speaker: Ian Bird
10:10 → 11:00
Plans 50m

Best regards,
Ian
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:5
SUMMARY:Coordination
DTSTART:20210317T090000Z
DTEND:20210317T100000Z
RRULE:FREQ=DAILY
ORGANIZER;CN=Mallory:mailto:mallory@example.net
ATTENDEE;CN=Ian Bird:mailto:ian.bird@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def house() -> House:
    """Give a house with one meeting of one series, to which everybody is invited."""
    house = House()
    house.invited(an_agenda(series=a_series(deputies=(a_speaker(DORA.name, email=DORA.email, id=None),), id=None)))
    return house


def mail(text: str = YAML, subject: str = "new meeting", author: Address = IAN, files: tuple[Attachment, ...] = ()) -> InboundMessage:
    """Return a mail that asks for a meeting, addressed to us."""
    written = an_inbound(text, subject=subject, authors=(author,), recipients=(SERVICE_ADDRESS,))
    return replace(written, to=(SERVICE_ADDRESS,), references=(), attachments=files)


def a_file(content: str, name: str = "agenda.yaml", media_type: str = "text/plain") -> Attachment:
    """Return a file that came with a mail."""
    return Attachment(name, media_type, content.encode())


def reply(house: House, text: str = "yes", to: Address = IAN) -> InboundMessage:
    """Return an answer to the newest question."""
    return house.reply_to(to.email, text, kind=MailKind.AGENDA_QUESTION)


def answer(house: House, text: str = "yes", to: Address = IAN) -> InboundRecord:
    """Let the answer to the newest question come."""
    return house.receive(reply(house, text, to))


def changed(message: InboundMessage, changes: dict[str, object]) -> InboundMessage:
    """Return a mail with something else about it."""
    return replace(message, **changes)  # type: ignore[arg-type]


def shown(house: House) -> AgendaQuestionContext:
    """Return what the newest mail about a new meeting was to say."""
    context = house.renderer.last(MailKind.AGENDA_QUESTION)
    assert isinstance(context, AgendaQuestionContext)
    return context


def meetings(house: House) -> int:
    """Return how many meetings there are."""
    with house.begin() as uow:
        return len(uow.meetings.summaries())


def meeting_start(house: House) -> datetime:
    """Return when meeting 1 starts, by the clock of Paris."""
    with house.begin() as uow:
        meeting = uow.meetings.get(MeetingId(1))
    return meeting.start_at.astimezone(ZoneInfo(meeting.timezone))


# --- what is asked ------------------------------------------------------------------------------------------------------------------


def test_what_looks_wrong_with_it_is_said(house: House) -> None:
    """Its date, its titles and how long it is, by the series that is stored: nothing that the reader of agendas can know."""
    text = YAML.replace("2021-03-17T10:00", "2021-03-20T10:00").replace("title: EGO", "title: cta")
    house.receive(mail(text))
    assert {"20 March 2021 is a Saturday", "2.1 and 2.2 have the same title, CTA"} <= set(shown(house).warnings)


def test_what_the_question_says_in_its_own_words_is_said_once(house: House) -> None:
    """That it is over, or starts with another; a meeting of that day is another matter."""
    for moment in (f"{meeting_start(house):%Y-%m-%dT%H:%M}", "2021-01-13T10:00"):
        house.receive(mail(YAML.replace("2021-03-17T10:00", moment)))
        assert shown(house).is_twin or shown(house).is_past
        assert not [one for one in shown(house).warnings if "close to it" in one or "in the past" in one]
    house.receive(mail(YAML.replace("2021-03-17T10:00", f"{meeting_start(house) + timedelta(hours=3):%Y-%m-%dT%H:%M}")))
    assert "another meeting of the series is close to it, on 3 March 2021" in shown(house).warnings


@pytest.mark.parametrize(
    "subject",
    [
        "new meeting", "New Meeting", "Re: NEW MEETING", "Fwd: new meeting", "WG: AW: neue Sitzung", "nouvelle réunion", "neues Treffen",
        "nueva reunión", "nuova riunione", "Tr : Nouvelle réunion.", "[escape-tc] new meeting", "Re: [escape-tc] new agenda",
    ],
)  # fmt: skip
def test_subject_asks_for_a_meeting(subject: str) -> None:
    """In any of our languages, as an answer or passed on, and with nothing beside it."""
    assert find_wish(subject) is not None


@pytest.mark.parametrize("subject", ["", "new meeting room", "about the new meeting", "Is this the new meeting?", "next meeting"])
def test_other_subjects_ask_for_none(subject: str) -> None:
    """Nor does the subject of our own question, in which the phrase stands."""
    assert find_wish(subject) is None


def test_tag_of_the_series_is_told() -> None:
    """As it stands in our subjects."""
    wish = find_wish("Re: [escape-tc] new meeting")
    assert wish is not None
    assert wish.tags == ("escape-tc",)


@pytest.mark.parametrize("text", ["yes", "Yes.", "Yes, please\n\nIan", "oui", "Ja", "sí", "ok", "approved", "looks good"])
def test_yes_is_a_yes(text: str) -> None:
    """Alone, with thanks, in any of our languages."""
    assert says_yes(text, names=("Ian Bird",))


@pytest.mark.parametrize("text", ["yes, but at 11:00", "yes?", "no", "not yet", "yes if Ann agrees", "start: 11:00"])
def test_anything_more_is_no_yes(text: str) -> None:
    """A condition, a question, another hour."""
    assert not says_yes(text, names=("Ian Bird",))


def test_no_is_a_no() -> None:
    """And nothing else is."""
    assert says_no("Nein")
    assert not says_no("no idea")


# --- an agenda is asked back --------------------------------------------------------------------------------------------------------


def test_agenda_in_the_text_is_asked_back(house: House) -> None:
    """At the known address, with what was understood; nothing is added, and nobody else is told anything."""
    count = len(house.entries())
    record = house.receive(mail())
    assert (record.state, record.kind, record.reason) == (
        InboundState.REJECTED, "command", "a new meeting is asked back: no meeting is added yet",
    )  # fmt: skip
    assert len(house.entries()) == count + 1
    assert len(house.mails_to(IAN.email, MailKind.AGENDA_QUESTION)) == 1
    assert meetings(house) == 1
    context = shown(house)
    assert (context.answer, context.source) == (AgendaAnswer.ASKED, "your mail")
    assert context.meeting.start_at == datetime(2021, 3, 17, 9, 0, tzinfo=UTC)
    assert [item.title for item in context.meeting.walk()] == ["Introduction", "Round Table", "CTA", "EGO", "ESO"]
    assert context.without_address == ("Otto Ohne",)
    assert context.invites_at == datetime(2021, 3, 10, 9, 0, tzinfo=UTC)
    assert context.yes_url.endswith("&body=yes")
    assert house.trail("agenda asked")[0].inbound_id == record.id


@pytest.mark.parametrize(
    ("text", "files", "source"),
    [
        ("See the file.", (a_file(YAML),), "agenda.yaml"),
        ("See the file.\n\nIan", (a_file(ICS, "meeting.ics", "text/calendar"),), "meeting.ics"),
        (PAGE, (), "your mail"),
        (f"Dear all,\n\n{YAML}\nBest,\nIan", (), "your mail"),
        ("", (a_file(PAGE, "agenda.txt"),), "agenda.txt"),
    ],
    ids=["yaml", "ics", "page", "yaml between courtesies", "page in a file"],
)
def test_agenda_comes_in_any_format(house: House, text: str, files: tuple[Attachment, ...], source: str) -> None:
    """As a file or in the words of the mail, with what people write around it; what it leaves open is that of the series."""
    house.receive(mail(text, files=files))
    context = shown(house)
    assert (context.answer, context.source) == (AgendaAnswer.ASKED, source)
    assert context.meeting.start_at == datetime(2021, 3, 17, 9, 0, tzinfo=UTC)
    assert context.meeting.timezone == "Europe/Paris"
    assert context.meeting.title


def test_yes_adds_the_meeting(house: House) -> None:
    """With a receipt that tells its number; who is named without an address is the person of that name, others are made."""
    house.receive(mail())
    record = answer(house)
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "command", "adds meeting 2 to escape-tc")
    with house.begin() as uow:
        meeting, series = uow.meetings.get(MeetingId(2)), uow.meetings.series_of(MeetingId(2))
    assert [item.key for item in meeting.walk()] == ["1", "2", "2.1", "2.2", "2.3"]
    assert {one.name: one.email for one in meeting.speakers} == {
        "Ian Bird": IAN.email, "Matthias Fuessling": MATTHIAS.email, "Nora New": "nora@example.org", "Otto Ohne": None,
    }  # fmt: skip
    assert (series.slug, series.chair and series.chair.email) == ("escape-tc", IAN.email)
    context = shown(house)
    assert (context.answer, context.meeting.id) == (AgendaAnswer.ADDED, 2)
    assert [entry.inbound_id for entry in house.trail("meeting added")][-1] == record.id


@pytest.mark.parametrize("role", ["deputies", "minute_taker", "secretary"])
def test_others_with_a_role_may_plan(role: str) -> None:
    """Deputy, minute-taker, secretary; the question goes to them."""
    dora = a_speaker(DORA.name, email=DORA.email, id=None)
    plain = a_series(id=None)
    held = {
        "deputies": replace(plain, deputies=(dora,)),
        "minute_taker": replace(plain, minute_taker=dora),
        "secretary": replace(plain, secretary=dora),
    }
    house = House()
    house.add_meeting(an_agenda(series=held[role]))
    house.receive(mail(author=DORA))
    assert answer(house, to=DORA).state is InboundState.DONE
    assert meetings(house) == 2


def test_meeting_that_was_added_is_invited_to_like_any_other(house: House) -> None:
    """It is a meeting of its series."""
    house.receive(mail())
    answer(house)
    invited = house.invite(MeetingId(2))
    assert (len(invited.queued), invited.without_address) == (3, ("Otto Ohne",))


# --- what is not taken --------------------------------------------------------------------------------------------------------------


def test_mail_changes_nothing_of_the_series(house: House) -> None:
    """Neither who chairs, nor who reads, nor any habit; the question says what was left."""
    told = "chair: {name: Mallory, email: mallory@example.net}\ndeputies: [{name: Eve, email: eve@example.net}]\n"
    habits = "subscribers: [spy@example.net]\nlist: list@example.net\ncadence: daily\napproval_hold: 0m\nlanguage: fr\n"
    with house.begin() as uow:
        before = uow.meetings.series_of(MeetingId(1))
        readers = uow.subscribers.of_series(before.id) if before.id else ()
    house.receive(mail(told + habits + YAML))
    assert set(shown(house).ignored) == {"chair", "deputies", "subscribers", "list", "cadence", "language", "approval_hold"}
    answer(house)
    with house.begin() as uow:
        assert uow.meetings.series_of(MeetingId(2)) == before
        assert (uow.subscribers.of_series(before.id) if before.id else ()) == readers


def test_name_of_somebody_known_with_another_address_is_somebody_else(house: House) -> None:
    """Else a mail that names them would redirect theirs: approvals of the chair's, reports of a speaker's."""
    moved = YAML.replace("{name: Ian Bird}", "{name: Ian Bird, email: ian@elsewhere.example.net}")
    house.receive(mail(moved))
    assert shown(house).strangers == ("Ian Bird",)
    answer(house)
    with house.begin() as uow:
        series, meeting = uow.meetings.series_of(MeetingId(2)), uow.meetings.get(MeetingId(2))
        assert uow.meetings.get(MeetingId(1)).speakers[0].email == IAN.email
    assert series.chair is not None
    assert series.chair.email == IAN.email
    assert meeting.items[0].speakers[0].email == "ian@elsewhere.example.net"


def test_organiser_of_a_calendar_file_becomes_no_chair(house: House) -> None:
    """Nor does its rule become the cadence."""
    house.receive(mail("see file", files=(a_file(ICS, "m.ics", "text/calendar"),)))
    assert set(shown(house).ignored) == {"chair", "cadence"}
    answer(house)
    with house.begin() as uow:
        series = uow.meetings.series_of(MeetingId(2))
    assert series.chair is not None
    assert (series.chair.email, series.cadence) == (IAN.email, a_series().cadence)


# --- who may not --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("author", [STRANGER, MATTHIAS], ids=["stranger", "speaker"])
def test_others_plan_nothing(house: House, author: Address) -> None:
    """A person sees to their mail; it is nobody's report, and they are told nothing."""
    count = len(house.entries())
    record = house.receive(mail(author=author))
    assert (record.state, len(house.entries()), meetings(house)) == (InboundState.TRIAGE, count, 1)
    assert "nobody who may plan one" in record.reason


@pytest.mark.parametrize("verdict", [FORGED, NOT_PROVEN], ids=["forged", "not proven"])
def test_unproven_mail_plans_nothing(house: House, verdict: object) -> None:
    """Not even a question goes out: it would show the chair what somebody else wrote."""
    house.authenticator.judgement = verdict  # type: ignore[assignment]
    count = len(house.entries())
    record = house.receive(mail())
    assert (record.state, len(house.entries())) == (InboundState.TRIAGE, count)
    assert "its author is not proven" in record.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"to": ("other@example.org",)}, "not proven"),
        ({"authors": (IAN, STRANGER)}, "does not name one author"),
        ({"defects": ("two From fields",)}, "does not name one author"),
        ({"defects": ("cut: deeper than 20 parts",)}, "not read as a whole"),
    ],
    ids=["passed on", "two authors", "two From", "cut"],
)
def test_doubtful_mail_plans_nothing(house: House, changes: dict[str, object], reason: str) -> None:
    """It was written to somebody else, names two authors, or is not whole."""
    record = house.receive(changed(mail(), changes))
    assert record.state is InboundState.TRIAGE
    assert reason in record.reason


def test_token_of_an_earlier_mail_proves_its_owner(house: House) -> None:
    """Where no server says anything; an agenda in answer to the last invitation, under a subject of one's own."""
    house.authenticator.judgement = NOT_PROVEN
    house.receive(replace(house.reply_to(IAN.email, YAML, kind=MailKind.INVITATION), subject="new meeting"))
    assert shown(house).answer is AgendaAnswer.ASKED
    assert answer(house).state is InboundState.DONE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"authors": (STRANGER,)}, "nobody who was asked"),
        ({"authors": (DORA,)}, "nobody who was asked"),
        ({"recipients": (SERVICE_ADDRESS,)}, "does not carry the reply address"),
        ({"authors": (IAN, DORA)}, "does not name one author"),
        ({"defects": ("hidden: other words",)}, "not read as a whole"),
    ],
    ids=["stranger", "deputy", "no token", "two authors", "hidden"],
)
def test_only_who_was_asked_says_yes(house: House, changes: dict[str, object], reason: str) -> None:
    """By the reply address that they were given."""
    house.receive(mail())
    record = house.receive(changed(reply(house), changes))
    assert (record.state, meetings(house)) == (InboundState.TRIAGE, 1)
    assert reason in record.reason


def test_forged_yes_adds_nothing(house: House) -> None:
    """Though it has the token."""
    house.receive(mail())
    house.authenticator.judgement = FORGED
    assert (answer(house).state, meetings(house)) == (InboundState.TRIAGE, 1)


def test_question_is_good_for_some_days(house: House) -> None:
    """Then its reply address is none."""
    house.receive(mail())
    house.clock.forward(days=8)
    record = answer(house)
    assert (record.state, meetings(house)) == (InboundState.TRIAGE, 1)
    assert "expired" in record.reason


# --- no, corrections, twice ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["no", "Nein danke", "thanks", ""])
def test_no_adds_nothing(house: House, text: str) -> None:
    """Nor do thanks."""
    house.receive(mail())
    assert (answer(house, text).state, meetings(house)) == (InboundState.IGNORED, 1)


def test_corrected_agenda_is_asked_about_anew(house: House) -> None:
    """And only that can be confirmed then: a yes to the first question counts no more."""
    house.receive(mail())
    first = house.mails_to(IAN.email, MailKind.AGENDA_QUESTION)[-1]
    record = answer(house, YAML.replace("17T10:00", "18T10:00"))
    assert (record.state, shown(house).meeting.start_at.day) == (InboundState.REJECTED, 18)
    late = replace(reply(house), recipients=(first.reply_to,), references=(first.message_id,), message_id="<l@x.example>")
    refused = house.receive(late)
    assert (refused.state, meetings(house)) == (InboundState.TRIAGE, 1)
    assert "a corrected agenda came since" in refused.reason
    assert answer(house).state is InboundState.DONE
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(2)).start_at.day == 18


def test_corrected_agenda_may_be_a_file(house: House) -> None:
    """Whatever is said beside it, even yes."""
    house.receive(mail())
    file = a_file(YAML.replace("17T10:00", "19T10:00"))
    house.receive(replace(reply(house, "yes, this one"), attachments=(file,)))
    assert (shown(house).answer, shown(house).meeting.start_at.day) == (AgendaAnswer.ASKED, 19)
    answer(house)
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(2)).start_at.day == 19


def test_second_yes_adds_nothing_more(house: House) -> None:
    """Nor does a mail that is read anew."""
    first = house.receive(mail())
    question = house.mails_to(IAN.email, MailKind.AGENDA_QUESTION)[-1]
    record = answer(house)
    again = replace(reply(house, "Yes!"), recipients=(question.reply_to,), references=(question.message_id,), message_id="<2@x.example>")
    assert house.receive(again).reason == "the meeting is added already"
    count = len(house.entries())
    house.desk.replay([first.id, record.id])
    house.read_waiting()
    assert (meetings(house), len(house.entries())) == (2, count)


def test_agenda_that_reads_otherwise_now_is_asked_about_anew(house: House) -> None:
    """What is added is what was shown."""
    house.receive(mail(PAGE.replace(" Europe/Paris", "")))
    with house.begin() as uow:
        stored = uow.meetings.series_of(MeetingId(1))
        other = an_agenda(series=replace(stored, timezone="Europe/Lisbon"))
        later = replace(other.meeting, start_at=other.meeting.start_at + timedelta(days=90))
        uow.meetings.add(replace(other, meeting=later), now=house.clock.now())
        uow.commit()
    assert answer(house).state is InboundState.REJECTED
    assert shown(house).meeting.start_at.hour == 10
    assert answer(house).state is InboundState.DONE


def test_yes_with_a_condition_is_asked_again(house: House) -> None:
    """It says what was not understood; a yes to either question adds the meeting, once."""
    house.receive(mail())
    first = reply(house)
    record = answer(house, "Yes, but move it to 11:00")
    assert record.state is InboundState.REJECTED
    assert (shown(house).answer, shown(house).problems) == (AgendaAnswer.ASKED, ("Yes, but move it to 11:00",))
    assert house.receive(first).state is InboundState.DONE
    assert meetings(house) == 2


def test_yes_to_the_question_that_was_asked_again_adds_the_meeting(house: House) -> None:
    """And a yes to the receipt changes nothing."""
    house.receive(mail())
    answer(house, "Yes, but move it to 11:00")
    assert answer(house).state is InboundState.DONE
    record = answer(house, "Yes!")
    assert (record.state, record.reason, meetings(house)) == (InboundState.DONE, "the meeting is added already", 2)


@pytest.mark.parametrize(("right", "wrong"), [("items:", "itmes:"), ("title: Tech", "titel: Tech"), ("start:", "strat:")])
def test_one_mistyped_word_is_one_problem(house: House, right: str, wrong: str) -> None:
    """Its consequences are none of their own."""
    house.receive(mail(YAML.replace(right, wrong, 1)))
    (problem,) = shown(house).problems
    assert "the nearest known one is" in problem


# --- what cannot be read ------------------------------------------------------------------------------------------------------------


def test_agenda_that_cannot_be_read_is_told_line_by_line(house: House) -> None:
    """And the answer may bring another one."""
    record = house.receive(mail("title: X\nstart: soon\nitems:\n  - {titel: A, duration: long}\n"))
    assert record.state is InboundState.REJECTED
    context = shown(house)
    assert context.answer is AgendaAnswer.REFUSED
    assert len(context.problems) >= 3
    assert all("\n" not in problem for problem in context.problems)
    assert answer(house).state is InboundState.TRIAGE
    answer(house, YAML)
    assert shown(house).answer is AgendaAnswer.ASKED


@pytest.mark.parametrize(
    ("text", "files", "problem"),
    [
        ("", (), "it holds no agenda"),
        ("see file", (Attachment("agenda.yaml", "text/plain", b"\x00\x01"),), "agenda.yaml: is no text file"),
        ("two", (a_file(YAML), a_file(YAML.replace("17T10", "18T10"), "b.yaml")), "it holds 2 agendas (agenda.yaml, b.yaml)"),
        ("see file", (a_file(ICS[:-30], "m.ics", "text/calendar"),), "m.ics: the calendar is cut short"),
    ],
    ids=["nothing", "octets", "two", "cut"],
)
def test_what_is_no_agenda_is_told(house: House, text: str, files: tuple[Attachment, ...], problem: str) -> None:
    """In one line each."""
    house.receive(mail(text, files=files))
    assert shown(house).answer is AgendaAnswer.REFUSED
    assert shown(house).problems[0].startswith(problem)


def test_same_agenda_in_two_files_is_one(house: House) -> None:
    """As some send it as text and as calendar."""
    house.receive(mail("both", files=(a_file(YAML), a_file(YAML, "copy.yaml"))))
    assert shown(house).answer is AgendaAnswer.ASKED


# --- which series -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two() -> House:
    """Give a house with two series of one chair."""
    house = House()
    for slug, title in (("escape-tc", "Technical Coordination Meeting"), ("kelp", "Kelp Council")):
        series = a_series(slug=slug, title=title, chair=a_chair(id=None), id=None)
        house.add_meeting(an_agenda(series=series, meeting=a_meeting(title, items=(an_item("1"),), id=None)))
    return house


@pytest.mark.parametrize(
    ("text", "subject", "slug"),
    [
        ("series: kelp\n" + YAML, "new meeting", "kelp"),
        (YAML, "new meeting", "escape-tc"),
        (YAML.replace("Technical Coordination Meeting", "Kelp Council"), "new meeting", "kelp"),
        (YAML.replace("Technical Coordination Meeting", "Something"), "[kelp] new meeting", "kelp"),
    ],
    ids=["named", "title", "other title", "tag"],
)
def test_of_several_series_the_agenda_names_one(two: House, text: str, subject: str, slug: str) -> None:
    """By its short name, its title, or the tag in the subject."""
    two.receive(mail(text, subject=subject))
    assert answer(two).reason == f"adds meeting 3 to {slug}"


def test_agenda_of_no_series_is_asked_about(two: House) -> None:
    """Nobody can tell where it belongs; the mail says how to."""
    two.receive(mail(YAML.replace("Technical Coordination Meeting", "Something")))
    assert shown(two).answer is AgendaAnswer.REFUSED
    assert "for which series" in shown(two).problems[0]


def test_name_of_a_series_of_others_counts_for_nothing(house: House) -> None:
    """Who has a role in one series plans for that one."""
    other = an_agenda(series=a_series(slug="kelp", title="Kelp", chair=a_speaker("Cy Dune", email="cy@example.org", id=None), id=None))
    house.add_meeting(other)
    house.receive(mail("series: kelp\n" + YAML))
    assert shown(house).answer is AgendaAnswer.REFUSED
    assert "kelp" in shown(house).problems[0]


def test_twin_and_past_are_told(house: House) -> None:
    """So that nobody adds a meeting twice, or last year's."""
    house.receive(mail(YAML.replace("2021-03-17", "2021-03-03")))
    assert shown(house).is_twin
    house.clock.forward(days=30)
    house.receive(replace(mail(YAML.replace("Introduction", "Intro")), message_id="<n@x.example>"))
    assert shown(house).is_past


def test_out_of_office_is_no_wish(house: House) -> None:
    """Whatever its subject."""
    record = house.receive(replace(mail("I am away."), marks=(Mark("Auto-Submitted", "auto-replied"),)))
    assert record.state is not InboundState.REJECTED
    assert house.mails_to(IAN.email, MailKind.AGENDA_QUESTION) == []


# --- as mails are on the wire -------------------------------------------------------------------------------------------------------


def _real(house: House, subject: str, text: str, *, to: str, references: str = "", file: str = "") -> InboundRecord:
    """Let a mail of Ian's come as octets, and be read."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Ian Bird <ian.bird@example.org>", to, subject
    mail["Message-ID"] = f"<{len(text)}.{len(file)}@mail.example.org>"
    if references:
        mail["In-Reply-To"] = mail["References"] = references
    mail.set_content(text)
    if file:
        mail.add_attachment(file.encode(), maintype="text", subtype="calendar", filename="agenda.ics")
    house.mailbox.append(mail.as_bytes())
    house.collect(house.mailbox)
    (inbound_id,) = (record.id for record in house.records()[-1:])
    for claimed in house.ingest.claim([inbound_id]):
        house.ingest(claimed)
    return house.records()[-1]


def test_whole_way_on_real_mails() -> None:
    """A calendar file comes; the answer says yes above the whole quoted question, signature and all."""
    house = House(formats=Formats(EmailCodec(), IcalendarCodec(), FakeAuthenticator()), renderer=TemplateRenderer())
    house.invited()
    first = _real(house, "Nouvelle r\u00e9union", "Voir la pi\u00e8ce jointe.\n\nIan\n", to=SERVICE_ADDRESS, file=ICS)
    assert first.state is InboundState.REJECTED
    with house.begin() as uow:
        entry = next(one for one in uow.outbox.entries() if one.kind is MailKind.AGENDA_QUESTION)
        question = message_from_bytes(uow.outbox.content(entry.id), policy=SMTP)
    body = question.get_body(("plain",))
    assert body is not None
    shown_text = body.get_content()
    assert "Is this the new meeting?" in shown_text
    assert "Wednesday 17 March 2021, 10:00" in " ".join(shown_text.split())
    quoted = "\n".join(f"> {line}" for line in shown_text.split("\n"))
    said = f"Yes\n\nIan\n\nOn Wed, 24 Feb 2021 at 09:00, Minutes wrote:\n{quoted}\n"
    record = _real(house, f"Re: {question['Subject']}", said, to=question["Reply-To"], references=question["Message-ID"])
    assert (record.state, record.reason) == (InboundState.DONE, "adds meeting 2 to escape-tc")
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(2)).title == "Coordination"
        receipt = [one for one in uow.outbox.entries() if one.kind is MailKind.AGENDA_QUESTION][-1]
        assert b"number 2" in uow.outbox.content(receipt.id)
