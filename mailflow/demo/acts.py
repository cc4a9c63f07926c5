"""The acts of the story, in the order in which they happen.

a week before   invitations; an absence notice, a calendar that accepts
two days before reports, by eight people with seven clients, one of them for two slots; reminders to the two who are missing;
                the day before one corrects hers
                and what is in doubt is asked: its author which slot is meant, the chair about a slot that is not there
the meeting     a report that comes late
after it        draft to the chair; a forged approval, a stranger's; the chair's own; the hold passes; minutes to the readers
the day after   a second approval
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from mailflow.demo import people
from mailflow.demo.checks import TOKEN, disorder, invitation_flaws, leaks, squeezed
from mailflow.demo.clients import iphone, reply_address, text_of, thunderbird
from mailflow.demo.machines import Verdict, absence_notice, calendar_answer
from mailflow.demo.people import IAN, MARTINO, ROSIE, SPEAKERS, SUBSCRIBERS, WORDS, Person
from mailflow.demo.service import ADDRESS
from mailflow.demo.stage import MEETING_TIME, WAIT_S, ZONE, Stage

TITLES = ("CTA", "EGO", "ESO", "EST", "FAIR", "HL-LHC", "JIVE", "KM3NeT", "SKA", "Data Lake")
_SLOTS = dict(zip(SPEAKERS, ("CTA", "EGO", "ESO", "EST", "FAIR", "HL-LHC", "JIVE", "KM3NeT", "KM3NeT", "SKA"), strict=True))
_FIRST_REPORTS = (
    (people.MATTHIAS, "CTA", "CTA", "from Gmail"),
    (people.ANTONELLA, "EGO", "EGO", "from Gmail in French, to the bare address, without the token"),
    (people.MOHAMMAD, "FAIR", "FAIR", "from Outlook, with a slide attached"),
    (people.DANIELE, "HL-LHC", "HL-LHC", "and for Data Lake in the same mail, from Thunderbird, with a signature"),
    (people.HARRO, "JIVE", "JIVE", "from Mutt"),
    (people.JUTTA, "KM3NeT", "KM3NeT, Jutta", "from Outlook in German"),
    (people.MAURO, "KM3NeT", "KM3NeT, Mauro", "from an iPhone, on the same slot"),
    (ROSIE, "SKA", "SKA", "from Gmail"),
)
_INVITED = "Technical Coordination Meeting"
_DRAFT = "Draft minutes"
_CONFIRMATION = "Did you approve"
_APPROVED = "Approved:"
_REDLINE = "Changed minutes"
_STOLEN = "Somebody else tried to approve"
_CHANGES = ("had [-16-] {+17+} users", "{+Ian: the logs say 17.+}")
_MINUTES = "Minutes:"
_FILED = "Filed under"
_REMINDER = "Reminder:"
_QUESTION = "Which item is your mail for?"
_DIGEST = "waits for your decision"
_TWO_PARTS = f"HL-LHC:\n\n{WORDS['HL-LHC']}\n\nData Lake:\n\n{WORDS['Data Lake']}"


def invite(stage: Stage) -> None:
    """Add the meeting and invite everybody."""
    stage.account.act("A week before: the invitations")
    day = stage.meeting_date - timedelta(days=7)
    stage.clock.move_to(datetime.combine(day, datetime.min.time().replace(hour=9), ZoneInfo(ZONE)))
    stage.meeting_id = int(stage.run("meeting", "add", stage.agenda_file.name))
    stage.service.start()
    stage.run("invite", str(stage.meeting_id))
    invited = (IAN, *SPEAKERS)
    stage.expect.soon(
        f"{len(invited)} invitations arrive, one for each speaker and the chair",
        lambda: len(stage.post.sink.mails) >= len(invited),
        timeout_s=2 * WAIT_S,
        found=lambda: f"{len(stage.post.sink.mails)}; {stage.service.log_end()}",
    )
    stage.rest()
    flaws = [flaw for person in invited for flaw in _invitation_flaws(stage, person)]
    stage.expect.none("each with the slot, how to join, an own reply address, text, HTML and a calendar event", flaws)


def answer_by_machine(stage: Stage) -> None:
    """Let an absence notice and a calendar answer the invitations."""
    stage.move_to(-7, 9, 15)
    stage.tell("Martino Romaniello's mailbox answers: out of office (Auto-Submitted)")
    invitation = stage.post.newest(MARTINO).parsed
    notice = absence_notice(invitation, MARTINO.writing(people.ABSENCE, stage.clock))
    stage.post.deliver(notice, state="ignored", verdict=Verdict("pass", ""))
    stage.tell("Harro Verkouter accepts in his calendar (METHOD:REPLY)")
    invitation = stage.post.newest(people.HARRO).parsed
    stage.post.deliver(calendar_answer(invitation, people.HARRO.writing("", stage.clock)), state="done")
    stage.rest()
    jive = stage.service.slots(stage.meeting_id)["JIVE"]
    stage.expect.equal("the calendar's answer is taken down", "accepted", jive.speakers[0].rsvp)
    stage.expect.equal("neither machine gets an answer", len(SPEAKERS) + 1, len(stage.post.sink.mails))


def report(stage: Stage) -> None:
    """Let eight people report by replying."""
    stage.account.act("Two days before: the speakers reply, each from their own mail client")
    stage.move_to(-2, 9, 0)
    for person, title, words, how in _FIRST_REPORTS:
        stage.tell(f"{person.name} reports for {title}, {how}")
        to = ADDRESS if person is people.ANTONELLA else ""
        attached = (people.slide(),) if person is people.MOHAMMAD else ()
        text = _TWO_PARTS if person is people.DANIELE else WORDS[words]
        stage.post.answer(person, text, about=_INVITED, to=to, files=attached)
    for person, title, words, _how in _FIRST_REPORTS:
        _expect_receipt(stage, person, title, words)
    _expect_receipt(stage, people.DANIELE, "Data Lake", "Data Lake")
    authors = [part.author for slot in stage.service.slots(stage.meeting_id).values() if slot.report for part in slot.report.parts]
    expected = [*(person.name for person, *_ in _FIRST_REPORTS), people.DANIELE.name]
    stage.expect.equal("each slot holds exactly the words that its speakers newly wrote", expected, authors)
    slide = stage.service.slots(stage.meeting_id)["FAIR"].report
    attached_names = [str(file["filename"]) for file in slide.attachments] if slide else []
    stage.expect.equal("the slide is kept with its report", [people.slide().name], attached_names)


def remind(stage: Stage) -> None:
    """Let the hour of the reminders come: two days before the meeting, at the hour of the meeting."""
    stage.move_to(-2, MEETING_TIME.hour, 5)
    stage.tell("Nobody does anything: the timetable of the series reminds those whose report is missing, and no others")
    missing = sorted((MARTINO.email, people.NAZARET.email))
    stage.expect.soon(
        "two reminders arrive", lambda: len(_reminded(stage)) >= len(missing), timeout_s=WAIT_S, found=lambda: _reminded(stage)
    )
    stage.rest()
    stage.expect.equal("to the two who have not reported", missing, _reminded(stage))
    stage.account.block(text_of(stage.arrived("this is how one reads", people.NAZARET, about=_REMINDER).parsed))


def correct(stage: Stage) -> None:
    """Let one of them replace her report by answering the receipt, and let the secretary look who is missing."""
    stage.move_to(-1, 17, 30)
    stage.tell("Rosie Bolton answers her receipt: a corrected report for SKA")
    stage.post.answer(ROSIE, WORDS["SKA, again"], about=_FILED)
    _expect_receipt(stage, ROSIE, "SKA", "SKA, again", count=2)
    stage.rest()
    stage.run("status", str(stage.meeting_id))
    slots = stage.service.slots(stage.meeting_id)
    stage.expect.equal("two slots are still without a report", ["ESO", "EST"], [t for t, slot in slots.items() if slot.report is None])


def ask(stage: Stage) -> None:
    """Let what is in doubt be asked: its author which of two slots is meant, the chair about a slot that is not there."""
    stage.move_to(-1, 18, 0)
    stage.tell("Daniele Spiga adds a sentence by answering his receipt, and does not say for which of his two slots")
    stage.post.answer(people.DANIELE, WORDS["Data Lake, more"], about=_FILED)
    stage.account.block(text_of(stage.arrived("he is asked, with numbered choices", people.DANIELE, about=_QUESTION).parsed))
    stage.tell("Daniele Spiga answers: «2»")
    stage.post.answer(people.DANIELE, "2", about=_QUESTION)
    stage.arrived("he has a receipt for Data Lake", people.DANIELE, about=_FILED, count=2)
    expected = f"{WORDS['Data Lake']}\n\n{WORDS['Data Lake, more']}"
    stage.expect.equal("the sentence stands below the rest of Data Lake", expected, _text(stage, "Data Lake"))
    stage.tell("Wanda Portal, whom nobody invited, writes to the bare address: a report for WP4, which is no slot")
    stage.post.write(people.WANDA, WORDS["WP4"], subject="WP4 report", to=ADDRESS)
    digest = stage.arrived("Ian Bird, as no secretary is named, is asked what to do with it", IAN, about=_DIGEST)
    stage.account.block(text_of(digest.parsed))
    stage.tell("Ian Bird, on his phone, answers: «add WP4»")
    stage.post.answer(IAN, "add WP4", about=_DIGEST)
    stage.arrived("Wanda Portal has a receipt", people.WANDA, about=_FILED)
    stage.expect.equal("WP4 is a slot of its own, the last one, with her words", WORDS["WP4"], _text(stage, "WP4"))


def meet(stage: Stage) -> None:
    """Let a report come during the meeting."""
    stage.account.act("The meeting")
    stage.move_to(0, MEETING_TIME.hour, 20)
    stage.tell("Martino Romaniello reports for ESO from an iPhone, 20 minutes after the start")
    stage.post.answer(MARTINO, WORDS["ESO"], about=_INVITED)
    _expect_receipt(stage, MARTINO, "ESO", "ESO")
    eso = stage.service.slots(stage.meeting_id)["ESO"].report
    stage.expect.equal("it is marked late", True, eso and eso.late)  # noqa: FBT003 - what is expected is a truth value
    stage.tell("Nazaret Bello Gonzalez says nothing for EST")


def draft(stage: Stage) -> None:
    """Send the draft to the chair."""
    stage.account.act("After the meeting: draft, approval, minutes")
    stage.move_to(0, 11, 45)
    stage.run("draft", str(stage.meeting_id))
    mail = stage.arrived("the draft reaches the chair", IAN, about=_DRAFT)
    text = text_of(mail.parsed).partition("-" * 40)[2]
    stage.expect.none("the eleven slots stand in agenda order", disorder(text, (*TITLES, "WP4")))
    missing = [words for who, words in WORDS.items() if who != "SKA" and squeezed(words) not in squeezed(text)]
    stage.expect.none("every report stands in it, word for word, the two of KM3NeT among them", missing)
    stage.expect.equal("the replaced report of SKA does not", 0, text.count("60 users"))
    stage.expect.equal("the silent slot says so", 1, text.count("No report received."))
    stage.expect.equal("one report is marked late", 1, text.count("received late"))


def forge(stage: Stage) -> None:
    """Let a forger and a stranger try to approve the draft."""
    stage.move_to(0, 12, 40)
    sent, original = len(stage.post.sink.mails), stage.post.newest(IAN, _DRAFT).parsed
    stage.tell("A forger writes «approve» in Ian Bird's name, with the stolen reply address (the server says: dmarc=fail)")
    forged = iphone(original, IAN.writing("approve", stage.clock))
    stage.post.deliver(forged, state="rejected", verdict=Verdict("fail", people.FORGER))
    stage.tell("A stranger, to whom the draft was forwarded, writes «Approved» under his own name (dmarc=pass)")
    stranger = people.STRANGER.client(original, people.STRANGER.writing("Approved", stage.clock))
    stage.post.deliver(stranger, state="rejected")
    stage.arrived("Ian Bird is asked whether it was he, and ignores it", IAN, about=_CONFIRMATION)
    stage.arrived("he is told that his draft is in other hands", IAN, about=_STOLEN)
    stage.rest()
    stage.expect.equal("both are refused, and nothing else is sent", sent + 2, len(stage.post.sink.mails))
    refused = [mail.reason for mail in stage.service.inbox() if mail.state == "rejected"]
    stage.account.block("\n".join(f"refused: {reason}" for reason in refused))


def edit(stage: Stage) -> None:
    """Let the chair correct the draft in its quote."""
    stage.move_to(0, 12, 55)
    stage.tell("Ian Bird answers the draft, and changes a number and adds a remark in the quoted text")
    original = stage.post.newest(IAN, _DRAFT).parsed
    stage.post.deliver(_edited(thunderbird(original, IAN.writing("One number was wrong, see below.", stage.clock))), state="done")
    mail = stage.arrived("he gets back what changed, word by word", IAN, about=_REDLINE)
    changed = squeezed(text_of(mail.parsed))
    stage.expect.none("the number and the remark, and nothing else", [words for words in _CHANGES if squeezed(words) not in changed])
    stage.expect.equal("two lines in all", 1, changed.count(squeezed("changed 2 lines")))


def _edited(reply: EmailMessage) -> EmailMessage:
    """Change words in the quote of a reply as its author would."""
    text = reply.get_content().replace("had 16 users", "had 17 users")
    before, heading, after = text.partition("> 3.10  ")
    reply.set_content(f"{before}> Ian: the logs say 17.\n>\n{heading}{after}", cte="8bit", params={"format": "flowed"})
    return reply


def approve(stage: Stage) -> None:
    """Let the chair approve; after the hold the minutes go out."""
    stage.move_to(0, 13, 5)
    stage.tell("Ian Bird, on his phone, answers the changed draft: «Bon pour accord.»")
    stage.post.answer(IAN, "Bon pour accord.\n\nIan", about=_REDLINE)
    stage.arrived("he is told that it counts, and when the minutes go out", IAN, about=_APPROVED)
    stage.rest()
    stage.expect.equal("during the hold of 10 minutes nothing goes out", 0, len(_minutes(stage)))
    stage.move_to(0, 13, 16)
    stage.expect.soon(
        f"then the minutes reach {len(SUBSCRIBERS)} readers",
        lambda: len(_minutes(stage)) >= len(SUBSCRIBERS),
        timeout_s=WAIT_S,
        found=lambda: _minutes(stage),
    )
    stage.rest()
    stage.expect.equal("each of them once", sorted(SUBSCRIBERS), sorted(_minutes(stage)))
    published = [leak for mail in stage.post.sink.mails if _MINUTES in mail.subject for leak in leaks(mail.parsed)]
    stage.expect.none("without joining details and tokens", published)


def approve_again(stage: Stage) -> None:
    """Let the chair approve once more."""
    stage.move_to(1, 9, 0)
    sent = len(stage.post.sink.mails)
    stage.tell("Ian Bird answers the draft once more: «OK»")
    stage.post.answer(IAN, "OK", about=_DRAFT, state="rejected")
    stage.rest()
    stage.expect.equal("it changes nothing: no mail goes out", sent, len(stage.post.sink.mails))


ACTS = (invite, answer_by_machine, report, remind, correct, ask, meet, draft, forge, edit, approve, approve_again)


def _invitation_flaws(stage: Stage, person: Person) -> list[str]:
    start_at = datetime.combine(stage.meeting_date, MEETING_TIME, ZoneInfo(ZONE))
    mails = stage.post.sink.mailbox(person.email)
    if len(mails) != 1:
        return [f"{person.name}: has {len(mails)} mails"]
    return invitation_flaws(mails[0], person, _SLOTS.get(person, "Introduction"), start_at)


def _expect_receipt(stage: Stage, person: Person, title: str, words: str, *, count: int = 1) -> None:
    """Expect a receipt that shows the very words and can be answered, and the same words under the slot."""
    receipt = stage.arrived(f"{person.name} has a receipt for {title}", person, about=_FILED, count=count).parsed
    if squeezed(WORDS[words]) not in squeezed(text_of(receipt)) or not TOKEN.search(reply_address(receipt)):
        stage.expect.equal(f"the receipt shows the words of {person.name}", WORDS[words], text_of(receipt))
    report = stage.service.slots(stage.meeting_id)[title].report
    filed = [part.text for part in (report.parts if report else []) if part.author == person.name]
    if filed != [WORDS[words]]:
        stage.expect.equal(f"{title} holds exactly the words of {person.name}", [WORDS[words]], filed)


def _text(stage: Stage, title: str) -> str:
    slot = stage.service.slots(stage.meeting_id).get(title)
    return slot.report.text if slot and slot.report else ""


def _reminded(stage: Stage) -> list[str]:
    return sorted(address for mail in stage.post.sink.mails if _REMINDER in mail.subject for address in mail.recipients)


def _minutes(stage: Stage) -> list[str]:
    return [address for mail in stage.post.sink.mails if mail.subject.find(_MINUTES) >= 0 for address in mail.recipients]
