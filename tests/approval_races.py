"""The chair's desk in a rush: many mails about the minutes of one meeting, read by several workers at once, while the clock moves on.

A race is drawn by its seed; who comes first is not. Its people answer the newest mail that they have at that moment, or one from before
the race. Octets, templates and authentication are the real ones; `flaws` says what must not be so when all is settled.
"""

import itertools
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.engine import Engine

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.adapters.sending_journal import DatabaseJournal
from mailflow.domain.agenda import Agenda, MeetingId
from mailflow.domain.errors import IllegalTransition
from mailflow.domain.floods import FloodLimits
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.message import InboundId, MailKind, OutboxEntry
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.records import AuditEntry
from mailflow.services.floodgate import Floodgate
from mailflow.services.ingest import Ingest
from tests.builders import a_raw_message, a_series, a_speaker, an_agenda
from tests.emulation.clients import CLIENTS
from tests.emulation.model import Edit, open_draft
from tests.fakes import FakeBulkTransport, FakeTransport, Formats, House

WORKERS = 8
BOUND_S = 120
MEETING = MeetingId(1)
IAN, DORA, MAX = "ian.bird@example.org", "dora@example.org", "max@example.org"
MATTHIAS, MALLORY = "matthias@example.org", "mallory@evil.example"
READERS = ("reader@example.org", "second@example.org", "third@example.org")
_PASS = "Authentication-Results: mx.example.org; dmarc=pass header.from={}"
_FAIL = "Authentication-Results: mx.example.org; dmarc=fail header.from={}"
_WITH_MINUTES = (MailKind.DRAFT, MailKind.REDLINE)
_PROGRAMS = tuple(CLIENTS[number] for number in range(0, len(CLIENTS), 3))
_WEIGHTS = {
    "approve": 36,
    "approve what was there before": 6,
    "copy": 9,
    "edit": 7,
    "instruct": 6,
    "edit and approve": 5,
    "stop": 8,
    "note": 5,
    "report": 2,
    "forge": 6,
    "pass on": 12,
}


Job = Callable[[Ingest], None]
"""What somebody does, with the worker that reads what comes of it."""


