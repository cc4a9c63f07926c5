"""The storage forgets an address: gone from all that can do without it, by another name where it cannot; no other is touched."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.erasing import Erased
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import DeliveryState, InboundState
from mailflow.domain.message import Address, MailKind, OutboundId
from mailflow.domain.records import AuditEntry, Invitation
from tests.builders import NOW, a_raw_message, a_series, an_agenda, an_inbound_outcome, an_outbox_entry
from tests.contract.conftest import Storage

MATTHIAS = "matthias@example.org"
NAME = "forgotten-0123456789abcdef"
LATER = NOW + timedelta(hours=1)
SENT, WAITING, OTHER = OutboundId("aaaaaaaaaaaa"), OutboundId("bbbbbbbbbbbb"), OutboundId("cccccccccccc")


def fill(storage: Storage) -> None:
    """Store a speaker who reads the minutes, has an alias, was invited, has mail sent and waiting, wrote to us, and is in the trail."""
    with storage.begin() as uow:
        series = a_series(subscribers=(MATTHIAS, "reader@example.org"), id=None)
        meeting_id = uow.meetings.add(an_agenda(series=series), now=NOW)
        person = next(one for one in uow.meetings.get(meeting_id).speakers if one.email == MATTHIAS)
        assert person.id is not None
        (inbound_id,) = uow.inbound.store([a_raw_message(b"From: matthias@example.org\r\n\r\nhello")])
        uow.inbound.record(inbound_id, an_inbound_outcome(InboundState.DONE), at=NOW)
        uow.meetings.learn_alias(person.id, "mf@example.net", now=NOW, inbound_id=inbound_id)
        uow.invitations.add(Invitation(meeting_id, person.id, MATTHIAS, "uid-1", 0, NOW))
        for outbound_id, state in ((SENT, DeliveryState.SENT), (WAITING, DeliveryState.QUEUED)):
            to = Address("Matthias@Example.org", "Matthias")
            purpose = f"minutes:{outbound_id}:{MATTHIAS}"
            entry = an_outbox_entry(MailKind.MINUTES, id=outbound_id, purpose=purpose, recipient=to, state=state, person_id=None)
            uow.outbox.add(entry, b"To: matthias@example.org %s" % outbound_id.encode())
        other = an_outbox_entry(MailKind.MINUTES, id=OTHER, recipient=Address("reader@example.org"), person_id=None)
        uow.outbox.add(other, b"To: reader@example.org")
        for detail in (f"to {MATTHIAS}, as asked", "x-matthias@example.org; matthias@example.org.uk"):
            uow.audit.add(AuditEntry(NOW, "Matthias Fuessling <MATTHIAS@example.org>", "subscribed", "series escape-tc", detail))
        uow.audit.add(AuditEntry(NOW, "mailflow", "published", "meeting 1", "to 2 addresses"))
        uow.commit()


@pytest.fixture
def forgotten(storage: Storage) -> Erased:
    """Fill the storage, and forget the speaker's address."""
    fill(storage)
    with storage.begin() as uow:
        erased = uow.erasure.forget("matthias@EXAMPLE.org", NAME, now=LATER)
        uow.commit()
    return erased


def test_tells_where_the_address_stood(forgotten: Erased) -> None:
    """What is kept of it is counted as well."""
    assert forgotten == Erased(subscriptions=1, people=1, invitations=1, mails=2, bounces=0, audited=2, received=1)


def test_the_address_is_on_no_list_and_nobodys(storage: Storage, forgotten: Erased) -> None:
    """The person stays, by name, as the agenda and the minutes have them."""
    del forgotten
    with storage.begin() as uow:
        meeting_id = uow.meetings.summaries()[0].id
        assert uow.meetings.series_of(meeting_id).subscribers == ("reader@example.org",)
        assert not uow.meetings.knows(MATTHIAS)
        person = next(one for one in uow.meetings.get(meeting_id).speakers if one.name == "Matthias Fuessling")
        assert (person.email, person.aliases) == (None, ("mf@example.net",))
        (invitation,) = uow.invitations.of_meeting(meeting_id)
        assert invitation.address == NAME


