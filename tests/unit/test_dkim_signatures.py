"""Signatures that are verified here: which prove the author, which do not and why, and how often DNS is asked."""

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dkim
import dns.exception
import dns.resolver
import pytest
from dkim.util import parse_tag_value

from mailflow.adapters.authentication.key_records import KeyRecords
from mailflow.adapters.authentication.signatures import SignatureVerifier, is_aligned
from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.bootstrap.application import build
from mailflow.config import Settings
from mailflow.domain.message import Authentication, Proof
from tests.builders import NOW
from tests.fakes import FakeClock
from tests.signer import SIGNED, FakeDns, dns_of, modulus, sign

US = "mx.example.org"
AUTHOR = "ian.bird@example.org"
BODY = "approve\r\n\r\n-- \r\nIan\r\n"


def a_mail(*fields: str, author: str = AUTHOR, body: str = BODY, date: str = "Mon, 01 Mar 2021 11:59:00 +0000") -> bytes:
    """Return a mail of the chair's to us, with these fields on top."""
    header = (
        *fields,
        f"From: Ian Bird <{author}>",
        "To: minutes+abc@example.org",
        "Subject: Re: Draft",
        f"Date: {date}",
        "Message-ID: <1@mail.example.org>",
    )
    return "".join(f"{line}\r\n" for line in (*header, "", "")).encode() + body.encode()


@dataclass
class Desk:
    """An authenticator that believes one server, on a DNS and a clock of the test's."""

    dns: FakeDns = field(default_factory=lambda: dns_of("example.org"))
    clock: FakeClock = field(default_factory=FakeClock)
    server: str = US

    def __post_init__(self) -> None:
        keys = KeyRecords(self.dns, now=self.clock.now)
        self.authenticator = TrustedServerAuthenticator(self.server, SignatureVerifier(keys, now=self.clock.now))

    def examine(self, content: bytes, author: str = AUTHOR) -> Authentication:
        """Judge a mail."""
        return self.authenticator.examine(content, author)


@pytest.mark.parametrize("selector", ["rsa", "ed"])
@pytest.mark.parametrize("form", ["relaxed/relaxed", "relaxed/simple", "simple/simple", "simple/relaxed"])
def test_signature_of_the_authors_domain_proves_it(selector: str, form: str) -> None:
    """By either kind of key; the detail says who signed, and the digest stands for what was signed."""
    found = Desk().examine(sign(a_mail(), now=NOW, selector=selector, form=form))
    assert (found.proof, found.detail) == (Proof.PASS, "a DKIM signature of example.org was verified here")
    assert re.fullmatch(r"[0-9a-f]{64}", found.signature_sha256)


def test_no_server_need_be_trusted() -> None:
    """A signature stands for itself."""
    assert Desk(server="").examine(sign(a_mail(), now=NOW)).proof is Proof.PASS


def test_word_alone_asks_nobody() -> None:
    """Only where somebody asks for more than the word of the trusted server is a signature looked at."""
    desk = Desk()
    assert desk.authenticator.verdict(sign(a_mail(), now=NOW), AUTHOR).proof is Proof.NONE
    assert desk.dns.asked == []


def test_mail_without_a_signature_asks_nobody() -> None:
    """And is judged as it was."""
    desk = Desk()
    assert desk.examine(a_mail()) == desk.authenticator.verdict(a_mail(), AUTHOR)
    assert desk.examine(a_mail(body="DKIM-Signature: v=1\r\n")).detail == "no DMARC result of mx.example.org"
    assert desk.dns.asked == []


@pytest.mark.parametrize("result", ["pass", "fail", "permerror", "bestguesspass"])
def test_judgement_of_the_trusted_server_stands(result: str) -> None:
    """Whatever it is: no signature lifts it, and none is looked at."""
    desk = Desk()
    mail = f"Authentication-Results: {US}; dmarc={result} header.from=example.org\r\n".encode() + sign(a_mail(), now=NOW)
    assert desk.examine(mail) == desk.authenticator.verdict(mail, AUTHOR)
    assert desk.dns.asked == []


def test_judgement_for_another_domain_stands() -> None:
    """Somebody tricked the server or us."""
    mail = f"Authentication-Results: {US}; dmarc=none header.from=evil.example\r\n".encode() + sign(a_mail(), now=NOW)
    assert Desk().examine(mail).proof is Proof.FAIL


