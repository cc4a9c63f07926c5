"""What a file is: by its first octets, and not by what its sender or its name says."""

import io
import zipfile

import pytest

from mailflow.adapters.mime.media_types import is_disguised, true_type


def _zip(*names: str) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return octets.getvalue()


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_ANY = "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "told", "expected"),
    [
        (b"%PDF-1.7\n", _ANY, "application/pdf"),
        (b"%PDF-1.7\n", "text/plain", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/jpeg", "image/png"),
        (b"MZ\x90\x00\x03\x00", "application/pdf", "application/x-msdownload"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(60), "image/png", "application/x-executable"),
        (b"#!/bin/sh\necho\n", _ANY, "text/x-script"),
        (b"L\x00\x00\x00\x01\x14\x02\x00", "application/pdf", "application/x-ms-shortcut"),
        (b"<!-- x --><!DOCTYPE html><html>", "application/pdf", "text/html"),
        (_zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"), _DOCX, _DOCX),
        (_zip("mimetype"), _ODT, _ODT),
        (_zip("a.txt"), _ANY, "application/zip"),
        (_zip("a.txt"), "application/pdf", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "application/msword", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "application/vnd.ms-powerpoint", "application/vnd.ms-powerpoint"),
        (b"MZ is how this note begins", "text/plain", "text/plain"),
        (b"BM, BZh and PK are letters", _ANY, _ANY),
        ("Größe;1\n".encode(), "text/csv", "text/csv"),
        (b"", "application/pdf", "application/pdf"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "application/x-gtar-compressed", "application/x-gtar-compressed"),
    ],
)
def test_tells_a_file_by_its_content(content: bytes, told: str, expected: str) -> None:
    """A container is what it was told as; a few letters at the start of a text make no program of it."""
    assert true_type(content, told) == expected


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("slides.pdf", "application/x-msdownload", True),
        ("slides.pdf.exe", "application/x-msdownload", False),
        ("setup.EXE", "application/x-msdownload", False),
        ("page.html", "text/html", False),
        ("page.pdf", "text/html", True),
        ("run", "application/x-executable", False),
        ("slides.pdf", "application/pdf", False),
        ("slides.pdf", "application/zip", False),
    ],
)
def test_tells_what_hides_behind_a_name(name: str, media_type: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """Programs and pages only: a picture with another suffix harms nobody."""
    assert is_disguised(name, media_type) is expected
