"""Mails that would approve minutes in the chair's name, as octets, and the office that they come to; beside them the chair's own.

Each forgery is the honest mail with one thing wrong, so that it is that thing which is tried. Meeting 1 is Ian's (deputy Dora, minute-taker
Mona), meeting 2 is Olga's; the drafts of both are out. The trusted server is mx.example.org.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage

from mailflow.adapters.authentication.key_records import KeyRecords
from mailflow.adapters.authentication.signatures import SignatureVerifier
from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain import reply_address
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.message import Authentication, MailKind, OutboxEntry
from mailflow.domain.records import InboundRecord
from mailflow.domain.reply_address import Purpose
from mailflow.services.ports.storage import UnitOfWorkFactory
from tests.builders import NOW, SERVICE_ADDRESS, SIGNING_KEY, a_chair, a_raw_message, a_series, a_speaker, an_agenda
from tests.fakes import FakeCalendar, FakeClock, Formats, House
from tests.signer import SIGNED, FakeDns, dns_of, sign

US = "mx.example.org"
IAN, DORA, OLGA = "ian.bird@example.org", "dora@example.org", "olga@example.org"
MONA, MATTHIAS, MALLORY = "mona@example.org", "matthias@example.org", "mallory@evil.example"
PASS = f"{US}; dmarc=pass (p=none) header.from=example.org"
EVIL_PASS = f"{US}; dmarc=pass (p=none) header.from=evil.example"
NO_WORD = f"{US}; spf=none smtp.mailfrom=example.org"
DATE = "Mon, 01 Mar 2021 11:59:00 +0000"


class RealAuthenticator:
    """The authenticator of the program, on a DNS of the test's and a clock that is set later."""

    def __init__(self, dns: FakeDns) -> None:
        self.clock = FakeClock()
        verifier = SignatureVerifier(KeyRecords(dns, now=lambda: self.clock.now()), now=lambda: self.clock.now())  # noqa: PLW0108 - set later
        self._authenticator = TrustedServerAuthenticator(US, verifier)

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Return the word of the trusted server."""
        return self._authenticator.verdict(content, author)

    def examine(self, content: bytes, author: str) -> Authentication:
        """Return it, or that of the signatures."""
        return self._authenticator.examine(content, author)


class Scene:
    """The office when both drafts are out, and what its people and others write to it."""

    def __init__(self, begin: UnitOfWorkFactory | None = None) -> None:
        self.dns = dns_of("example.org", "mail.example.org", "evil.example", "org")
        authenticator = RealAuthenticator(self.dns)
        self.house = House(begin, formats=Formats(EmailCodec(), FakeCalendar(), authenticator))
        authenticator.clock = self.house.clock
        deputy, minute_taker = a_speaker("Dora Deputy", email=DORA, id=None), a_speaker("Mona", email=MONA, id=None)
        mine = a_series(deputies=(deputy,), minute_taker=minute_taker, subscribers=("reader@example.org",), id=None)
        theirs = a_series("other", title="Another Meeting", chair=a_chair("Olga", email=OLGA, id=None), id=None)
        for series in (mine, theirs):
            meeting_id = self.house.invited(an_agenda(series=series))
            self.house.draft(meeting_id)
        self._uids = itertools.count(1)
        self._kept = self.house.database.tables.copy()

    def anew(self) -> "Scene":
        """Return to the moment when the drafts are out: quicker than another scene. Not on a real database."""
        self.house.database.tables = self._kept.copy()
        self.house.clock.at = NOW
        return self

    def entry(self, address: str = IAN, kind: MailKind = MailKind.DRAFT, *, newest: bool = True) -> OutboxEntry:
        """Return a mail of ours to an address."""
        found = [entry for entry in self.house.entries() if entry.recipient.email == address and entry.kind is kind]
        return found[-1 if newest else 0]

    def token(self, address: str = IAN, kind: MailKind = MailKind.DRAFT) -> str:
        """Return the reply address of the newest mail of a kind to an address."""
        return self.house.post.reply_address(self.entry(address, kind).id, kind)

    def mail(
        self,
        text: str = "approve\r\n",
        *,
        author: str = f"Ian Bird <{IAN}>",
        to: str | None = None,
        word: str = PASS,
        top: Sequence[str] = (),
        fields: Sequence[str] = (),
        answers: OutboxEntry | None = None,
    ) -> bytes:
        """Return the mail with which Ian approves, over the trusted server, unless something else is said.

        Args:
            text: the body, and with a blank line in front of it more fields.
            author: all of the From field; empty: there is none.
            to: the addressee; the token of Ian's draft unless told.
            word: the value of the server's field; empty: it writes none.
            top: fields above everything, as later hops write them.
            fields: further fields of the sender's.
            answers: the mail of ours in whose thread it stands; that draft unless told.
        """
        answered = answers or self.entry()
        header = [
            *top,
            *([f"Authentication-Results: {word}"] if word else []),
            "Received: from client.example.net by mx.example.org; Mon, 01 Mar 2021 11:59:30 +0000",
            *([f"From: {author}"] if author else []),
            f"To: {to or self.token()}",
            "Subject: Re: [escape-tc] draft",
            f"Date: {DATE}",
            f"Message-ID: <{next(self._uids)}@mail.example.org>",
            *([f"In-Reply-To: {answered.message_id}"] if answered.message_id else []),
            *fields,
        ]
        return "\r\n".join((*header, "", text)).encode("utf-8", "surrogateescape")

    def signed(self, text: str = "approve\r\n", *, author: str = f"Ian Bird <{IAN}>", to: str | None = None, **how: object) -> bytes:
        """Return Ian's mail with a signature of his domain, of which the trusted server says nothing; `how` as `sign` has it."""
        bare = self.mail(text, author=author, to=to, word="")
        received, _, own = bare.partition(b"\r\nFrom: ")
        content = sign(b"From: " + own, now=self.house.clock.now(), **how)  # type: ignore[arg-type]
        return f"Authentication-Results: {NO_WORD}\r\n".encode() + received + b"\r\n" + content

    def nowhere(self) -> OutboxEntry:
        """Return a mail of no thread."""
        return replace(self.entry(), message_id="")

    def come(self, content: bytes) -> InboundRecord:
        """Let a mail come and be read, and return what became of it."""
        house = self.house
        with house.begin() as uow:
            (inbound_id,) = uow.inbound.store([a_raw_message(content, uid=next(self._uids) + 1000, received_at=house.clock.now())])
            uow.commit()
        for claimed in house.ingest.claim([inbound_id]):
            house.ingest(claimed)
        return house.get(inbound_id)

    def state(self, meeting_id: int = 1) -> MinutesState:
        """Return the state of the newest revision of a meeting's minutes."""
        with self.house.begin() as uow:
            current = uow.minutes.find_current(MeetingId(meeting_id))
        assert current
        return current.state

    def held(self) -> bytes:
        """Let Ian approve, take it back, and return his approval once more, as another message."""
        honest = self.signed()
        assert self.come(honest).reason == "approves revision 1"
        self.come(self.mail("stop\r\n", to=self.token(kind=MailKind.APPROVAL_RECEIPT), answers=self.entry(kind=MailKind.APPROVAL_RECEIPT)))
        return honest.replace(b"@mail.example.org>\r\nIn-Reply-To", b"-again@mail.example.org>\r\nIn-Reply-To", 1)

    def redrafted(self, content: bytes) -> bytes:
        """Let a report make the next revision, and return the mail that was written before."""
        invitation = self.entry(MATTHIAS, MailKind.INVITATION, newest=False)
        token = self.house.post.reply_address(invitation.id, MailKind.INVITATION)
        self.come(self.mail("All is well.\r\n", author=MATTHIAS, to=token, answers=invitation))
        self.house.draft(MeetingId(1))
        return content

    def later(self, content: bytes, **duration: float) -> bytes:
        """Let time pass, and return a mail that was written before."""
        self.house.clock.forward(**duration)
        return content


