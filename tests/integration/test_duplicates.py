"""The same mail twice, by two routes, as octets: one is filed and the other linked, in whichever order and however many read at once."""

import re
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.envelope import on_top
from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, MailKind, RawMessage, uid_of
from mailflow.domain.records import InboundRecord
from mailflow.services.accept import Accept
from tests.builders import NOW, a_raw_message
from tests.fakes import Formats, House

BOUND_S = 60
SPEAKER = "kay@example.org"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Give a house on the database, with the real readers, and everybody invited."""
    engine: Engine = open_engine(database_url)
    upgrade(engine)
    made = House(
        lambda: SqlAlchemyUnitOfWork(engine), formats=Formats(EmailCodec(), IcalendarCodec(), TrustedServerAuthenticator("mx.example.org"))
    )
    made.invited()
    yield made
    engine.dispose()


def a_reply(house: House, text: str = "All is well.", *, message_id: str = "Message-ID: <1@mail.example.org>\r\n") -> bytes:
    """Return a report as its author's client sent it."""
    with house.begin() as uow:
        (asked,) = (entry for entry in uow.outbox.entries() if entry.recipient.email == SPEAKER)
    address = house.post.reply_address(asked.id, MailKind.INVITATION)
    return f"{message_id}From: Kay <{SPEAKER}>\r\nTo: {address}\r\nSubject: Re: agenda\r\n\r\n{text}\r\n".encode()


def by_imap(house: House, mail: bytes, *, uid: int = 1) -> InboundId:
    """Let a mail come through the mailbox, with the trace of its route."""
    with house.begin() as uow:
        (stored,) = uow.inbound.store([a_raw_message(b"Received: by imap.example.org; x\r\n" + mail, uid=uid)])
        uow.commit()
    return stored


def by_lmtp(house: House, mail: bytes, trace: bytes = b"Received: by mx.example.org; y\r\n") -> InboundId:
    """Let a mail be delivered by an MTA, with the trace of its route."""
    content = on_top(trace + mail, sender=SPEAKER, recipients=("minutes@example.org",))
    (stored,) = Accept(house.begin, house.doorbell)(RawMessage(content, "lmtp", 0, uid_of(trace + mail), NOW))
    return stored