@pytest.mark.parametrize("field", ["dmarc=none header.from=example.org", "dmarc=temperror header.from=example.org", "dkim=pass", "none"])
def test_server_that_has_not_judged_leaves_it_to_the_signature(field: str) -> None:
    """No policy, no DNS, or no DMARC at all."""
    mail = f"Authentication-Results: {US}; {field}\r\n".encode()
    assert Desk().examine(mail + sign(a_mail(), now=NOW)).proof is Proof.PASS
    assert Desk().examine(mail + a_mail()).proof is not Proof.PASS


def test_conflicting_words_stand() -> None:
    """Two results of one server are not its silence."""
    both = "dmarc=pass header.from=example.org; dmarc=fail header.from=example.org"
    mail = f"Authentication-Results: {US}; {both}\r\n".encode() + sign(a_mail(), now=NOW)
    assert Desk().examine(mail).proof is Proof.NONE


def test_any_of_the_first_five_signatures_counts() -> None:
    """Relays sign on top of the author's domain, and break what was signed below; behind the fifth nobody looks."""
    dns = dns_of("example.org", "relay.example")
    one = sign(a_mail(), now=NOW)
    for _ in range(4):
        one = sign(one, now=NOW, domain="relay.example")
    desk = Desk(dns)
    assert desk.examine(one).proof is Proof.PASS
    assert dns.asked == ["rsa._domainkey.example.org."]
    found = Desk(dns).examine(sign(one, now=NOW, domain="relay.example"))
    assert found.proof is Proof.NONE
    assert "it is of relay.example, not of example.org" in found.detail


def _tampered(find: bytes, put: bytes) -> bytes:
    return sign(a_mail(), now=NOW).replace(find, put, 1)


