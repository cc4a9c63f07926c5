"""A meeting that is planned by mail.

    `new meeting` with an agenda -> read -> what was understood, to the known address -> `yes` -> added
                                     ^                                               \
                                     +------------ a corrected agenda ----------------+

Nothing is stored of an agenda until it is confirmed: it is read anew from the message that brought it, and is asked about anew where that
gives anything else than what was shown.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mailflow.domain.agenda import Agenda, Meeting, MeetingId, Series, Speaker, unique_people
from mailflow.domain.approval import why_not_whole
from mailflow.domain.classification.classify import doubt_of
from mailflow.domain.commands.courtesies import is_courtesy
from mailflow.domain.errors import BadInputError, NoAgendaError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.planning import AgendaAnswer, AgendaQuestionContext
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId, Proof
from mailflow.domain.new_meeting import find_wish, holder, not_taken, planned, readdressed, says_no, says_yes, tagged
from mailflow.domain.records import AuditEntry
from mailflow.services.agenda_mail import Choice, Understood, Written, understand
from mailflow.services.checking import findings_of_plan
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.invite import numbered_in_series
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import AgendaTexts, Clock, MessageCodec
from mailflow.services.review import Decision, Review
from mailflow.services.telling import thread_of

_STAYS = "no meeting is added"
_MOST_MEETINGS = 60
_SHOWN = 120


class NewMeetings:
    """Ask whether an agenda was understood, and add its meeting, in the caller's transaction."""

    def __init__(self, post: Correspondence, review: Review, agendas: AgendaTexts, *, codec: MessageCodec, clock: Clock) -> None:
        self._post = post
        self._review = review
        self._agendas = agendas
        self._codec = codec
        self._clock = clock

    def __call__(self, uow: UnitOfWork, case: Case) -> Decision | None:
        """Ask about an agenda that came with a mail `new meeting`; None where a mail is none."""
        if find_wish(case.message.subject) is None or (case.answered is not None and case.answered.kind is MailKind.AGENDA_QUESTION):
            return None
        options = self._options(uow, case.message.author.email)
        if not options:
            return Decision(InboundState.TRIAGE, f"it asks for a new meeting, and comes from nobody who may plan one: {_STAYS}")
        doubt = self._doubt(case, options)
        if doubt:
            self._audit(uow, case, "agenda refused", doubt)
            return Decision(InboundState.TRIAGE, f"it asks for a new meeting, but {doubt}: {_STAYS}")
        return self._read(uow, case, Written(case.message, case.classified.extraction.text), options)

    def answer(self, uow: UnitOfWork, case: Case) -> Decision:
        """Add the meeting by the answer to the question, or ask about a corrected agenda."""
        said, names = case.classified.extraction.text, tuple(author.name for author in case.message.authors)
        written = Written(case.message, said)
        has_file = bool(written.files)
        is_yes = says_yes(said, names=names) and not has_file
        if not is_yes and not has_file and (says_no(said, names=names) or is_courtesy(said, names=names) or not said.strip()):
            return Decision(InboundState.IGNORED, f"it says neither yes nor an agenda: {_STAYS}")
        doubt = self._doubt_of_answer(uow, case)
        if doubt:
            self._audit(uow, case, "agenda refused", doubt)
            return Decision(InboundState.TRIAGE, f"it answers whether to add a meeting, but {doubt}: {_STAYS}")
        options = self._options(uow, case.message.author.email)
        if is_yes:
            return self._confirm(uow, case, options)
        cause = self._cause(uow, case)
        again = self._ask_again(uow, case, written, options) if cause is not None else None
        if again is not None:
            return again
        if cause is not None:
            self._audit(uow, case, "agenda corrected", f"by message {case.record.id}", cause=cause)
        return self._read(uow, case, written, options)

    def _read(self, uow: UnitOfWork, case: Case, written: Written, options: tuple[Series, ...]) -> Decision:
        if not options:
            return Decision(InboundState.TRIAGE, f"its author may plan no meeting any more: {_STAYS}")
        try:
            found = understand(written, Choice(options, _others(uow, options)), self._agendas)
        except BadInputError as error:
            series = (tagged(options, written.tags) or options)[0]
            nothing = _nothing(series, self._clock.now())
            context = AgendaQuestionContext(series, nothing, _to(series, case), AgendaAnswer.REFUSED, problems=error.problems)
            return self._ask(uow, case, context)
        return self._ask(uow, case, self._question(uow, case, found), found)

    def _ask_again(self, uow: UnitOfWork, case: Case, written: Written, options: tuple[Series, ...]) -> Decision | None:
        """Ask once more what was asked, where an answer holds neither an agenda nor a plain yes; None where it is anything else."""
        cause, choice = self._cause(uow, case), Choice(options, _others(uow, options))
        if cause is None or not options or {one.action for one in uow.audit.of_message(cause)} & {"agenda taken", "agenda corrected"}:
            return None
        try:
            understand(written, choice, self._agendas)
        except NoAgendaError:
            pass
        except BadInputError:
            return None
        else:
            return None
        try:
            found = understand(self._first(uow, cause), choice, self._agendas)
        except BadInputError:
            return None
        said = " ".join(written.said.split())
        shown = replace(self._question(uow, case, found), problems=(said if len(said) <= _SHOWN else said[:_SHOWN] + "…",))
        asked = self._ask(uow, case, shown, found, cause=cause)
        return replace(asked, reason=f"it holds neither an agenda nor a plain yes, so it is asked again: {_STAYS} yet")

    def _first(self, uow: UnitOfWork, cause: InboundId) -> Written:
        return Written(self._codec.parse(uow.inbound.raw(cause)), uow.inbound.get(cause).text)

    def _ask(
        self,
        uow: UnitOfWork,
        case: Case,
        context: AgendaQuestionContext,
        found: Understood | None = None,
        *,
        cause: InboundId | None = None,
    ) -> Decision:
        """Send what was understood, or what could not be, to the known address of whoever sent it; `cause` brought the agenda."""
        person = holder(context.series, case.message.author.email)
        if person is None or not person.email:
            return Decision(InboundState.TRIAGE, f"a new meeting: there is no address at which it could be asked back: {_STAYS}")
        outbound_id = self._post.new_id()
        url = self._post.reply_url(outbound_id, MailKind.AGENDA_QUESTION, context.meeting.title, "yes") if found else ""
        purpose = f"agenda_question:{case.record.id}:{person.id}:{found.digest if found else 'refused'}"
        told = replace(context, recipient=Address(person.email, person.name), yes_url=url)
        cause_id, thread = cause or case.record.id, _thread(case, person)
        self._post.post(uow, Letter(outbound_id, purpose, told, person.id, cause_id=cause_id, references=thread))
        self._audit(uow, case, "agenda asked", f"{person.name} was asked" if found else f"{person.name} was told why it cannot be read")
        reason = "a new meeting is asked back" if found else f"a new meeting, but its agenda cannot be read ({context.problems[0]})"
        return Decision(InboundState.REJECTED, f"{reason}: {_STAYS} yet")

    def _confirm(self, uow: UnitOfWork, case: Case, options: tuple[Series, ...]) -> Decision:
        """Add the meeting that the answered mail has shown."""
        cause, answered = self._cause(uow, case), case.answered
        entry = uow.outbox.find(answered.id) if answered else None
        if cause is None or entry is None or not options:
            return Decision(InboundState.TRIAGE, f"it says yes to an agenda that is not known any more: {_STAYS}")
        told = {one.action for one in uow.audit.of_message(cause)}
        if "agenda taken" in told or entry.purpose.startswith("agenda_added:"):
            return Decision(InboundState.DONE, "the meeting is added already")
        if "agenda corrected" in told or entry.purpose.endswith(":refused"):
            why = "a corrected agenda came since" if "agenda corrected" in told else "its agenda could not be read"
            return Decision(InboundState.TRIAGE, f"it says yes, but {why}: {_STAYS}")
        try:
            found = understand(self._first(uow, cause), Choice(options, _others(uow, options)), self._agendas)
        except BadInputError as error:
            return Decision(InboundState.TRIAGE, f"it says yes, but the agenda cannot be read any more ({error.problems[0]}): {_STAYS}")
        shown = self._question(uow, case, found)
        if not entry.purpose.endswith(found.digest):
            return self._ask(uow, case, shown, found, cause=cause)
        return self._add(uow, case, shown, cause)

    def _add(self, uow: UnitOfWork, case: Case, shown: AgendaQuestionContext, cause: InboundId) -> Decision:
        """Store the meeting; whoever it names is found by address, and what is known of them and of the series stays as it is."""
        series, meeting = shown.series, shown.meeting
        if series.id is not None:
            uow.meetings.lock_series(series.id)
        joined = Series(series.slug, series.title, series.timezone)
        bare = numbered_in_series(uow, Agenda(joined, replace(meeting, items=())))
        meeting_id = uow.meetings.add(Agenda(joined, bare), now=self._clock.now())
        for item in meeting.items:
            uow.meetings.add_item(meeting_id, item, parent_key="")
        self._audit(uow, case, "meeting added", meeting.title, meeting_id=meeting_id)
        self._audit(uow, case, "agenda taken", f"as meeting {meeting_id}", cause=cause, meeting_id=meeting_id)
        person = holder(series, case.message.author.email)
        if person is not None and person.email:
            stored = replace(meeting, id=meeting_id)
            context = replace(shown, meeting=stored, recipient=Address(person.email, person.name), answer=AgendaAnswer.ADDED)
            thread, purpose = _thread(case, person), f"agenda_added:{meeting_id}"
            letter = Letter(self._post.new_id(), purpose, context, person.id, cause_id=case.record.id, references=thread)
            self._post.post(uow, letter)
        return Decision(InboundState.DONE, f"adds meeting {meeting_id} to {series.slug}")

    def _question(self, uow: UnitOfWork, case: Case, found: Understood) -> AgendaQuestionContext:
        """Return what is shown of an agenda that was understood."""
        series, now = found.series, self._clock.now()
        meetings = uow.meetings.of_series(series.id) if series.id is not None else ()
        known = tuple(_known(uow, tuple(one.id for one in reversed(meetings[-_MOST_MEETINGS:]))))
        meeting = planned(found.agenda.meeting, series, known)
        habits = series.habits
        return AgendaQuestionContext(
            series,
            meeting,
            _to(series, case),
            AgendaAnswer.ASKED,
            source=found.source,
            warnings=(*found.agenda.warnings, *findings_of_plan(uow, meeting, series, now)),
            without_address=tuple(person.name for person in meeting.speakers if not person.email),
            strangers=readdressed(meeting, (*_roles(series), *known)),
            ignored=not_taken(found.agenda.series, series),
            invites_at=max(now, meeting.start_at - habits.invite_before) if habits.is_automatic else None,
            is_twin=any(one.start_at == meeting.start_at for one in meetings),
            is_past=meeting.end_at <= now,
        )

    def _options(self, uow: UnitOfWork, address: str) -> tuple[Series, ...]:
        """Return the series for which somebody may plan meetings, the one that meets last first."""
        found: dict[str, Series] = {}
        for meeting_id in uow.meetings.meetings_of(address) if address else ():
            series = uow.meetings.series_of(meeting_id)
            if holder(series, address) is not None:
                found.setdefault(series.slug, series)
        return tuple(found.values())

    def _doubt(self, case: Case, options: tuple[Series, ...]) -> str:
        """Say why it is not sure that the author wrote this; empty if it is."""
        message, answered, proof = case.message, case.answered, case.authentication.proof
        if len(message.authors) != 1 or any("From" in defect for defect in message.defects):
            return "its From field does not name one author for sure"
        people = {person.id for series in options if (person := holder(series, message.author.email)) is not None}
        holds = answered is not None and answered.has_token and answered.person_id in people and proof is not Proof.FAIL
        is_proven = proof is Proof.PASS and any(self._review.is_ours(address) for address in message.to)
        if not (holds or is_proven):
            return f"its author is not proven ({case.authentication.detail})"
        return why_not_whole(message.defects) or doubt_of(case.classified)

    def _doubt_of_answer(self, uow: UnitOfWork, case: Case) -> str:
        answered, message = case.answered, case.message
        if len(message.authors) != 1 or any("From" in defect for defect in message.defects):
            return "its From field does not name one author for sure"
        if answered is None or not answered.has_token:
            return "it does not carry the reply address that we gave, or that has expired"
        person = uow.meetings.find_person(answered.person_id) if answered.person_id is not None else None
        if person is None or not has_address(person, message.author.email):
            return "it comes from nobody who was asked"
        if case.authentication.proof is Proof.FAIL:
            return f"the address is not the author's ({case.authentication.detail})"
        return why_not_whole(message.defects) or doubt_of(case.classified)

    def _cause(self, uow: UnitOfWork, case: Case) -> InboundId | None:
        """Return the message that brought the agenda about which was asked."""
        entry = uow.outbox.find(OutboundId(case.answered.id)) if case.answered else None
        return entry.cause_id if entry else None

    def _audit(
        self, uow: UnitOfWork, case: Case, action: str, detail: str, *, cause: InboundId | None = None, meeting_id: MeetingId | None = None
    ) -> None:
        actor = ", ".join(author.email for author in case.message.authors) or "nobody"
        subject = f"meeting {meeting_id}" if meeting_id is not None else f"message {cause or case.record.id}"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, subject, detail, cause or case.record.id))


