"""Whom the trusted server has proven: only its own fields count, and only on top."""

import pytest

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.domain.message import Proof

US = "mx.example.org"
AUTHOR = "ian.bird@example.org"
PASS = f"{US}; dmarc=pass (p=reject) header.from=example.org"
FAIL = f"{US}; dmarc=fail (p=none) header.from=example.org"


def a_mail(*fields: str) -> bytes:
    """Return a mail with these header fields on top of its own."""
    return "".join(f"{field}\r\n" for field in (*fields, f"From: Ian Bird <{AUTHOR}>", "Subject: x")).encode() + b"\r\napprove\r\n"


def results(*values: str) -> bytes:
    """Return a mail with these Authentication-Results, the first on top."""
    return a_mail(*(f"Authentication-Results: {value}" for value in values))


def verdict(content: bytes, *, author: str = AUTHOR, server: str = US) -> Proof:
    """Judge a mail."""
    return TrustedServerAuthenticator(server).verdict(content, author).proof


def test_believes_the_trusted_server() -> None:
    """DMARC has passed for the domain of the author; who said so stands in the detail."""
    found = TrustedServerAuthenticator(US).verdict(results(PASS), AUTHOR)
    assert (found.proof, found.detail) == (Proof.PASS, "DMARC passed for example.org")


@pytest.mark.parametrize(
    "value",
    [
        f"{US}; spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org; dmarc=pass header.from=example.org",
        f"{US}; DMARC=PASS header.from=EXAMPLE.ORG",
        f"{US};\r\n dkim=pass (2048-bit key) header.d=example.org;\r\n\tdmarc=pass (p=quarantine dis=none) header.from=example.org",
        f"\r\n {US} ; dmarc=pass (really) header.from=example.org",
        f"{US}; dmarc=pass header.from={AUTHOR}",
        f"{US}; dmarc=pass policy.dmarc=reject header.from=example.org",
    ],
    ids=["with others", "capitals", "folded", "comment", "whole address", "more properties"],
)
def test_reads_what_servers_write(value: str) -> None:
    """RFC 8601, in its many spellings."""
    assert verdict(results(value)) is Proof.PASS


def test_run_of_fields_on_top_counts() -> None:
    """Some servers write a field for each method; their filters may write others between."""
    assert verdict(results(f"{US}; dkim=pass header.d=example.org", f"{US}; spf=pass smtp.mailfrom=example.org", PASS)) is Proof.PASS
    assert verdict(results(PASS, f"{US}; dkim=pass header.d=example.org")) is Proof.PASS
    between = ("Received-SPF: pass", "DKIM-Filter: OpenDKIM", "X-Spam-Score: 0", "ARC-Seal: i=1")
    mail = a_mail(f"Authentication-Results: {US}; dkim=pass header.d=example.org", *between, f"Authentication-Results: {PASS}")
    assert verdict(mail) is Proof.PASS


@pytest.mark.parametrize(
    "between",
    [
        "Received: from evil by mx",
        "Return-Path: <x@evil.example>",
        "Authentication-Results: evil.example; dkim=pass",
        f"Authentication-Results: {US}",
        f"Authentication-Results: {US} 1; none",
        f"Authentication-Results: {US}; (((",
        "DKIM-Signature: v=1",
        "Subject: x",
        "Message-ID: <1@evil.example>",
    ],
)
def test_run_ends_where_another_may_have_written(between: str) -> None:
    """What stands below it, our server may have passed on."""
    mail = a_mail(f"Authentication-Results: {US}; dkim=pass header.d=example.org", between, f"Authentication-Results: {PASS}")
    assert verdict(mail) is Proof.NONE


def test_two_dmarc_results_in_a_run_are_no_proof() -> None:
    """The upper one of two counts where it fails; where it passes, one of both is not our server's."""
    assert verdict(results(PASS, FAIL)) is Proof.NONE
    assert verdict(results(PASS, PASS)) is Proof.NONE
    assert verdict(results(f"{US}; dkim=pass header.d=example.org", FAIL, PASS)) is Proof.FAIL


@pytest.mark.parametrize(
    "spelling",
    [
        US.upper(),
        "MX.example.org",
        f"{US} 1",
        f"(x) {US}",
        f"{US} (x)",
        f'"{US}"',
        f"{US}.",
        "mx.\r\n example.org",
        f"{US}\x0b",
        f"{US}\xa0",
    ],
)
def test_only_the_exact_name_counts(spelling: str) -> None:
    """Our server writes it so; any other spelling is what a server that strips its own name may have overlooked."""
    assert verdict(results(f"{spelling}; dmarc=pass header.from=example.org")) is Proof.NONE


def test_two_dmarc_results_are_none() -> None:
    """No server writes two: one of them came in by a value."""
    for one, other in (("pass", "pass"), ("pass", "fail"), ("fail", "pass")):
        field = f"{US}; dmarc={one} header.from=example.org; dmarc={other} header.from=example.org"
        assert verdict(results(field)) is Proof.NONE


@pytest.mark.parametrize(
    "octets",
    [b"X-Odd: a\rb\r\n", b"X-Odd: a\nX-B: c\r\n", b"X-Odd: a\r\r\n", b"X-Odd: a\0b\r\n", b"X: a\rAuthentication-Results: b\r\n"],
)
def test_header_that_servers_read_differently_is_no_proof(octets: bytes) -> None:
    """A bare CR or LF is the end of a line to one and nothing to the other; a NUL ends it for a third."""
    assert verdict(octets + results(PASS)) is Proof.NONE
    assert verdict(results(PASS).replace(b"\r\n\r\n", b"\r\n" + octets + b"\r\n", 1)) is Proof.NONE