_WEEK = int(timedelta(days=7).total_seconds())
_NOW = int(NOW.timestamp())
_REFUSED = {
    "text changed": (_tampered(b"approve", b"approved"), "it does not hold"),
    "text added": (sign(a_mail(), now=NOW) + b"More.\r\n", "it does not hold"),
    "subject changed": (_tampered(b"Subject: Re: Draft", b"Subject: Re: Draft 2"), "it does not hold"),
    "to changed": (_tampered(b"minutes+abc", b"minutes+abd"), "it does not hold"),
    "from changed": (_tampered(b"Ian Bird <", b"Ian <"), "it does not hold"),
    "two From": (_tampered(b"From: ", b"From: Eve <eve@evil.example>\r\nFrom: "), "it has 2 From fields"),
    "two Subject, below": (_tampered(b"Message-ID:", b"Subject: Re: Other\r\nMessage-ID:"), "it has 2 Subject fields"),
    "two To": (b"To: eve@evil.example\r\n" + sign(a_mail(), now=NOW), "it has 2 To fields"),
    "two Content-Type": (sign(a_mail("Content-Type: text/plain", "content-type: x/y"), now=NOW), "it has several Content-Type fields"),
    "no To": (sign(a_mail().replace(b"To: ", b"X-To: "), now=NOW), "it has 0 To fields"),
    "l=": (sign(a_mail(), now=NOW, tags={"l": "7"}) + b"More.\r\n", "it covers only the beginning of the text (l=)"),
    "l= of all": (sign(a_mail(), now=NOW, tags={"l": str(len(BODY))}), "it covers only the beginning of the text (l=)"),
    "From not signed": (sign(a_mail(), now=NOW, signed=("to", "subject", "date")), "it does not cover From"),
    "Subject not signed": (sign(a_mail(), now=NOW, signed=("from", "to", "date")), "it does not cover Subject"),
    "To not signed": (sign(a_mail(), now=NOW, signed=("from", "subject", "date")), "it does not cover To"),
    "Cc not signed": (sign(a_mail("Cc: minutes@example.org"), now=NOW), "it does not cover Cc"),
    "another domain": (sign(a_mail(), now=NOW, domain="evil.example"), "it is of evil.example, not of example.org"),
    "a domain that ends so": (sign(a_mail(), now=NOW, domain="evilexample.org"), "it is of evilexample.org"),
    "a text as its domain": (sign(a_mail(), now=NOW, domain="your account is locked"), "it is of no domain, not of example.org"),
    "a public suffix": (sign(a_mail(), now=NOW, domain="org"), "it is of org, not of example.org"),
    "sha1": (sign(a_mail(), now=NOW, algorithm="rsa-sha1"), "its algorithm (rsa-sha1) is not trusted"),
    "small key": (sign(a_mail(), now=NOW, selector="small"), "its key is too short or cannot be read"),
    "expired": (sign(a_mail(), now=NOW, tags={"x": str(_NOW - 1), "t": str(_NOW - 9)}), "it does not hold"),
    "old": (sign(a_mail(), now=NOW, tags={"t": str(_NOW - _WEEK - 1)}), "it is too old"),
    "of the future": (sign(a_mail(), now=NOW, tags={"t": str(_NOW + 3601)}), "it was made in the future"),
    "old date": (sign(a_mail(date="Mon, 22 Feb 2021 11:59:00 +0000"), now=NOW, tags={"t": None}), "it is too old"),
    "date not signed": (sign(a_mail(), now=NOW, tags={"t": None}, signed=("from", "to", "subject")), "it does not say when it was made"),
    "date unreadable": (sign(a_mail(date="yesterday"), now=NOW, tags={"t": None}), "it cannot be read"),
    "no such key": (sign(a_mail(), now=NOW, tags={"s": "other"}), "DNS has no key for it"),
    "a selector that is no name": (sign(a_mail(), now=NOW, tags={"s": "a b"}), "its key has no name that DNS knows"),
    "another key": (sign(a_mail(), now=NOW, tags={"s": "ed"}), "its key is of another kind"),
    "identity elsewhere": (sign(a_mail(), now=NOW, tags={"i": "@evil.example"}), "it does not hold"),
    "no tags": (b"DKIM-Signature: x\r\n" + a_mail(), "it cannot be read (MessageFormatError)"),
    "a bare CR": (sign(a_mail("X: a\rb"), now=NOW), "servers read its header differently"),
    "no header line": (b"what\r\n" + sign(a_mail(), now=NOW), "its header cannot be read"),
    "a run of blanks": (sign(a_mail(body=" " * 300 + "approve\r\n"), now=NOW), "it is too large"),
    "many fields": (b"X: y\r\n" * 600 + sign(a_mail(), now=NOW), "it is too large"),
    "an endless signature": (b"DKIM-Signature: " + b"a=b;" * 3000 + b"\r\n" + a_mail(), "a DKIM signature is too long"),
}


@pytest.mark.parametrize(("content", "reason"), _REFUSED.values(), ids=_REFUSED.keys())
def test_whatever_is_doubtful_proves_nothing(content: bytes, reason: str) -> None:
    """And says why; it is no failure either, as any relay may break a signature."""
    found = Desk(dns_of("example.org", "evil.example", "evilexample.org", "org")).examine(content)
    assert (found.proof, found.signature_sha256) == (Proof.NONE, "")
    assert reason in found.detail


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (b"; t=y", "its domain only tries DKIM out"),
        (b"; h=sha1", "its key is meant for something else"),
        (b"; s=tlsrpt", "its key is meant for something else"),
        (b"; v=DKIM1", "its key record cannot be read"),
    ],
    ids=["testing", "sha1 only", "not for mail", "double tag"],
)
def test_key_that_is_not_meant_for_it_proves_nothing(flags: bytes, reason: str) -> None:
    """What a domain says of its key, dkimpy does not heed."""
    assert reason in Desk(dns_of("example.org", flags=flags)).examine(sign(a_mail(), now=NOW)).detail


def test_key_may_forbid_subdomains() -> None:
    """`t=s`: the identity must be of the very domain."""
    desk = Desk(dns_of("example.org", flags=b"; t=s"))
    assert desk.examine(sign(a_mail(), now=NOW, tags={"i": "@example.org"})).proof is Proof.PASS
    assert "does not speak for subdomains" in desk.examine(sign(a_mail(), now=NOW, tags={"i": "@lab.example.org"})).detail