def read(house: House, ids: Sequence[InboundId]) -> list[InboundRecord]:
    """Let each message be read by a worker of its own, all at the same moment, and return what became of them."""
    house.ingest.claim(ids)
    ready = threading.Barrier(len(ids))

    def work(inbound_id: InboundId) -> None:
        ready.wait(BOUND_S)
        house.ingest(inbound_id)

    workers = [threading.Thread(target=work, args=(inbound_id,), daemon=True) for inbound_id in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(BOUND_S)
    with house.begin() as uow:
        return [uow.inbound.get(inbound_id) for inbound_id in ids]


def test_same_mail_by_two_routes_is_filed_once(house: House) -> None:
    """Its trace differs, what it says does not: one is the copy, and names the other."""
    mail = a_reply(house)
    records = read(house, [by_imap(house, mail), by_lmtp(house, mail), by_imap(house, mail, uid=2)])
    (original,) = (record for record in records if record.state is InboundState.DONE)
    copies = [record for record in records if record is not original]
    assert {(copy.state, copy.copy_of, copy.reason) for copy in copies} == {
        (InboundState.IGNORED, original.id, f"a copy of message {original.id}")
    }


def test_same_id_with_other_words_is_kept_and_flagged(house: House) -> None:
    """Both are filed: anybody can send a Message-ID ahead; the second says which message it shares it with."""
    first, second = by_imap(house, a_reply(house)), by_lmtp(house, a_reply(house, "All is bad."))
    records = [*read(house, [first]), *read(house, [second])]
    assert [(record.state, record.copy_of) for record in records] == [(InboundState.DONE, None)] * 2
    assert [evidence.signal for evidence in records[0].evidence].count("message id") == 0
    (flag,) = (evidence for evidence in records[1].evidence if evidence.signal == "message id")
    assert flag.detail == f"message {first} has the same Message-ID, and says something else"


def test_report_and_what_forgers_make_of_it_at_once(house: House) -> None:
    """Of twenty forged copies and two honest ones, each in the hands of a worker of its own, one is filed, and it is an honest one."""
    mail = a_reply(house)
    forged = re.sub(rb"To: [^\r]+", b"Auto-Submitted: auto-replied\r\nTo: kim@example.org", mail)
    ids = [by_imap(house, forged, uid=uid) for uid in range(1, 11)]
    honest = [by_imap(house, mail, uid=99), by_lmtp(house, mail)]
    ids += [by_imap(house, forged, uid=uid) for uid in range(11, 21)]
    records = read(house, [*ids[:10], *honest, *ids[10:]])
    (filed,) = (record for record in records if record.state is InboundState.DONE)
    assert filed.id in honest
    assert [record.state for record in records].count(InboundState.IGNORED) == 21


def in_both_forms(plain: bytes, html: str) -> bytes:
    """Return a reply whose plain text is the same stub whatever its HTML says, with a file."""
    forms = ("Content-Type: text/plain\r\n\r\nPlease see the HTML part.", f"Content-Type: text/html\r\n\r\n<p>{html}</p>")
    words = "".join(f"--b2\r\n{form}\r\n" for form in forms)
    parts = (
        f"Content-Type: multipart/alternative; boundary=b2\r\n\r\n{words}--b2--",
        "Content-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n3,4",
    )
    body = "".join(f"--b1\r\n{part}\r\n" for part in parts)
    header = plain.partition(b"\r\n\r\n")[0]
    return header + f"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n{body}--b1--\r\n".encode()


def test_forged_html_beside_the_same_plain_text_swallows_nothing(house: House) -> None:
    """What is read is the HTML: each is filed; and the honest mail by a second route is its copy."""
    forged, honest = (in_both_forms(a_reply(house), html) for html in ("It is cancelled.", "Twelve lines are deployed in the sea."))
    records = [*read(house, [by_lmtp(house, forged)]), *read(house, [by_lmtp(house, honest)])]
    assert [(record.state, record.copy_of) for record in records] == [(InboundState.DONE, None)] * 2
    (copy,) = read(house, [by_imap(house, b"X-Spam-Status: No\r\n" + honest)])
    assert (copy.state, copy.copy_of) == (InboundState.IGNORED, records[1].id)


@pytest.mark.parametrize("date", [b"", b"Date: Mon, 1 Mar 2021 12:00:00 +0000\r\n"], ids=["no date", "date"])
def test_mail_without_an_id_is_known_by_what_it_says(house: House, date: bytes) -> None:
    """By two routes, all at once and one more later, it is filed once."""
    mail = date + a_reply(house, message_id="")
    same = [by_imap(house, mail), by_imap(house, mail, uid=2), by_lmtp(house, mail)]
    assert sorted(record.state for record in read(house, same)) == [InboundState.DONE, InboundState.IGNORED, InboundState.IGNORED]
    (again,) = read(house, [by_lmtp(house, mail, b"Received: by relay.example.org; z\r\nReceived: by mx.example.org; y\r\n")])
    assert (again.state, again.copy_of is None) == (InboundState.IGNORED, False)


def test_same_words_without_an_id_on_another_day_are_no_copy(house: House) -> None:
    """By their Date, or where there is none by when they came; nor if they are addressed to somebody else as well."""
    mail = a_reply(house, message_id="")
    dated = [f"Date: Mon, {day} Mar 2021 12:00:00 +0000\r\n".encode() + mail for day in (1, 2)]
    ids = [by_imap(house, other, uid=uid) for uid, other in enumerate([*dated, mail, b"Cc: kim@example.org\r\n" + mail], 1)]
    with house.begin() as uow:
        ids += uow.inbound.store([a_raw_message(b"Received: z\r\n" + mail, uid=9, received_at=NOW + timedelta(days=1))])
        uow.commit()
    assert [read(house, [inbound_id])[0].state for inbound_id in ids] == [InboundState.DONE] * 5


def test_delivery_in_two_envelopes_is_one_report(house: House) -> None:
    """Two deliveries of one mail at once, as to two recipients: stored apart, filed once."""
    mail = a_reply(house)
    accept = Accept(house.begin, house.doorbell)
    raws = [
        RawMessage(on_top(mail, sender=SPEAKER, recipients=(name,)), "lmtp", 0, uid_of(mail), NOW)
        for name in ("minutes@example.org", "minutes+x@example.org")
    ]
    ids = [inbound_id for raw in [*raws, *raws] for inbound_id in accept(raw)]
    assert len(ids) == 2
    assert sorted(record.state for record in read(house, ids)) == [InboundState.DONE, InboundState.IGNORED]


def test_delivery_that_comes_six_times_at_once_is_one_message(house: House) -> None:
    """An MTA with more than one connection to us, and little patience."""
    mail = a_reply(house)
    raw = RawMessage(on_top(mail, sender=SPEAKER, recipients=("minutes@example.org",)), "lmtp", 0, uid_of(mail), NOW)
    accept, ready, stored = Accept(house.begin, house.doorbell), threading.Barrier(6), []

    def deliver() -> None:
        ready.wait(BOUND_S)
        stored.append(accept(raw))

    clients = [threading.Thread(target=deliver, daemon=True) for _ in range(6)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(BOUND_S)
    assert sorted(map(len, stored)) == [0, 0, 0, 0, 0, 1]
    assert len(house.records()) == 1