def test_body_may_hold_any_octets() -> None:
    """Only the header is judged; lines may end in LF alone as well."""
    assert verdict(results(PASS) + b"a\rb\0c\r\n") is Proof.PASS
    assert verdict(results(PASS).replace(b"\r\n", b"\n") + b"a\rb\0c\n") is Proof.PASS


def test_trace_fields_may_stand_above() -> None:
    """A later hop of our own puts its Received on top."""
    mail = a_mail("Return-Path: <x@example.org>", "Received: from mx by imap", f"Authentication-Results: {PASS}", "Received: from y by mx")
    assert verdict(mail) is Proof.PASS


@pytest.mark.parametrize("server", [""], ids=["none"])
def test_believes_nobody_with_nobody_configured(server: str) -> None:
    """Whatever the mail says, even with an empty id."""
    for content in (results(PASS), results("; dmarc=pass header.from=example.org"), results('""; dmarc=pass header.from=example.org')):
        found = TrustedServerAuthenticator(server).verdict(content, AUTHOR)
        assert found.proof is Proof.NONE
        assert "MAILFLOW_TRUSTED_AUTHSERV_ID" in found.detail


@pytest.mark.parametrize(
    "content",
    [
        a_mail(),
        results("evil.example; dmarc=pass header.from=example.org"),
        results(f"{US}.evil.example; dmarc=pass header.from=example.org"),
        results(f"evil-{US}; dmarc=pass header.from=example.org"),
        results(f"evil.example ({US}); dmarc=pass header.from=example.org"),
        results(f"evil.example; x={US}; dmarc=pass header.from=example.org"),
        results("evil.example; dmarc=pass header.from=example.org", PASS),
        results(f"{US}; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=example.org"),
        results(f"{US}; none"),
        results("dmarc=pass header.from=example.org"),
        results(f"{US} dmarc=pass header.from=example.org"),
        results(""),
        a_mail(f"Authentication-Results: {US}; spf=pass", "Received: from evil by mx", f"Authentication-Results: {PASS}"),
        a_mail(f"ARC-Authentication-Results: i=1; {PASS}"),
        a_mail(f"X-Authentication-Results: {PASS}"),
        a_mail(f"Subject: Authentication-Results: {PASS}"),
        a_mail() + f"Authentication-Results: {PASS}\r\n".encode(),
    ],
    ids=[
        "no field",
        "another server",
        "our name as a subdomain",
        "our name as a suffix",
        "our name in a comment",
        "our name in a result",
        "ours below a stranger's",
        "no DMARC",
        "none",
        "no id",
        "no semicolon",
        "empty",
        "below a field of the sender's",
        "ARC",
        "another field",
        "in the subject",
        "in the body",
    ],
)
def test_proves_nothing_without_the_word_of_the_trusted_server(content: bytes) -> None:
    """What stands below anything else may be the sender's own."""
    assert verdict(content) is Proof.NONE


@pytest.mark.parametrize(
    "value",
    [
        FAIL,
        f"{US}; dmarc=none header.from=example.org",
        f"{US}; dmarc=temperror header.from=example.org",
        f"{US}; dmarc=bestguesspass header.from=example.org",
        f"{US}; dmarc=pass header.from=evil.example",
        f"{US}; dmarc=pass header.from=sub.example.org",
        f"{US}; dmarc=pass header.from=org",
        f"{US}; dmarc=pass",
        f"{US}; dmarc=pass smtp.from=example.org",
        f"{US}; dmarc=fail (dmarc=pass header.from=example.org) header.from=example.org",
        f'{US}; dmarc=fail reason="dmarc=pass header.from=example.org" header.from=example.org',
        f'{US}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.org"; dmarc=fail header.from=example.org',
    ],
    ids=[
        "fail",
        "none",
        "temperror",
        "a guess",
        "another domain",
        "a subdomain",
        "a superdomain",
        "no domain",
        "another property",
        "pass in a comment",
        "pass in a reason",
        "pass in a quoted value",
    ],
)
def test_anything_but_a_clear_pass_is_none(value: str) -> None:
    """Of the author's very domain; tricks with comments and quotes change nothing."""
    assert verdict(results(value)) is Proof.FAIL


def test_only_the_topmost_word_counts() -> None:
    """A field of ours that the sender wrote, as if our server had passed it on, stands below the real one."""
    assert verdict(results(FAIL, PASS)) is Proof.FAIL


@pytest.mark.parametrize("author", ["", "ian.bird", "@"], ids=["none", "no domain", "empty domain"])
def test_author_without_a_domain_is_never_proven(author: str) -> None:
    """Nothing was judged for nobody."""
    for value in (f"{US}; dmarc=pass", f"{US}; dmarc=pass header.from=", PASS):
        assert verdict(results(value), author=author) is not Proof.PASS


def test_bytes_beyond_ascii_hurt_nobody() -> None:
    """In the field itself or in another one."""
    assert verdict(b"X-Odd: \xff\xfe\r\n" + results(PASS)) is Proof.PASS
    assert verdict(b"Authentication-Results: " + US.encode() + b"; dmarc=pass header.from=example.org\xff\r\n\r\n") is not Proof.PASS


@pytest.mark.parametrize(
    "value",
    ["(" * 50_000, f"{US}; " + "(" * 50_000, f"{US}; dmarc=pass " + "a.b=c " * 20_000, '"' * 50_001, f"{US}" + "; spf=pass" * 20_000],
    ids=["comments", "open comments", "properties", "quotes", "results"],
)
def test_endless_field_is_no_proof(value: str) -> None:
    """Nor does it stop the reader."""
    assert verdict(results(value)) is not Proof.PASS