def _thread(case: Case, person: Speaker) -> tuple[str, ...]:
    """Return the thread of a mail where it is the person's own: others do not have it."""
    return thread_of(case) if has_address(person, case.message.author.email) else ()


def _others(uow: UnitOfWork, options: tuple[Series, ...]) -> frozenset[str]:
    """Return the short names of the series of others."""
    return frozenset(one.series.casefold() for one in uow.meetings.summaries()) - {series.slug.casefold() for series in options}


def _known(uow: UnitOfWork, meeting_ids: tuple[MeetingId, ...]) -> Iterator[Speaker]:
    """Yield everybody who was on an agenda, the latest first."""
    every = (person for meeting_id in meeting_ids for person in uow.meetings.get(meeting_id).speakers)
    yield from unique_people(every)


def _roles(series: Series) -> tuple[Speaker, ...]:
    people = (series.chair, *series.deputies, series.minute_taker, series.secretary)
    return tuple(person for person in people if person is not None)


def _to(series: Series, case: Case) -> Address:
    person = holder(series, case.message.author.email)
    return Address(person.email or "", person.name) if person else case.message.author


def _nothing(series: Series, now: datetime) -> Meeting:
    """Return a meeting of which nothing is known but its series."""
    return Meeting(series.title, now, now, series.timezone, ())
