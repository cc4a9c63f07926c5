"""Mails to many that are owed: composed once for a model of a reader, and of each reader only what is their own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from mailflow.domain import reply_address
from mailflow.domain.agenda import Series
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.mailing import MailingList
from mailflow.domain.mailout import Personal
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import Address, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of many: the address, for which purpose it gets the mail (unique), and the mail of ours that it follows, if it got one."""

    address: str
    purpose: str
    earlier_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Circular:
    """What many get: `context` says it to an address that has a page by which to leave; `thread` is what all of them follow.

    `archive_url` is where all of the series is shown, `archived_at` where this is; both empty where they are not.
    """

    series: Series
    minutes_id: MinutesId
    context: Callable[[Address, str], MailContext]
    thread: tuple[str, ...] = ()
    is_text_only: bool = False
    archive_url: str = ""
    archived_at: str = ""


class Circulars:
    """Posts circulars in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def post(self, uow: UnitOfWork, circular: Circular, recipients: Iterable[Recipient]) -> tuple[OutboundId, ...]:
        """Put a mail to each into the outbox, and return those that are new; one whose address cannot be written to is audited."""
        first, later = _by_thread(recipients)
        return (*self._post_in_one_form(uow, circular, first), *self._post_in_one_form(uow, circular, later))

    def _post_in_one_form(self, uow: UnitOfWork, circular: Circular, recipients: tuple[Recipient, ...]) -> tuple[OutboundId, ...]:
        if not recipients:
            return ()
        model_id = self._post.new_id()
        host = self._post.office.host
        model = Recipient(f"reader.{model_id}@{host}", "", f"<earlier.{model_id}@{host}>" if recipients[0].earlier_message_id else "")
        listing = self._post.listing(model_id, circular.series)
        form, owed = self._post.form(_letter(circular, model_id, model, listing), self._values(model_id, model, listing))
        mails = tuple(self._mails(uow, circular, recipients, owed.subject))
        return uow.mailouts.add_all(form, mails)

    def _mails(self, uow: UnitOfWork, circular: Circular, recipients: Iterable[Recipient], subject: str) -> Iterator[Personal]:
        for recipient in recipients:
            outbound_id = self._post.new_id()
            listing = self._post.listing(outbound_id, circular.series)
            try:
                values = self._values(outbound_id, recipient, listing)
            except MalformedMessage as error:
                detail = f"minutes to {recipient.address}: {error.reason}"
                uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "not sent", recipient.purpose, detail))
                continue
            letter = _letter(circular, outbound_id, recipient, listing)
            yield Personal(self._post.entry(letter, subject), values)

    def _values(self, outbound_id: OutboundId, recipient: Recipient, listing: MailingList) -> dict[str, str]:
        """Return what is a recipient's own, by the name of the gap in which it stands."""
        values = {
            "to": self._post.mailbox(recipient.address),
            "message_id": self._post.message_id(outbound_id),
            "mark": reply_address.own_mark(outbound_id, key=self._post.office.key),
            "leave": listing.leave_address,
        }
        if listing.leave_url:
            values["leave_url"] = listing.leave_url
        if recipient.earlier_message_id:
            values["earlier"] = recipient.earlier_message_id
        return values


def _letter(circular: Circular, outbound_id: OutboundId, recipient: Recipient, listing: MailingList) -> Letter:
    earlier = (recipient.earlier_message_id,) if recipient.earlier_message_id else ()
    return Letter(
        id=outbound_id,
        purpose=recipient.purpose,
        context=circular.context(Address(recipient.address), listing.leave_url),
        minutes_id=circular.minutes_id,
        references=(*earlier, *circular.thread),
        listing=replace(listing, archive_url=circular.archive_url, archived_at=circular.archived_at),
        is_text_only=circular.is_text_only,
    )


def _by_thread(recipients: Iterable[Recipient]) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Tell those who got nothing before from those whose mail follows another: their header has a field more."""
    known = tuple(recipients)
    first = tuple(recipient for recipient in known if not recipient.earlier_message_id)
    return first, tuple(recipient for recipient in known if recipient.earlier_message_id)
