"""Signing what goes out: what arrives proves our domain, and nothing that decides can be added to it."""

import base64
from pathlib import Path

import dkim
import pytest
from structlog.testing import capture_logs

from mailflow.adapters.dkim_signing import DkimSigner, SigningKey
from mailflow.bootstrap.application import build
from mailflow.config import Settings
from mailflow.domain.errors import ConfigurationError
from tests.signer import dns_of

KEYS = Path(__file__).parents[1] / "data" / "dkim"
SEED = bytes(range(32))
MAIL = (
    b"From: TC <minutes@example.org>\r\nTo: reader@example.net\r\nSubject: Minutes\r\nDate: Sat, 28 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@example.org>\r\nList-Unsubscribe: <https://x.example.org/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n.All is  well. \r\n\r\n\r\n"
)


@pytest.fixture
def ed25519(tmp_path: Path) -> Path:
    """Give a private key of Ed25519 in PKCS #8."""
    body = base64.b64encode(bytes.fromhex("302e020100300506032b657004220420") + SEED).decode()
    file = tmp_path / "ed.pem"
    file.write_text(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    return file


def rsa() -> SigningKey:
    """Return the key of example.org."""
    return SigningKey.load(KEYS / "rsa2048.pem", "rsa", "example.org")


def verdicts(content: bytes) -> list[bool]:
    """Return whether each signature of a message holds."""

    def holds(number: int) -> bool:
        try:
            return bool(dkim.DKIM(content).verify(idx=number, dnsfunc=lambda name, timeout=5: dns(name, timeout)))
        except dkim.DKIMException:
            return False

    count = content.partition(b"\r\n\r\n")[0].lower().count(b"dkim-signature:")
    dns = dns_of("example.org")
    return [holds(number) for number in range(count)]


def test_both_algorithms_hold(ed25519: Path) -> None:
    """One message with two signatures: whoever cannot read the newer one has the other."""
    signed = DkimSigner((rsa(), SigningKey.load(ed25519, "ed", "example.org")))(MAIL)
    assert signed.endswith(MAIL)
    assert signed.count(b"a=rsa-sha256") == signed.count(b"a=ed25519-sha256") == 1
    assert verdicts(signed) == [True, True]


@pytest.mark.parametrize(("mode", "lines"), [(0o600, 0), (0o640, 0), (0o644, 1)], ids=["owner", "group", "everybody"])
def test_a_key_that_everybody_can_read_is_told_in_a_line(ed25519: Path, mode: int, lines: int) -> None:
    """It is used all the same: secrets that a container is given are often so."""
    ed25519.chmod(mode)
    with capture_logs() as logs:
        SigningKey.load(ed25519, "ed", "example.org")
    assert [log["event"] for log in logs] == ["dkim_key_is_open"] * lines


def test_a_seed_in_base64_is_a_key(tmp_path: Path) -> None:
    """As dkimpy itself writes it."""
    (tmp_path / "seed").write_bytes(base64.b64encode(SEED) + b"\n")
    assert verdicts(DkimSigner((SigningKey.load(tmp_path / "seed", "ed", "example.org"),))(MAIL)) == [True]


@pytest.mark.parametrize("field", ["From", "To", "Cc", "Subject", "Reply-To", "Sender", "In-Reply-To", "Content-Type", "List-Unsubscribe"])
def test_nobody_can_add_a_field_that_decides(field: str) -> None:
    """Neither a second one, nor one that is not there: it is signed that there is no more."""
    signed = DkimSigner((rsa(),))(MAIL)
    assert verdicts(signed) == [True]
    assert verdicts(f"{field}: x@example.org\r\n".encode() + signed) == [False]


@pytest.mark.parametrize(("before", "after"), [(b"well", b"bad"), (b"Subject: Minutes", b"Subject: Money"), (b"u/1", b"u/2")])
def test_nothing_that_is_signed_can_be_changed(before: bytes, after: bytes) -> None:
    """The whole text, and the way out by one click (RFC 8058 4)."""
    assert verdicts(DkimSigner((rsa(),))(MAIL).replace(before, after)) == [False]


def test_what_servers_change_on_the_way_is_no_change() -> None:
    """Blanks, and the lines in which fields are folded; the length of the text is not limited (l=)."""
    signed = DkimSigner((rsa(),))(MAIL)
    assert verdicts(signed.replace(b"is  well. ", b"is well.").replace(b"Subject: Minutes", b"SUBJECT:   Minutes")) == [True]
    assert b"l=" not in signed.replace(b"\r\n\t", b"").partition(b"\r\n")[0].replace(b"; ", b";").split(b";bh=")[0]
    assert b"c=relaxed/relaxed" in signed


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"AAAA"], ids=repr)
def test_what_is_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    """In one line that names the setting and the file."""
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"MAILFLOW_DKIM_KEY_FILE: .*key is no private key"):
        SigningKey.load(tmp_path / "key", "rsa", "example.org")


def test_a_key_that_is_too_short_is_no_key() -> None:
    """Receivers do not count what anybody can break (RFC 8301 3.2)."""
    with pytest.raises(ConfigurationError, match="1024 bits"):
        SigningKey.load(KEYS / "rsa768.pem", "small", "example.org")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """And a selector that can be no name in DNS."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        SigningKey.load(tmp_path / "none", "rsa", "example.org")
    with pytest.raises(ConfigurationError, match="MAILFLOW_DKIM_SELECTOR"):
        SigningKey.load(KEYS / "rsa2048.pem", "a b", "example.org")


def test_settings_name_the_keys(tmp_path: Path, ed25519: Path) -> None:
    """Several by commas; the domain is that of our address unless another is set."""
    settings = Settings(
        data_dir=tmp_path, address="minutes@example.org", dkim_key_file=f"{KEYS / 'rsa2048.pem'}, {ed25519}", dkim_selector="rsa, ed"
    )
    signer = build(settings).sending.signer
    assert signer is not None
    assert verdicts(signer(MAIL)) == [True, True]
    assert b"d=example.org" in signer(MAIL)
    assert build(Settings(data_dir=tmp_path)).sending.signer is None
    with pytest.raises(ConfigurationError, match="one name for each file"):
        build(Settings(data_dir=tmp_path, dkim_key_file="a")).check()
