"""A small PDF, made in code: the slide that a speaker attaches."""

from collections.abc import Sequence

_LEADING = 28
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def slide_pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines on it (ASCII; the first is the title). Source: ISO 32000-1, 7.5."""
    shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
    content = b"BT /F1 20 Tf 40 340 Td %d TL " % _LEADING + shown + b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    """Put the objects one after the other and the table of their places behind them."""
    body = bytearray(_HEAD)
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)


def _escaped(line: str) -> bytes:
    return line.encode("ascii", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
