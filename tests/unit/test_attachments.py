"""Which files are kept."""

import pytest

from mailflow.domain.attachments import Refusal, why_refused
from mailflow.domain.message import Attachment

_MB = 1024 * 1024
_PE = b"MZ" + b"\x90\0" * 29 + (64).to_bytes(4, "little") + b"PE\0\0"


def _file(name: str, content: bytes = b"x", media_type: str = "application/octet-stream") -> Attachment:
    return Attachment(name, media_type, content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_PE, Refusal.PROGRAM),
        (b"\x7fELF\x02\x01", Refusal.PROGRAM),
        (b"\xcf\xfa\xed\xfe\x07", Refusal.PROGRAM),
        (b"\xca\xfe\xba\xbe\0\0", Refusal.PROGRAM),
        (b"#!/bin/sh\nrm x", Refusal.SCRIPT),
        (b"\xef\xbb\xbf#! /usr/bin/env python3\n", Refusal.SCRIPT),
        (b"!<arch>\ndebian-binary   ", Refusal.INSTALLER),
        (b"\0" * 0x8001 + b"CD001" + b"\0" * 9, Refusal.INSTALLER),
        (b"x" * 999 + b"koly" + b"\0" * 508, Refusal.INSTALLER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 80 + bytes.fromhex("84100c0000000000c000000000000046"), Refusal.INSTALLER),
        (b"L\0\0\0\x01\x14\x02\0\0", Refusal.SHORTCUT),
    ],
)
def test_a_program_is_known_by_its_content(content: bytes, reason: Refusal) -> None:
    """Whatever it is called."""
    assert why_refused(_file("slides.pdf", content, "application/pdf"), kept=()) is reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("setup.exe", Refusal.PROGRAM),
        ("slides.pdf.EXE", Refusal.PROGRAM),
        ("slides.exe. .", Refusal.PROGRAM),
        ("slides\u202efdp.exe", Refusal.PROGRAM),
        ("slides.e\u200bxe", Refusal.PROGRAM),
        ("slides.exe::$DATA", Refusal.PROGRAM),
        ("tool.jar", Refusal.PROGRAM),
        ("addin.xlam", Refusal.PROGRAM),
        ("run.ps1", Refusal.SCRIPT),
        ("page.hta", Refusal.SCRIPT),
        ("x.msi", Refusal.INSTALLER),
        ("x.iso", Refusal.INSTALLER),
        ("minutes.lnk", Refusal.SHORTCUT),
    ],
)
def test_a_program_is_known_by_its_name(name: str, reason: Refusal) -> None:
    """By the suffix that the system goes by."""
    assert why_refused(_file(name), kept=()) is reason


def test_a_program_is_known_by_its_type() -> None:
    """Where it has no name."""
    assert why_refused(_file("attachment", media_type="application/x-msdownload"), kept=()) is Refusal.PROGRAM


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("slides.pdf", b"%PDF-1.7"),
        ("slides.pptm", b"PK\x03\x04"),
        ("budget.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("plot.svg", b"<svg/>"),
        ("page.html", b"<html>"),
        ("data.zip", b"PK\x03\x04"),
        ("notes.txt", b"MZ is a code of Mozambique"),
        ("README", b""),
        ("notebook.ipynb", b"{}"),
        ("v1.2", b"x"),
        (".exe-less", b"x"),
    ],
)
def test_what_speakers_send_is_kept(name: str, content: bytes) -> None:
    """Office files with macros too: office asks before it runs them."""
    assert why_refused(_file(name, content), kept=()) == ""


def test_limits_are_of_a_file_of_their_number_and_of_all() -> None:
    """What is just at the limit is kept."""
    largest = _file("a.pdf", b"x" * (10 * _MB))
    assert why_refused(largest, kept=()) is Refusal.KEPT
    assert why_refused(_file("a.pdf", b"x" * (10 * _MB + 1)), kept=()) == "larger than 10 MB"
    assert why_refused(_file("a.pdf"), kept=[_file("b.pdf")] * 19) is Refusal.KEPT
    assert why_refused(_file("a.pdf"), kept=[_file("b.pdf")] * 20) == "more than 20 files"
    assert why_refused(_file("a.pdf", b"x" * (5 * _MB)), kept=[largest] * 2) is Refusal.KEPT
    assert why_refused(_file("a.pdf", b"x" * (5 * _MB + 1)), kept=[largest] * 2) == "all files together are larger than 25 MB"