def test_revoked_key_proves_nothing() -> None:
    """RFC 6376 3.6.1: an empty p=."""
    desk = Desk(FakeDns({"rsa._domainkey.example.org": b"v=DKIM1; p="}))
    assert "revoked" in desk.examine(sign(a_mail(), now=NOW)).detail


@pytest.mark.parametrize(
    ("signer", "author", "expected"),
    [
        ("example.org", "example.org", True),
        ("mail.example.org", "example.org", True),
        ("example.org", "mail.example.org", True),
        ("a.b.example.co.uk", "example.co.uk", True),
        ("lab.example.org", "office.example.org", False),
        ("co.uk", "example.co.uk", False),
        ("other.co.uk", "example.co.uk", False),
        ("evil.github.io", "github.io", False),
        ("github.io", "chair.github.io", False),
        ("xexample.org", "example.org", False),
        ("", "example.org", False),
    ],
)
def test_aligned_is_a_domain_of_the_same_organisation_above_or_below(signer: str, author: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """A public suffix is nobody's organisation; siblings do not vouch for each other."""
    assert is_aligned(signer, author) is expected


@pytest.mark.parametrize(
    "trouble",
    [
        dkim.DnsTimeoutError("late"),
        dns.exception.Timeout(),  # type: ignore[no-untyped-call]
        dns.resolver.NoNameservers(),  # type: ignore[no-untyped-call]
        dns.exception.DNSException(),  # type: ignore[no-untyped-call]
        OSError("no network"),
        ValueError("a name that cannot be"),
        RuntimeError("no resolver"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_dns_that_fails_proves_nothing_and_stops_nothing(trouble: Exception) -> None:
    """It is not asked again at once, however many signatures there are; a minute later it is."""
    desk = Desk(dns_of("example.org"))
    desk.dns.trouble = trouble
    mail = sign(sign(a_mail(), now=NOW), now=NOW)
    found = desk.examine(mail)
    assert found.proof is Proof.NONE
    assert f"its key cannot be looked up ({type(trouble).__name__})" in found.detail
    desk.dns.trouble = None
    assert desk.examine(mail).proof is Proof.NONE
    assert len(desk.dns.asked) == 1
    desk.clock.forward(seconds=60)
    assert desk.examine(mail).proof is Proof.PASS


def test_dns_is_asked_five_times_at_most() -> None:
    """Each time for another key."""
    mail = a_mail()
    for number in range(9):
        mail = sign(mail, now=NOW, tags={"s": f"k{number}"})
    desk = Desk()
    assert desk.examine(mail).proof is Proof.NONE
    assert len(desk.dns.asked) == 5


def test_key_is_kept_for_some_minutes() -> None:
    """One that is there, and that there is none; what is kept has an end."""
    desk = Desk()
    for _ in range(2):
        desk.examine(sign(a_mail(), now=NOW))
        desk.examine(sign(a_mail(), now=NOW, tags={"s": "other"}))
    assert desk.dns.asked == ["rsa._domainkey.example.org.", "other._domainkey.example.org."]
    desk.clock.forward(minutes=5)
    assert desk.examine(sign(a_mail(), now=NOW)).proof is Proof.PASS
    assert len(desk.dns.asked) == 3
    for number in range(600):
        desk.examine(sign(a_mail(), now=NOW, selector="ed", tags={"s": f"k{number}"}))
    assert len(desk.authenticator._signatures._keys._kept) <= 500  # type: ignore[union-attr]


def test_digest_is_that_of_what_was_signed() -> None:
    """Neither another signature of the same mail, nor a change that a signature permits, makes another digest of it; other words do."""
    desk = Desk(dns_of("example.org", "mail.example.org"))
    digest = desk.examine(sign(a_mail(), now=NOW)).signature_sha256
    same = [
        sign(a_mail(), now=NOW, selector="ed"),
        sign(a_mail(), now=NOW, domain="mail.example.org", form="simple/simple"),
        sign(a_mail("X-Odd: 1", "Delivered-To: minutes@example.org"), now=NOW),
        _tampered(b"Subject: Re: Draft", b"subject:  Re:\r\n Draft").replace(b"\r\n\r\n--", b"  \r\n\r\n--") + b"\r\n",
        sign(a_mail(), now=NOW, signed=SIGNED[:3]),
    ]
    assert {desk.examine(mail).signature_sha256 for mail in same} == {digest}
    others = [a_mail(body="approved\r\n"), a_mail().replace(b"+abc@", b"+abd@"), a_mail().replace(b"Re: Draft", b"Re: Draft 2")]
    assert len({digest, *(desk.examine(sign(mail, now=NOW)).signature_sha256 for mail in others)}) == 4


def test_number_of_a_signature_can_be_changed_and_its_digest_cannot() -> None:
    """A signature to which the modulus of the key is added verifies in dkimpy: its octets are no mark to know it again by."""
    mail = sign(a_mail(), now=NOW)
    octets = mail.split(b"From:")[0].rpartition(b"b=")[2]
    number = int.from_bytes(base64.b64decode(re.sub(rb"\s", b"", octets)), "big") + modulus()
    other = mail.replace(octets, base64.b64encode(number.to_bytes(258, "big")) + b"\r\n", 1)
    desk = Desk()
    assert desk.examine(other).proof is Proof.PASS
    assert desk.examine(other).signature_sha256 == desk.examine(mail).signature_sha256


@pytest.mark.parametrize("author", ["", "ian.bird", "ian@exämple.org", "ian.bird@", "ian@straße.example"])
def test_author_without_a_domain_that_dns_knows_is_never_proven(author: str) -> None:
    """And nobody is asked."""
    desk = Desk()
    assert desk.examine(sign(a_mail(), now=NOW), author).proof is Proof.NONE
    assert desk.dns.asked == []


def test_mutated_signatures_never_raise() -> None:
    """Whatever stands in the tags, in the key record, or is missing."""
    mail = sign(a_mail(), now=NOW)
    end = mail.index(b"From:")
    for position in range(0, end, 3):
        for put in (b"", b"=", b";", b"\xff", b"9" * 30, b" \r\n "):
            content = mail[:position] + put + mail[position + 1 :]
            assert Desk().examine(content).proof in {Proof.NONE, Proof.PASS}
    record = dns_of("example.org").records["rsa._domainkey.example.org"]
    for position in range(0, len(record), 5):
        for put in (b"", b"=", b";", b"\xff"):
            desk = Desk(FakeDns({"rsa._domainkey.example.org": record[:position] + put + record[position + 1 :]}))
            assert desk.examine(mail).proof in {Proof.NONE, Proof.PASS}
    assert parse_tag_value(record)


def test_arc_is_no_signature_of_the_author() -> None:
    """A relay vouches for what it has seen, and nobody for the relay."""
    arc = sign(a_mail(), now=NOW).replace(b"DKIM-Signature:", b"ARC-Message-Signature: i=1;")
    desk = Desk()
    results = b"ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass header.from=example.org\r\n"
    assert desk.examine(results + arc).proof is Proof.NONE
    assert desk.dns.asked == []


def test_signature_ends_when_it_says() -> None:
    """Without the ten hours of grace that dkimpy gives, by the clock of the machine."""
    now = datetime.now(UTC)
    desk = Desk(clock=FakeClock(now))
    time = int(now.timestamp())
    assert desk.examine(sign(a_mail(), now=now, tags={"x": str(time + 60)})).proof is Proof.PASS
    assert "it has expired" in desk.examine(sign(a_mail(), now=now, tags={"t": str(time - 9), "x": str(time - 1)})).detail


@pytest.mark.parametrize("is_wanted", [True, False])
def test_setting_switches_it_off(tmp_path: Path, is_wanted: bool) -> None:  # noqa: FBT001 - a table
    """Then the trusted server alone counts."""
    settings = Settings(dkim_verify=is_wanted, data_dir=tmp_path)
    found = build(settings).receiving.authenticator.examine(b"DKIM-Signature: x\r\n" + a_mail(), AUTHOR)
    assert ("DKIM" in found.detail) is is_wanted


def test_signature_serves_within_its_time_only() -> None:
    """Seven days, by the clock of this machine."""
    desk = Desk()
    mail = sign(a_mail(), now=NOW)
    desk.clock.forward(days=7)
    assert desk.examine(mail).proof is Proof.PASS
    desk.clock.forward(seconds=1)
    assert desk.examine(mail).proof is Proof.NONE
