"""Ten thousand damaged messages through the whole intake: none raises, each ends in a state with a reason, none takes long.

honest mails (ours, bounces, answers with a valid token) -> mutator -> stored -> read, classed, matched, filed

All of them go through the use cases with the real readers of mail, calendars and verdicts on a storage in memory; some of them once
more through the database, whose own opinion of odd letters counts as well.
"""

import email
import email.message
import email.policy
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.floods import FloodLimits
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.records import InboundRecord
from mailflow.services.floodgate import Floodgate
from mailflow.services.ports.storage import UnitOfWorkFactory
from tests.builders import a_raw_message, an_agenda
from tests.fakes import Formats, House
from tests.mutator import MUTATIONS, mutated

pytestmark = pytest.mark.integration

COUNT = int(os.environ.get("MAILFLOW_MUTATIONS", "1000"))  # ten thousand and more before a release
SOME = 500
SEED = int(os.environ.get("MAILFLOW_MUTATOR_SEED", "20261128"))
BATCH = 50
P99_S = 1.0
CPU_S = 0.024 * COUNT  # generous: four times what an idle core takes
ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "data" / "mail", ROOT.parent / "shared" / "data" / "bounces")


def a_house(begin: UnitOfWorkFactory | None = None) -> House:
    """Return a house with the real formats and a meeting whose draft is with the chair; no flood is held back."""
    house = House(begin, formats=Formats(EmailCodec(), IcalendarCodec(), TrustedServerAuthenticator("mx.example.org")))
    limits = FloodLimits(0, 0, 0)
    house.floodgate = Floodgate(house.begin, house.post.office, codec=house.formats.codec, clock=house.clock, limits=limits)
    house.reborn()
    house.drafted(an_agenda())
    return house


def answers(house: House) -> Iterator[bytes]:
    """Yield answers to all mails that are owed, each with its token, and the mails; the ids of one house are those of any other."""
    with house.begin() as uow:
        owed = [(entry, uow.outbox.content(entry.id)) for entry in uow.outbox.entries()]
    for entry, content in owed:
        asked = email.message_from_bytes(content, policy=email.policy.default)
        for text in ("All is well.\n", "approve\n", f"Progress:\n\n* one\n* two\n\n> {asked['Subject']}\n", ""):
            answer = email.message.EmailMessage()
            answer["Authentication-Results"] = "mx.example.org; dmarc=pass header.from=example.org"
            answer["From"] = entry.recipient.email
            answer["To"] = str(asked["Reply-To"])
            answer["Subject"] = f"Re: {asked['Subject']}"
            answer["Message-ID"] = f"<{entry.id}.{len(text)}@example.org>"
            answer["In-Reply-To"] = entry.message_id
            answer.set_content(text)
            answer.add_alternative(f"<p>{text}</p>", subtype="html")
            answer.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="slides.pdf")
            yield answer.as_bytes()
            del answer["Content-Type"]
            answer.set_content(text)
            yield answer.as_bytes()
        yield content


def damaged(count: int) -> Iterator[bytes]:
    """Yield damaged mails; folders of honest ones that are not there are passed over."""
    files = [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.iterdir()) if path.is_file()]
    honest = [*answers(a_house()), *(path.read_bytes() for path in files)]
    return mutated(honest, count=count, seed=SEED)


def read(house: House, mails: list[bytes]) -> Iterator[float]:
    """Let messages come and be read as the workers do, and yield how long each took, in seconds of processor time."""
    with house.begin() as uow:
        first = len(uow.inbound.records())
        ids = uow.inbound.store([a_raw_message(content, uid=first + number) for number, content in enumerate(mails)])
        uow.commit()
    for inbound_id in house.ingest.claim(ids):
        started = time.process_time()
        try:
            house.ingest(inbound_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the mail that raised it is shown
            (number,) = (place for place, found in enumerate(ids) if found == inbound_id)
            pytest.fail(f"seed {SEED}: {type(error).__name__}: {error}\n{mails[number][:2000]!r}")
        yield time.process_time() - started


def check(records: list[InboundRecord]) -> Counter[str]:
    """Return how many messages are in which state; each has a reason, and nothing that a database could not keep."""
    for record in records:
        assert record.state not in {InboundState.RECEIVED, InboundState.FAILED}, record
        assert record.reason
        shown = (record.text, record.omitted, record.subject, record.author.email, record.author.name, record.message_id, record.reason)
        assert "\x00" not in "".join(shown)
        "".join(shown).encode()  # a lone surrogate would raise
    return Counter(record.state.value for record in records)


def test_no_damaged_message_stops_the_intake() -> None:
    """The seed is printed; MAILFLOW_MUTATOR_SEED sets another."""
    began_at, mails = time.process_time(), damaged(COUNT)
    times: list[float] = []
    states: Counter[str] = Counter()
    while batch := list(islice(mails, BATCH)):
        house = a_house()  # the storage in memory copies all its rows at each transaction
        times += read(house, batch)
        states += check(list(house.records()))
    total_s, p99_s = time.process_time() - began_at, sorted(times)[len(times) * 99 // 100]
    figures = f"p50 {sorted(times)[COUNT // 2] * 1000:.1f} ms, p99 {p99_s * 1000:.0f} ms, max {max(times) * 1000:.0f} ms"
    sys.stdout.write(f"seed {SEED}: {figures}, in all {total_s:.0f} s of processor time; {dict(states)}\n")
    assert len(times) == sum(states.values()) == COUNT
    assert {"done", "triage", "ignored", "rejected"} <= states.keys()
    assert p99_s < P99_S
    assert total_s < CPU_S


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a migrated, empty database."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_database_keeps_what_is_read_of_damaged_messages(engine: Engine) -> None:
    """Whatever letters are in it: SQLite and PostgreSQL refuse different ones."""
    house = a_house(lambda: SqlAlchemyUnitOfWork(engine))
    mails = list(damaged(SOME))
    for start in range(0, SOME, BATCH):
        list(read(house, mails[start : start + BATCH]))
    assert sum(check(list(house.records())).values()) == SOME


def test_mutator_repeats_itself() -> None:
    """What a seed has found can be found again; and every mutation changes something."""
    mails = [b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nOne.\r\n--x--", b"Subject: y\n\ntwo\n"]
    assert list(mutated(mails, count=200, seed=1)) == list(mutated(mails, count=200, seed=1))
    assert list(mutated(mails, count=200, seed=1)) != list(mutated(mails, count=200, seed=2))
    assert len(set(mutated(mails, count=len(MUTATIONS) * 20, seed=3))) > len(MUTATIONS) * 10