def test_its_mails_are_gone_and_what_waited_is_not_sent(storage: Storage, forgotten: Erased) -> None:
    """That there were mails stays known, not to whom nor what they said."""
    del forgotten
    with storage.begin() as uow:
        entries = {entry.id: entry for entry in uow.outbox.entries()}
        for outbound_id, state in ((SENT, DeliveryState.SENT), (WAITING, DeliveryState.WITHDRAWN)):
            entry = entries[outbound_id]
            assert (entry.recipient, entry.state) == (Address(NAME), state)
            assert MATTHIAS not in entry.purpose
            assert b"matthias" not in uow.outbox.content(outbound_id)
        assert entries[OTHER].recipient.email == "reader@example.org"
        assert uow.outbox.content(OTHER) == b"To: reader@example.org"
        assert WAITING not in uow.outbox.due(LATER + timedelta(days=9), 10)


def test_the_trail_names_it_no_more(storage: Storage, forgotten: Erased) -> None:
    """Another name stands in its place; addresses that only hold it are others."""
    del forgotten
    with storage.begin() as uow:
        first, second, third = uow.audit.entries()
    assert (first.actor, first.detail) == (f"Matthias Fuessling <{NAME}>", f"to {NAME}, as asked")
    assert second.detail == "x-matthias@example.org; matthias@example.org.uk"
    assert third.detail == "to 2 addresses"


def test_the_trail_is_guarded_as_before(storage: Storage, forgotten: Erased) -> None:
    """Entries can be added, and forgetting works a second time, with nothing left to do."""
    del forgotten
    with storage.begin() as uow:
        uow.audit.add(AuditEntry(LATER, "command line", "forgotten", NAME))
        assert uow.erasure.forget(MATTHIAS, NAME, now=LATER) == Erased(received=1)
        uow.commit()


def test_what_reached_us_stays(storage: Storage, forgotten: Erased) -> None:
    """The minutes rest on it."""
    del forgotten
    with storage.begin() as uow:
        (record,) = uow.inbound.records()
        assert record.author.email == MATTHIAS
        assert uow.inbound.raw(record.id) == b"From: matthias@example.org\r\n\r\nhello"


def test_what_is_not_committed_is_not_forgotten(storage: Storage) -> None:
    """The guard of the trail comes back with the rest."""
    fill(storage)
    with storage.begin() as uow:
        uow.erasure.forget(MATTHIAS, NAME, now=LATER)
    with storage.begin() as uow:
        assert uow.meetings.knows(MATTHIAS)
        assert uow.audit.entries()[0].detail == f"to {MATTHIAS}, as asked"
        with pytest.raises(NotFoundError):
            uow.subscribers.remove(uow.subscribers.get_series_id("escape-tc"), NAME)


def test_marks_of_forgotten_addresses_are_kept_once(storage: Storage) -> None:
    """By them, what is published later is still masked."""
    with storage.begin() as uow:
        for mark in ("21:bb", "18:aa", "21:bb"):
            uow.erasure.add_mark(mark)
        uow.commit()
    with storage.begin() as uow:
        assert uow.erasure.marks() == ("18:aa", "21:bb")


def test_what_we_note_of_messages_names_it_no_more(storage: Storage) -> None:
    """A delivery report, a doubt about an answer: the message stays, and our own words for it are ours to change."""
    evidence = (Evidence("failure", f"hard: {MATTHIAS} (5.1.1)", 0.0), Evidence("author", "its author is x-matthias@example.org", 0.5))
    with storage.begin() as uow:
        for inbound_id in uow.inbound.store([a_raw_message(b"From: daemon@example.net\r\n\r\n")]):
            outcome = replace(an_inbound_outcome(reason=f"hard: {MATTHIAS.title()}", meeting_id=None), evidence=evidence)
            uow.inbound.record(inbound_id, outcome, at=NOW)
        assert uow.erasure.forget(MATTHIAS, NAME, now=LATER).noted == 1
        uow.commit()
    with storage.begin() as uow:
        (record,) = uow.inbound.records()
    assert record.reason == f"hard: {NAME}"
    assert [one.detail for one in record.evidence] == [f"hard: {NAME} (5.1.1)", "its author is x-matthias@example.org"]