@dataclass
class Race:
    """One race on an empty, migrated database; `errors` are what escaped, `ended` is how it went."""

    engine: Engine
    seed: int
    count: int
    errors: list[str] = field(default_factory=list)
    ids: list[InboundId] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Send the first draft out."""
        self._dice = random.Random(self.seed)  # noqa: S311 - a test draws the same again
        authenticator = TrustedServerAuthenticator("mx.example.org")
        formats = Formats(EmailCodec(), IcalendarCodec(), authenticator)
        self.house = House(lambda: SqlAlchemyUnitOfWork(self.engine), formats=formats, renderer=TemplateRenderer())
        _without_limits(self.house)
        self._uids, self._sent = itertools.count(1), list[bytes]()
        self.house.invited(self._agenda())
        self._before = None
        self._come(self.house.ingest, self._answer(self._newest(MATTHIAS, MailKind.INVITATION), "All telescopes observe.\n\n- one\n- two"))
        self.house.draft(MEETING)
        self._before = self._newest(IAN, *_WITH_MINUTES)
        if self._dice.random() < 0.5:  # half of them begin when the first revision is about to go out
            self._come(self.house.ingest, self._answer(self._before, "approve"))

    def _agenda(self) -> Agenda:
        hold = timedelta(minutes=self._dice.choice((0, 10, 10, 10)))
        deputies = (a_speaker("Dora Deputy", email=DORA, id=None), a_speaker("Max Deputy", email=MAX, id=None))
        series = a_series(deputies=deputies, subscribers=READERS, approval_hold=hold, id=None)
        return an_agenda(series=replace(series, publishes_edits=self._dice.random() < 0.3))

    def run(self) -> "Race":
        """Let everything come at once, then let time pass until nothing waits; what escapes is kept in `errors`.

        In the end all approve what is open, at once; and once more, as what came since the last draft makes another.
        """
        began_at = time.monotonic()
        self._at_once(self._drawn())
        self.rest()
        for _ in range(2):
            self._at_once(iter([self._finale(who) for who in (IAN, IAN, DORA, MAX, IAN)]))
            self.rest()
        self.seconds = time.monotonic() - began_at
        return self

    def _at_once(self, jobs: Iterator[Job]) -> None:
        """Let the workers do all jobs, each the next one when it is done with its last."""
        ready, lock = threading.Barrier(WORKERS), threading.Lock()

        def work(ingest: Ingest) -> None:
            ready.wait(timeout=BOUND_S)
            while True:
                with lock:
                    job = next(jobs, None)
                if job is None:
                    return
                try:
                    job(ingest)
                except Exception as error:  # noqa: BLE001 - all that escapes is a flaw
                    self.errors.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=work, args=(self.house.reborn(),), daemon=True) for _ in range(WORKERS)]
        until = time.monotonic() + BOUND_S
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            raise TimeoutError(f"race {self.seed}: a worker hangs after {BOUND_S} s; {self.errors}")

    def _finale(self, who: str) -> Job:
        return lambda ingest: self._come(ingest, self._answer(self._newest(who, *_WITH_MINUTES), "approve"))

    def rest(self) -> None:
        """Let an hour pass in steps, everything that waits being read and released."""
        for _ in range(4):
            self.house.clock.forward(minutes=15)
            self.house.read_waiting()
            self.house.release_due()

    def _drawn(self) -> Iterator[Job]:
        """Return what happens, in the order in which it begins; a turn of the clock comes beside the messages that are counted."""
        kinds: list[str] = []
        while sum(kind != "pass on" for kind in kinds) < self.count:
            kinds += self._dice.choices([*_WEIGHTS], [*_WEIGHTS.values()])
        return iter([self._job(kind, number, random.Random(f"{self.seed}.{number}")) for number, kind in enumerate(kinds)])  # noqa: S311

    def _job(self, kind: str, number: int, dice: random.Random) -> Job:
        who = dice.choice((IAN, IAN, DORA, MAX))

        def job(ingest: Ingest) -> None:
            if kind == "pass on":
                self._pass_on(ingest, dice)
                return
            content = self._written(kind, who, number, dice)
            self._sent.append(content)
            self._come(ingest, content)

        return job

    def _pass_on(self, ingest: Ingest, dice: random.Random) -> None:
        """Let time pass, at times so much that a hold is over, and the leases of those who read are; do what is due."""
        self.house.clock.forward(seconds=dice.choice((20, 60, 120, 660)))
        for claimed in ingest.claim(self.house.sweep().to_ingest):
            ingest(claimed)
        self.house.release_due()
        if dice.random() < 0.2:
            try:
                self.house.draft(MEETING)
            except IllegalTransition:  # it is approved or out: whoever is at the shell is told so
                return

    def _come(self, ingest: Ingest, content: bytes) -> None:
        """Let a message be recorded, and read as a worker does."""
        with self.house.begin() as uow:
            stored = uow.inbound.store([a_raw_message(content, uid=next(self._uids), received_at=self.house.clock.now())])
            uow.commit()
        self.ids += stored
        for claimed in ingest.claim(stored):
            ingest(claimed)

    def _written(self, kind: str, who: str, number: int, dice: random.Random) -> bytes:
        """Return the octets of a message."""
        phrase = dice.choice(("approve", "OK", "Approved, thanks!", "looks good, publish"))
        if kind == "copy" and self._sent:
            return b"Received: by another hop\r\n" + dice.choice(self._sent[-10:])
        if kind == "forge":
            return self._forged(who, phrase, dice)
        if kind in {"edit", "edit and approve"}:
            return self._edited(who, number, dice, phrase if kind == "edit and approve" else "")
        words = {
            "stop": "stop",
            "note": f"CTA\nIan: remark{number} was made\n\nEGO\nDora: so was remark{number}",
            "report": f"All telescopes observe, as of {number}.",
            "instruct": f"3.2: Ian: remark{number} to be kept",
        }
        return self._answer(self._answered_by(kind, who), words.get(kind, phrase))

    def _answered_by(self, kind: str, who: str) -> OutboxEntry:
        if kind == "approve what was there before" and self._before is not None:
            return self._before
        if kind == "report":
            return self._newest(MATTHIAS, MailKind.INVITATION)
        receipt = self._find(who, MailKind.APPROVAL_RECEIPT) if kind == "stop" else None
        return receipt or self._newest(who, *_WITH_MINUTES)

    def _forged(self, who: str, phrase: str, dice: random.Random) -> bytes:
        draft = self._newest(who, *_WITH_MINUTES)
        if dice.random() < 0.5:
            return self._answer(draft, phrase, author=MALLORY)
        return self._answer(draft, phrase, word=_FAIL)

    def _edited(self, who: str, number: int, dice: random.Random, phrase: str) -> bytes:
        """Return a reply with a remark below an item, made in the quoted minutes by some program."""
        with self.house.begin() as uow:
            draft = uow.outbox.content(self._newest(who, *_WITH_MINUTES).id)
        lines = [line for line in open_draft(draft).lines if line.item and line.is_heading]
        line = dice.choice(lines)
        edits = [Edit("remark_after", line.text, new=f"Ian: remark{number} to be kept", item=line.item)]
        if phrase:
            edits.append(Edit("append_top", "", new=phrase))
        reply = dice.choice(_PROGRAMS).reply(draft, edits)
        return f"{_PASS.format('example.org')}\r\nX-Number: {number}\r\n".encode() + reply

    def _answer(self, mail: OutboxEntry, words: str, *, author: str = "", word: str = _PASS) -> bytes:
        address = author or mail.recipient.email
        header = (
            word.format(address.partition("@")[2]),
            f"From: {mail.recipient.name} <{address}>",
            f"To: {self.house.post.reply_address(mail.id, mail.kind)}",
            f"Subject: Re: {mail.subject}",
            f"Message-ID: <{next(self._uids)}.{self.seed}@mail.example.org>",
            f"In-Reply-To: {mail.message_id}",
        )
        return ("\r\n".join(header) + f"\r\n\r\n{words}\r\n").encode()

    def _newest(self, who: str, *kinds: MailKind) -> OutboxEntry:
        found = self._find(who, *kinds)
        assert found is not None
        return found

    def _find(self, who: str, *kinds: MailKind) -> OutboxEntry | None:
        """Return the mail of these kinds to an address that is about the newest revision, of several the last one."""
        found = [entry for entry in self.house.entries() if entry.recipient.email == who and entry.kind in kinds]
        return max(found, key=lambda entry: (entry.minutes_id or 0, entry.created_at), default=None)

    # --- what came of it ------------------------------------------------------------------------------------------------------------

    def flaws(self) -> list[str]:
        """Return what is not as it must be; empty if all is."""
        checks = (self._of_workers, self._of_messages, self._of_revisions, self._of_trail, self._of_mails, self._of_words, self._of_replay)
        return [f"race {self.seed}: {flaw}" for check in checks for flaw in check()]

    def _of_workers(self) -> list[str]:
        return self.errors

    def _of_messages(self) -> list[str]:
        """Each is in one state that has a name, for a reason, and the trail tells of its end once."""
        records = {record.id: record for record in self.house.records()}
        ends = Counter(entry.inbound_id for entry in self._trail() if entry.action in set(InboundState))
        flaws = [f"{len(self.ids)} came, {len(records)} are kept"] if len(self.ids) != len(records) else []
        open_or_broken = {InboundState.RECEIVED, InboundState.FAILED}
        broken = (one for one in records.values() if one.state in open_or_broken or not one.reason)
        flaws += [f"message {one.id} is {one.state}: {one.reason}" for one in broken]
        return flaws + [f"message {one} ended {ends[one]} times" for one in records if ends[one] != 1]

    def _of_revisions(self) -> list[str]:
        """Their numbers have no gap, and at most the newest is open; those who may approve it have it."""
        revisions = self.revisions()
        numbers = [draft.revision for draft in revisions]
        flaws = [] if numbers == [*range(1, len(numbers) + 1)] else [f"the revisions are {numbers}"]
        still_open = [draft for draft in revisions if draft.state in {MinutesState.DRAFT, MinutesState.APPROVED}]
        if still_open not in ([], revisions[-1:]):
            flaws.append(f"open are {[(draft.revision, draft.state.value) for draft in still_open]}")
        waiting = (draft for draft in still_open if draft.state is MinutesState.APPROVED)
        flaws += [f"revision {draft.revision} was approved and never went out" for draft in waiting]
        for draft in still_open:
            have = {entry.recipient.email for entry in self.house.entries() if entry.kind in _WITH_MINUTES and entry.minutes_id == draft.id}
            flaws += [f"{who} never got revision {draft.revision}" for who in sorted({IAN, DORA, MAX} - have)]
        expected = MeetingState.PUBLISHED if any(self.published()) else MeetingState.IN_REVIEW
        with self.house.begin() as uow:
            state = uow.meetings.get(MEETING).state
        return flaws if state is expected else [*flaws, f"the meeting is {state}"]

    def _of_trail(self) -> list[str]:
        """What is out is what somebody approved and nobody took back, once each; with its approval, and its words."""
        approved = Counter(self._revisions_told("approved"))
        taken_back = Counter(self._revisions_told("held"))
        out = Counter(self._revisions_told("published"))
        flaws = [f"revision {number} was approved {count} times" for number, count in approved.items() if count > 1]
        flaws += [f"revision {number} was published {count} times" for number, count in out.items() if count > 1]
        if set(out) != set(approved) - set(taken_back):
            flaws.append(f"approved {sorted(approved)}, taken back {sorted(taken_back)}, published {sorted(out)}")
        if sorted(out) != [draft.revision for draft in self.published()]:
            flaws.append(f"the trail has {sorted(out)} published, the table others")
        entries = self._trail()
        decisions = [entry for entry in entries if entry.action in {"approved", "published"}]
        for draft in self.published():
            told = [entry.detail for entry in decisions if self._revision_of(entry) == draft.revision]
            flaws += [] if all(draft.sha256 in detail for detail in told) else [f"revision {draft.revision} has other words than approved"]
        honest = {IAN, DORA, MAX}
        flaws += [f"{entry.actor} approved" for entry in entries if entry.action == "approved" and entry.actor not in honest]
        return flaws + self._of_approvals()

    def _of_approvals(self) -> list[str]:
        with self.engine.connect() as connection:
            rows = connection.execute(text("SELECT minutes_id FROM approvals ORDER BY 1")).scalars().all()
        return [] if rows == [draft.id for draft in self.published()] else [f"approvals are of {rows}"]

    def _of_mails(self) -> list[str]:
        """Each reader gets each revision that is out once, with its words, under Message-IDs of their own; six workers send it."""
        owed = [entry for entry in self.house.entries() if entry.kind is MailKind.MINUTES]
        expected = Counter((draft.id, reader) for draft in self.published() for reader in READERS)
        flaws = [] if Counter((entry.minutes_id, entry.recipient.email) for entry in owed) == expected else ["the minutes owed are others"]
        sent = self._mailed_out()
        if Counter(sent) != Counter(entry.message_id for entry in owed):
            flaws.append(f"{len(sent)} minutes were sent of {len(owed)} owed")
        by_id = {draft.id: draft for draft in self.published()}
        codec = self.house.formats.codec
        with self.house.begin() as uow:
            read = [(entry, codec.parse(uow.outbox.content(entry.id)).text) for entry in owed]
        wrong = [entry for entry, words in read if _squeezed(by_id[entry.minutes_id].text) not in _squeezed(words)]  # type: ignore[index]
        return flaws + [f"{entry.recipient.email} gets other minutes than were approved" for entry in wrong]

    def _mailed_out(self) -> list[str]:
        """Let six workers send what is due to many at once and return the Message-IDs of what went out."""
        transports = [FakeTransport() for _ in range(6)]
        threads = [threading.Thread(target=self._mail_out, args=(transport,), daemon=True) for transport in transports]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=BOUND_S)
        self._mail_out(transports[0])
        return [str(message.parsed["Message-ID"]).strip() for transport in transports for message in transport.messages]

    def _mail_out(self, transport: FakeTransport) -> None:
        begin, lease, now = (lambda: SqlAlchemyUnitOfWork(self.engine)), self.house.patience.lease, self.house.clock.now
        journal = DatabaseJournal(begin, lease=lease, now=now)
        while self.house.mailed_out(transport=FakeBulkTransport(transport), journal=journal).left_over:
            pass

    def _of_words(self) -> list[str]:
        """What a message added is in the newest revision, or somebody was told that it had to give way."""
        done = {record.id for record in self.house.records() if record.state is InboundState.DONE}
        with self.house.begin() as uow:
            changed = [entry for entry in uow.audit.entries() if entry.action in {"edited", "noted"} and entry.inbound_id in done]
            said = {entry.inbound_id: _remarks(uow.inbound.raw(InboundId(entry.inbound_id or 0))) for entry in changed}
            told = "".join(
                self.house.formats.codec.parse(uow.outbox.content(entry.id)).text
                for entry in uow.outbox.entries()
                if entry.kind in {MailKind.REDLINE, MailKind.NOTICE}
            )
        newest = self.revisions()[-1].text
        lost = [(number, word) for number, words in said.items() for word in words if word not in newest]
        return [f"«{word}» of message {number} is lost" for number, word in lost if word not in told]

    def _of_replay(self) -> list[str]:
        """Read anew, nothing that has done something does it again."""
        done = [record.id for record in self.house.records() if record.state is InboundState.DONE]
        before = len(self.revisions()), Counter(entry.kind for entry in self.house.entries())
        self.house.desk.replay(done)
        self.rest()
        after = len(self.revisions()), Counter(entry.kind for entry in self.house.entries())
        return [] if after == before else [f"read anew: {before} became {after}"]

    def figures(self) -> Counter[str]:
        """Return how often what happened that matters."""
        told = Counter(entry.action for entry in self._trail())
        mails = sum(entry.kind is MailKind.MINUTES for entry in self.house.entries())
        counted = {action: told[action] for action in ("approved", "held", "published", "edited", "noted", "approval refused")}
        return Counter({"messages": len(self.ids), "revisions": len(self.revisions()), **counted, "minutes mailed": mails})

    def revisions(self) -> list[Draft]:
        """Return all revisions, the oldest first."""
        with self.engine.connect() as connection:
            ids = connection.execute(text("SELECT id FROM minutes ORDER BY revision, id")).scalars().all()
        with self.house.begin() as uow:
            return [uow.minutes.get(minutes_id) for minutes_id in ids]

    def published(self) -> list[Draft]:
        """Return the revisions that are out."""
        return [draft for draft in self.revisions() if draft.state is MinutesState.PUBLISHED]

    def _trail(self) -> tuple[AuditEntry, ...]:
        with self.house.begin() as uow:
            return uow.audit.entries()

    def _revisions_told(self, action: str) -> list[int]:
        told = [entry for entry in self._trail() if entry.action == action]
        return [self._revision_of(entry) for entry in told if not entry.detail.startswith("nothing was about to go out")]

    @staticmethod
    def _revision_of(entry: AuditEntry) -> int:
        found = re.match(r"revision (\d+)", entry.detail)
        assert found, entry
        return int(found[1])


def _without_limits(house: House) -> None:
    """Let nothing wait for a flood to pass: the people of a race write more in an hour than anybody does."""
    post, codec = house.post, house.formats.codec
    house.floodgate = Floodgate(house.begin, post.office, codec=codec, clock=house.clock, limits=FloodLimits(0, 0, 0))
    house.reborn()


def _remarks(content: bytes) -> set[str]:
    return set(re.findall(r"remark\d+", content.decode("utf-8", "replace")))


def _squeezed(words: str) -> str:
    return " ".join(words.split())
