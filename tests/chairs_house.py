"""A house in which the draft of a meeting is with the chair, in its real words, to be answered by quoting it."""

from collections.abc import Sequence
from dataclasses import replace

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import Agenda, Meeting, MeetingId, Series
from mailflow.domain.event_words import EventWords
from mailflow.domain.mails.chair import RedlineContext
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import Address, InboundMessage, MailKind
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.records import InboundRecord, RenderedMail
from tests.desk_mails import edited, quoted
from tests.fakes import FakeRenderer, House

CHAIR = "ian.bird@example.org"
DEPUTY = "dora@example.org"
TAKER = "tom@example.org"
REPORT = "First light was on 12 February; three of the four cameras work."
MEETING_ID = MeetingId(1)


class RealWords(FakeRenderer):
    """Renderer with the real templates that remembers what each mail was to say."""

    def __init__(self) -> None:
        super().__init__()
        self._templates = TemplateRenderer()

    def mail(self, context: MailContext) -> RenderedMail:
        self.contexts.append(context)
        return self._templates.mail(context)

    def event_words(self, languages: Sequence[str]) -> EventWords:
        return self._templates.event_words(languages)

    def wording(self, language: str) -> Wording:
        return self._templates.wording(language)

    def wordings(self) -> tuple[Wording, ...]:
        return self._templates.wordings()

    def document(self, minutes: Draft, series: Series) -> str:
        return self._templates.document(minutes, series)


class ChairsHouse(House):
    """A house with real words, and what a chair does in it."""

    def __init__(self) -> None:
        self.words = RealWords()
        super().__init__(renderer=self.words)
        self.renderer = self.words

    @classmethod
    def reviewed(cls, agenda: Agenda) -> "ChairsHouse":
        """Return one in which the draft, with one report, is with those who may approve it."""
        house = cls()
        house.invited(agenda)
        house.receive(house.reply_to("matthias@example.org", REPORT))
        house.draft(MEETING_ID)
        return house

    def quoted(self, address: str, kind: MailKind = MailKind.DRAFT) -> str:
        """Return the newest mail of a kind to an address, quoted."""
        return quoted(self.mails_to(address, kind)[-1].text)

    def edit(
        self,
        *changes: tuple[str, str],
        who: str = CHAIR,
        kind: MailKind = MailKind.DRAFT,
        said: str = "",
        author: Address | None = None,
        authors: tuple[Address, ...] = (),
        recipients: tuple[str, ...] = (),
        number: int = 1,
    ) -> InboundRecord:
        """Let somebody answer a mail with words changed in its minutes, below something said; see `edited`."""
        head, minutes = self._parted(self.quoted(who, kind))
        reply = self.reply_to(who, f"{said}\n\n{head}{edited(*changes, quote=minutes)}".lstrip("\n"), kind=kind, author=author)
        message = _changed(reply, authors, recipients, number)
        return self.receive(message)

    @staticmethod
    def _parted(quote: str) -> tuple[str, str]:
        """Part a quote before the minutes in it: a redline tells changed words above them as well."""
        head, ruler, minutes = quote.partition(f"> {'-' * 72}\n")
        return head + ruler, minutes

    def approve(self) -> InboundRecord:
        """Let the chair approve the draft."""
        return self.receive(self.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))

    def publish_now(self) -> None:
        """Let the draft be approved and go out."""
        self.approve()
        self.clock.forward(minutes=11)
        self.release_due()

    def current(self) -> Draft:
        """Return the newest revision."""
        with self.begin() as uow:
            found = uow.minutes.find_current(MEETING_ID)
        assert found
        return found

    def revision(self, number: int) -> Draft:
        """Return a revision."""
        with self.begin() as uow:
            found = uow.minutes.find_revision(MEETING_ID, number)
        assert found
        return found

    def meeting(self) -> Meeting:
        """Return the meeting."""
        with self.begin() as uow:
            return uow.meetings.get(MEETING_ID)

    def redline(self) -> RedlineContext:
        """Return what the newest redline was to say."""
        context = self.renderer.last(MailKind.REDLINE)
        assert isinstance(context, RedlineContext)
        return context

    def published(self) -> list[str]:
        """Return to whom minutes are owed."""
        return sorted(entry.recipient.email for entry in self.entries() if entry.kind is MailKind.MINUTES)


def _changed(message: InboundMessage, authors: tuple[Address, ...], recipients: tuple[str, ...], number: int) -> InboundMessage:
    return replace(
        message,
        authors=authors or message.authors,
        recipients=recipients or message.recipients,
        to=recipients or message.to,
        message_id=message.message_id if number == 1 else message.message_id.replace("@", f".{number}@"),
    )