Make = Callable[[Scene], bytes]


def _alternative(text: str, html: str) -> str:
    """Return the body of a multipart/alternative."""
    return f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n"


_ALTERNATIVE = ("MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=b")
_HTML = ("MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8")
_UTF8 = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")


def _dsn(scene: Scene) -> bytes:
    report = (
        "--b\r\nContent-Type: text/plain\r\n\r\napprove\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {IAN}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    fields = ("MIME-Version: 1.0", "Content-Type: multipart/report; report-type=delivery-status; boundary=b")
    return scene.mail(report, fields=fields)


def _passed_on(scene: Scene) -> bytes:
    """Return a mail in which Ian's approval lies as a file."""
    message = EmailMessage()
    message.set_content("FYI")
    inner = EmailMessage()
    inner["From"], inner["To"] = IAN, scene.token()
    inner.set_content("approve")
    message.add_attachment(inner)
    body = message.as_bytes(policy=policy.SMTP)
    fields = tuple(line for line in body.split(b"\r\n\r\n", 1)[0].decode().split("\r\n"))
    return scene.mail(body.split(b"\r\n\r\n", 1)[1].decode(), author=f"Mallory <{MALLORY}>", word=EVIL_PASS, fields=fields)


def _attached(scene: Scene) -> bytes:
    file = '--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\napprove\r\n--b--\r\n'
    return scene.mail(file, fields=("MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"))


_STRANGE = "the address is not that of the chair or a deputy"
_UNPROVEN = "the address is not proven ("
_ELSEWHERE = "its author did not write to the reply address that it came to"
_NOBODY = "the mail names several authors or none"

_BY_MALLORY: dict[str, str] = {
    "display name": f"Ian Bird <{MALLORY}>",
    "address as display name": f'"{IAN}" <{MALLORY}>',
    "address and brackets as display name": f'"Ian Bird <{IAN}>" <{MALLORY}>',
    "comment before": f"({IAN}) {MALLORY}",
    "comment behind": f"{MALLORY} (<{IAN}>)",
    "address as encoded display name": f"=?utf-8?q?ian=2Ebird=40example=2Eorg?= <{MALLORY}>",
    "quoted local part": f'"{IAN}"@evil.example',
    "subdomain of ours in theirs": "ian.bird@example.org.evil.example",
}
"""From fields of a mail that really is of evil.example."""
_AUTHORS: dict[str, tuple[str, str]] = {
    "comment inside": (f"mallory({IAN})@evil.example", _NOBODY),
    "two mailboxes, the chair first": (f"{IAN}, {MALLORY}", _NOBODY),
    "two mailboxes, the chair last": (f"{MALLORY}, {IAN}", _NOBODY),
    "the chair twice": (f"{IAN}, {IAN}", _NOBODY),
    "two addresses in brackets": (f"<{IAN}> <{MALLORY}>", ""),
    "two at signs": (f"{IAN}@evil.example", ""),
    "source route": (f"<@example.org:{MALLORY}>", ""),
    "Cyrillic letter in the domain": ("Ian Bird <ian.bird@ex\u0430mple.org>", ""),
    "Cyrillic letter in the local part": ("Ian Bird <i\u0430n.bird@example.org>", ""),
    "full-width letter in the domain": ("Ian Bird <ian.bird@\uff45xample.org>", ""),
    "long s in the domain": ("Ian Bird <ian.bird@example.org\u017f>", ""),
    "dotless i": ("Ian Bird <\u0131an.bird@example.org>", ""),
    "the whole as an encoded word": ("=?utf-8?q?ian.bird=40example.org?=", ""),
    "encoded word in the brackets": ("Ian <=?utf-8?q?ian.bird?=@example.org>", ""),
    "null address": ("Ian Bird <>", _NOBODY),
    "name only": (f'"{IAN}"', ""),
    "empty group": ("Ian Bird:;", _NOBODY),
    "two in a group": (f"Chairs: {IAN}, {DORA};", _NOBODY),
    "no From": ("", _NOBODY),
    "plus address": ("ian.bird+x@example.org", _STRANGE),
    "no dot": ("ianbird@example.org", _STRANGE),
    "bare CR in the address": (f"{MALLORY}\r<{IAN}>", ""),
    "NUL in the address": (f"{IAN}\0", ""),
    "tab and address behind": (f"{IAN}\t{MALLORY}", ""),
    "other author in a second line": (f"{IAN}\r\n ,{MALLORY}", _NOBODY),
}
"""From fields of a mail for which the trusted server has let example.org pass."""
_WORDS: dict[str, str] = {
    "no word": "",
    "DMARC fails": f"{US}; dmarc=fail (p=none) header.from=example.org",
    "DMARC none": f"{US}; dmarc=none header.from=example.org",
    "DMARC temperror": f"{US}; dmarc=temperror header.from=example.org",
    "best guess": f"{US}; dmarc=bestguesspass header.from=example.org",
    "SPF only": f"{US}; spf=pass smtp.mailfrom=example.org",
    "SPF of another domain": f"{US}; spf=pass smtp.mailfrom=evil.example",
    "DKIM of another domain": f"{US}; dkim=pass header.d=evil.example; dmarc=fail header.from=example.org",
    "DKIM only": f"{US}; dkim=pass header.d=example.org",
    "DMARC of another domain": EVIL_PASS,
    "DMARC of a subdomain": f"{US}; dmarc=pass header.from=mail.example.org",
    "DMARC of nobody": f"{US}; dmarc=pass",
    "ARC only": f"{US}; arc=pass (i=1 dmarc=pass header.from=example.org)",
    "pass in a comment": f"{US}; dmarc=fail (dmarc=pass header.from=example.org) header.from=example.org",
    "pass in a value": f'{US}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.org"',
    "pass and fail": f"{US}; dmarc=pass header.from=example.org; dmarc=fail header.from=example.org",
    "another server": "mx.evil.example; dmarc=pass header.from=example.org",
    "capitals": "MX.example.org; dmarc=pass header.from=example.org",
    "version": f"{US} 1; dmarc=pass header.from=example.org",
    "comment before the name": f"(x) {US}; dmarc=pass header.from=example.org",
    "name in a comment": f"mx.evil.example ({US}); dmarc=pass header.from=example.org",
    "name as the end": f"x{US}; dmarc=pass header.from=example.org",
    "name as the beginning": f"{US}.evil.example; dmarc=pass header.from=example.org",
    "quoted name": f'"{US}"; dmarc=pass header.from=example.org',
    "no semicolon": f"{US} dmarc=pass header.from=example.org",
}
"""What is said about a mail in Ian's name."""
_FORGED_FIELD = f"Authentication-Results: {PASS}"
_BELOW: dict[str, Make] = {
    "below a word of ours": lambda s: s.mail(word=NO_WORD, fields=(_FORGED_FIELD,)),
    "below a failure of ours": lambda s: s.mail(word=_WORDS["DMARC fails"], fields=(_FORGED_FIELD,)),
    "below another server's": lambda s: s.mail(word=_WORDS["another server"], fields=(_FORGED_FIELD,)),
    "directly below a failure": lambda s: s.mail(word=f"{_WORDS['DMARC fails']}\r\n{_FORGED_FIELD}"),
    "behind a bare CR": lambda s: s.mail(word="", top=(f"X-A: b\r{_FORGED_FIELD}",)),
    "behind a bare LF": lambda s: s.mail(word="", top=(f"X-A: b\n{_FORGED_FIELD}",)),
    "behind a NUL": lambda s: s.mail(word="", top=(f"X-A: b\0{_FORGED_FIELD}",)),
    "in a folded Subject": lambda s: s.mail(word="", fields=(f"X-Subject: a\r\n {_FORGED_FIELD}",)),
    "in a part of the text": lambda s: s.mail(
        f"--b\r\n{_FORGED_FIELD}\r\n\r\napprove\r\n--b--\r\n", word="", fields=("Content-Type: multipart/mixed; boundary=b",)
    ),
    "under another name": lambda s: s.mail(word="", top=(f"X-{_FORGED_FIELD}", f"ARC-{_FORGED_FIELD}")),
}
_OLD = {"t": str(int((FakeClock().at - timedelta(days=8)).timestamp()))}
_SIGNATURES: dict[str, tuple[Make, str]] = {
    "of another domain": (lambda s: s.signed(domain="evil.example"), "it is of evil.example"),
    "of a public suffix": (lambda s: s.signed(domain="org"), "it is of org"),
    "of a sibling": (lambda s: s.signed(author="Ian <ian.bird@lab.example.org>", domain="mail.example.org"), _STRANGE),
    "text behind l=": (lambda s: s.signed("", tags={"l": "0"}) + b"approve\r\n", "(l=)"),
    "From not covered": (lambda s: s.signed(signed=("to", "subject", "date")), "cover From"),
    "To not covered": (lambda s: s.signed(signed=("from", "subject", "date")), "cover To"),
    "Subject not covered": (lambda s: s.signed(signed=("from", "to", "date")), "cover Subject"),
    "Subject replaced": (lambda s: s.signed().replace(b"Subject: Re:", b"Subject: Fwd:"), "does not hold"),
    "text replaced": (lambda s: s.signed("I do not approve.\r\n").replace(b"I do not approve.", b"approve"), "does not hold"),
    "From replaced": (lambda s: s.signed(author=f"Eve <eve@example.org>").replace(b"Eve <eve@", b"Ian <ian.bird@"), "does not hold"),  # noqa: F541 - beside its neighbours
    "To replaced": (lambda s: s.signed(to="eve@example.org").replace(b"To: eve@example.org", f"To: {s.token()}".encode()), "does not hold"),
    "second From on top": (lambda s: b"From: Eve <eve@evil.example>\r\n" + s.signed(), ""),
    "second Subject on top": (lambda s: b"Subject: approve\r\n" + s.signed(), "2 Subject fields"),
    "second To on top": (lambda s: f"To: {s.token()}\r\n".encode() + s.signed(to="eve@example.org"), "2 To fields"),
    "second Content-Type": (
        lambda s: b"Content-Type: text/html\r\nContent-Type: text/plain\r\n" + s.signed(),
        "several Content-Type fields",
    ),
    "Cc added": (lambda s: f"Cc: {s.token()}\r\n".encode() + s.signed(to="eve@example.org"), "cover Cc"),
    "token in Delivered-To": (lambda s: f"Delivered-To: {s.token()}\r\n".encode() + s.signed(to="eve@example.org"), _ELSEWHERE),
    "token in X-Original-To": (lambda s: f"X-Original-To: {s.token()}\r\n".encode() + s.signed(to=SERVICE_ADDRESS), _ELSEWHERE),
    "expired": (lambda s: s.signed(tags={**_OLD, "x": str(int(_OLD["t"]) + 60)}), "does not hold"),
    "old": (lambda s: s.signed(tags=_OLD), "too old"),
    "old by its Date": (lambda s: s.later(s.signed(tags={"t": None}), days=8), "too old"),
    "of no time": (lambda s: s.signed(tags={"t": None}, signed=("from", "to", "subject")), "when it was made"),
    "SHA-1": (lambda s: s.signed(algorithm="rsa-sha1"), "not trusted"),
    "small key": (lambda s: s.signed(selector="small"), "too short"),
    "no key": (lambda s: s.signed(tags={"s": "nokey"}), "no key"),
    "behind five others": (lambda s: b"DKIM-Signature: v=1; a=x\r\n" * 5 + s.signed(), "no DKIM signature counts"),
    "as ARC": (lambda s: s.signed().replace(b"DKIM-Signature: ", b"ARC-Message-Signature: i=1; "), _UNPROVEN),
    "DMARC failed": (lambda s: s.signed().replace(NO_WORD.encode(), _WORDS["DMARC fails"].encode()), "DMARC fail"),
    "bare CR": (lambda s: s.signed().replace(b"Subject:", b"X-A: b\rSubject:"), "differently"),
    "used, and come again after a hold": (lambda s: s.held(), "a newer revision (2)"),
}
_TOKENS: dict[str, tuple[Make, str]] = {
    "in Delivered-To, of a yes to somebody else": (lambda s: s.mail(to="eve@example.org", top=(f"Delivered-To: {s.token()}",)), _ELSEWHERE),
    "in X-Original-To, of a yes to another": (lambda s: s.mail(to="eve@example.org", top=(f"X-Original-To: {s.token()}",)), _ELSEWHERE),
    "in Envelope-To, of a yes to nobody": (
        lambda s: s.mail(top=(f"Envelope-To: {s.token()}",)).replace(b"\r\nTo: ", b"\r\nX-To: "),
        _ELSEWHERE,
    ),
    "in a Cc that was added": (lambda s: s.mail(to="eve@example.org", fields=(f"Cc: {s.token()}",)), _ELSEWHERE),
    "in a To that was added": (lambda s: s.mail(to="eve@example.org", top=(f"To: {s.token()}",)), _ELSEWHERE),
    "stolen, from a stranger": (lambda s: s.mail(author=f"Mallory <{MALLORY}>", word=EVIL_PASS), _STRANGE),
    "stolen, in the chair's name": (lambda s: s.mail(word=""), _UNPROVEN),
    "none, in a thread": (lambda s: s.mail(to=SERVICE_ADDRESS), "does not carry the reply address"),
    "none at all": (lambda s: s.mail(to=SERVICE_ADDRESS, answers=s.nowhere()), ""),
    "forged": (lambda s: s.mail(to=s.token().replace("@", "0@")[:-1] + "g", answers=s.nowhere()), ""),
    "forged, in a thread": (lambda s: s.mail(to=_spoilt(s.token())), "does not carry the reply address"),
    "expired": (lambda s: s.later(s.mail(), days=15), "has expired"),
    "expired, of no thread": (lambda s: s.later(s.mail(answers=s.nowhere()), days=15), "has expired"),
    "longer life": (lambda s: s.later(s.mail(to=_prolonged(s.token()), answers=s.nowhere()), days=15), ""),
    "of an old revision": (lambda s: s.redrafted(s.mail()), "a newer revision (2)"),
    "of another meeting": (lambda s: s.mail(to=s.token(OLGA), answers=s.entry(OLGA)), _STRANGE),
    "of another meeting, in our thread": (lambda s: s.mail(to=s.token(OLGA)), _STRANGE),
    "of the deputy": (lambda s: s.mail(to=s.token(DORA), answers=s.entry(DORA)), "given to somebody else"),
    "of the chair, from the deputy": (lambda s: s.mail(author=DORA), "given to somebody else"),
    "of an invitation": (lambda s: s.mail(to=s.token(MATTHIAS, MailKind.INVITATION), answers=s.entry(MATTHIAS, MailKind.INVITATION)), ""),
    "two at once": (lambda s: s.mail(to=f"{s.token()}, {s.token(OLGA)}"), "answers another mail of ours"),
    "in the thread of another draft": (lambda s: s.mail(answers=s.entry(OLGA)), "answers another mail of ours"),
    "in the text only": (lambda s: s.mail(f"approve\r\n\r\n> {s.token()}\r\n", to=SERVICE_ADDRESS, answers=s.nowhere()), ""),
    "in the subject only": (
        lambda s: s.mail(to=SERVICE_ADDRESS, answers=s.nowhere()).replace(b"draft\r\n", f"{s.token()}\r\n".encode()),
        "",
    ),
    "in Reply-To only": (lambda s: s.mail(to=SERVICE_ADDRESS, answers=s.nowhere(), fields=(f"Reply-To: {s.token()}",)), ""),
    "of the envelope": (lambda s: s.mail(to=_bounce_address(s), answers=s.nowhere()), ""),
    "the chair's, from the minute-taker": (lambda s: s.mail(author=MONA), _STRANGE),
    "the chair's, from a speaker": (lambda s: s.mail(author=MATTHIAS), _STRANGE),
    "the chair's, from a subscriber": (lambda s: s.mail(author="reader@example.org"), _STRANGE),
    "the chair's, from the other chair": (lambda s: s.mail(author=OLGA), _STRANGE),
    "the speaker's own": (
        lambda s: s.mail(author=MATTHIAS, to=s.token(MATTHIAS, MailKind.INVITATION), answers=s.entry(MATTHIAS, MailKind.INVITATION)),
        "",
    ),
}
_FIELDS_OF_MALLORY: dict[str, str] = {
    "Sender": f"Sender: {IAN}",
    "Reply-To": f"Reply-To: {IAN}",
    "Resent-From": f"Resent-From: {IAN}",
    "Resent-Sender": f"Resent-Sender: {IAN}",
    "X-Original-From": f"X-Original-From: {IAN}",
    "Return-Path": f"Return-Path: <{IAN}>",
    "On-Behalf-Of": f"X-MS-Exchange-Organization-On-Behalf-Of: {IAN}",
    "Disposition": f"Disposition-Notification-To: {IAN}",
}
"""What a mail that really is of evil.example says beside its From."""


def _many_defects(scene: Scene) -> bytes:
    """Return a mail with more defects than are kept, of which one says that From is doubtful."""
    part = "--b\r\nContent-Type: text/plain; charset=x-no-{}\r\n\r\n\r\n"
    parts = "".join(part.format(number) for number in range(40))
    text = f"--b\r\nContent-Type: text/plain; charset=x-none\r\n\r\napprove\r\n{parts}--b--\r\n"
    return scene.mail(text, author=f"Ian Bird <{IAN}>, nobody", fields=("Content-Type: multipart/mixed; boundary=b",))


_MACHINES: dict[str, tuple[Make, str]] = {
    "vacation notice": (lambda s: s.mail("I am away.\r\n\r\n> approve\r\n", fields=("Auto-Submitted: auto-replied",)), "automatic"),
    "vacation notice that says it": (lambda s: s.mail(fields=("Auto-Submitted: auto-replied",)), "automatic"),
    "Exchange's": (lambda s: s.mail(fields=("X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated")), "automatic"),
    "Precedence": (lambda s: s.mail(fields=("Precedence: auto_reply",)), "automatic"),
    "delivery report": (_dsn, "delivery report"),
    "read receipt": (
        lambda s: s.mail(
            "--b\r\nContent-Type: text/plain\r\n\r\napprove\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
            "Final-Recipient: rfc822;x\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n",
            fields=("MIME-Version: 1.0", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"),
        ),
        "automatic",
    ),
    "list copy": (lambda s: s.mail(fields=("List-Id: <tc.lists.example.org>", "List-Post: <mailto:tc@lists.example.org>")), "list"),
    "bulk": (lambda s: s.mail(fields=("Precedence: bulk",)), ""),
    "in its own circle": (lambda s: s.mail(author=f"Minutes <{SERVICE_ADDRESS}>"), "from us"),
    "passed on as a file": (_passed_on, ""),
}
_TEXTS: dict[str, tuple[Make, str]] = {
    "Cyrillic letter": (lambda s: s.mail("\u0430pprove\r\n", fields=_UTF8), ""),
    "Greek letter": (lambda s: s.mail("appr\u03bfve\r\n", fields=_UTF8), ""),
    "HTML approves, text holds": (lambda s: s.mail(_alternative("hold", "<p>approve</p>"), fields=_ALTERNATIVE), ""),
    "text approves, HTML holds": (lambda s: s.mail(_alternative("approve", "<p>Hold it, please</p>"), fields=_ALTERNATIVE), ""),
    "hidden yes": (lambda s: s.mail('<p>No.</p><p style="display:none">approve</p>', fields=_HTML), ""),
    "hidden no": (lambda s: s.mail('<p>approve</p><p style="display:none">not before CTA is corrected</p>', fields=_HTML), ""),
    "white no": (lambda s: s.mail('<p>approve</p><p style="font-size:0">but not item 3</p>', fields=_HTML), ""),
    "struck yes": (lambda s: s.mail("<p><s>approve</s></p>", fields=_HTML), ""),
    "yes in the quote": (lambda s: s.mail("> approve\r\n"), ""),
    "yes in the subject": (lambda s: s.mail("\r\n").replace(b"draft\r\n", b"approve\r\n"), ""),
    "yes in a file": (_attached, ""),
    "yes below the signature": (lambda s: s.mail("-- \r\napprove\r\n"), ""),
    "no": (lambda s: s.mail("I do not approve.\r\n"), ""),
    "if": (lambda s: s.mail("approve if CTA agrees\r\n"), ""),
    "yes, forwarded": (lambda s: s.mail(f"---------- Forwarded message ---------\r\nFrom: Ian Bird <{IAN}>\r\n\r\napprove\r\n"), ""),
}
"""What is not a yes, though all else is right."""


def _spoilt(token: str) -> str:
    at = token.index("@")
    return f"{token[: at - 1]}{'0' if token[at - 1] != '0' else '1'}{token[at:]}"


def _prolonged(token: str) -> str:
    head, expires, rest = token.split(".", 2)
    return f"{head}.{int(expires) + 10_000_000}.{rest}"


def _bounce_address(scene: Scene) -> str:
    expires_at = scene.house.clock.now() + timedelta(days=9)
    return reply_address.sign(SERVICE_ADDRESS, scene.entry().id, key=SIGNING_KEY, expires_at=expires_at, purpose=Purpose.BOUNCE)


def _by_mallory(author: str = f"Mallory <{MALLORY}>", *fields: str) -> Make:
    return lambda scene: scene.mail(author=author, word=EVIL_PASS, fields=fields)


def _with_author(author: str) -> Make:
    return lambda scene: scene.mail(author=author)


def _with_word(word: str) -> Make:
    return lambda scene: scene.mail(word=word)


FORGERIES: dict[str, tuple[Make, str]] = {
    **{f"from: {name}": (_by_mallory(author), _STRANGE) for name, author in _BY_MALLORY.items()},
    **{f"from: {name}": (_with_author(author), reason) for name, (author, reason) in _AUTHORS.items()},
    "from: two fields, the chair's first": (lambda s: s.mail(fields=(f"From: {MALLORY}",)), _NOBODY),
    "from: two fields, the chair's last": (lambda s: s.mail(author=MALLORY, fields=(f"From: {IAN}",)), _NOBODY),
    "from: doubtful, among many defects": (_many_defects, "its From field cannot be read for sure"),
    "from: the chair's field twice": (lambda s: s.mail(fields=(f"From: {IAN}",)), ""),
    **{f"field: {name}": (_by_mallory(f"Mallory <{MALLORY}>", field), _STRANGE) for name, field in _FIELDS_OF_MALLORY.items()},
    **{f"word: {name}": (_with_word(word), _UNPROVEN) for name, word in _WORDS.items()},
    **{f"forged word: {name}": (make, _UNPROVEN) for name, make in _BELOW.items()},
    "forged word: with a space in its name": (lambda s: s.mail(word="", top=(f"Authentication-Results : {PASS}",)), ""),
    **{f"signature: {name}": found for name, found in _SIGNATURES.items()},
    **{f"token: {name}": found for name, found in _TOKENS.items()},
    **{f"machine: {name}": found for name, found in _MACHINES.items()},
    **{f"text: {name}": found for name, found in _TEXTS.items()},
}
"""By name: what makes the mail, and what the reason says for which it does not count (empty: any)."""


SOLITARY = ("come again", "an old revision", "old by its Date", "longer life", "expired")
"""Words in the names of those before which something else happens."""


def _confirmed(scene: Scene) -> bytes:
    """Let an approval come that is not proven, and answer the confirmation, which is not proven either."""
    scene.come(scene.mail(word=""))
    confirmation = MailKind.CONFIRMATION
    return scene.mail("yes\r\n", word="", to=scene.token(kind=confirmation), answers=scene.entry(kind=confirmation))


_QUOTE = "> draft for ian.bird@example.org\r\n"
HONEST: dict[str, Make] = {
    "word on top": lambda s: s.mail(),
    "a field for each method": lambda s: s.mail(word=f"{US}; dkim=pass header.d=example.org\r\nAuthentication-Results: {PASS}"),
    "a later hop on top": lambda s: s.mail(top=("Return-Path: <ian.bird@example.org>", "Received: by imap.example.org; x")),
    "signature with RSA": lambda s: s.signed(),
    "signature with Ed25519": lambda s: s.signed(selector="ed"),
    "signature of a subdomain": lambda s: s.signed(domain="mail.example.org"),
    "two signatures": lambda s: s.signed().replace(b"DKIM-Signature:", b"DKIM-Signature: v=1; a=x\r\nDKIM-Signature:", 1),
    "signature without a time": lambda s: s.signed(tags={"t": None}),
    "signature that covers more": lambda s: s.signed(signed=(*SIGNED, "in-reply-to", "from", "cc", "reply-to")),
    "signature, and no policy": lambda s: s.signed().replace(NO_WORD.encode(), _WORDS["DMARC none"].encode()),
    "the deputy": lambda s: s.mail(author=f"Dora <{DORA}>", to=s.token(DORA), answers=s.entry(DORA)),
    "confirmed": _confirmed,
    "webmail": lambda s: s.mail('<div dir="ltr">approve</div>', fields=_HTML),
    "phone": lambda s: s.mail("Approve\r\n\r\nSent from my iPhone\r\n"),
    "below the quote": lambda s: s.mail(f"On Mon, 1 Mar 2021, minutes wrote:\r\n{_QUOTE}\r\napprove\r\n"),
    "above the quote": lambda s: s.mail(f"approve\r\n\r\nOn Mon, 1 Mar 2021, minutes wrote:\r\n{_QUOTE}"),
    "text and HTML": lambda s: s.mail(_alternative("approve", "<p>approve</p>"), fields=_ALTERNATIVE),
    "base64": lambda s: s.mail("YXBwcm92ZQ0K\r\n", fields=(*_UTF8[:2], "Content-Transfer-Encoding: base64")),
    "capitals": lambda s: s.mail(author="IAN.BIRD@Example.ORG", to=s.token().upper()),
    "encoded name": lambda s: s.mail(author=f"=?utf-8?q?Ian_B=C3=AFrd?= <{IAN}>"),
    "to others as well": lambda s: s.mail(to=f"Minutes <{s.token()}>, Dora <{DORA}>", fields=(f"Cc: {MATTHIAS}",)),
    "in no thread": lambda s: s.mail(answers=s.nowhere()),
    "signed by name": lambda s: s.mail("Approved.\r\n\r\nBest regards,\r\nIan\r\n"),
}
"""What the chair writes, and must be heard."""
