"""Who reads a reply best: us beside the libraries of PyPI, on the same labelled replies in one run, and our worst cases.

    python benchmarks/extraction.py [LABELLED.jsonl ...]

The peers are installed into an environment of their own, which is thrown away; one that does not install is left out. Of each: how many
replies are read exactly (between the two labels), in how many authored words are lost, in how many others are leaked, and the time for
3 KB. Without arguments: our own set and, where it is there, the public one.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_PEERS = {
    "talon": ("talon", "from talon import quotations as q\nf = q.extract_from_plain"),
    "talon+signature": (
        "talon",
        (
            "from talon import quotations as q\nfrom talon.signature.bruteforce import extract_signature as s\n"
            "f = lambda text: s(q.extract_from_plain(text))[0]"
        ),
    ),
    "mail-parser-reply": (
        "mail-parser-reply",
        (
            "from mailparser_reply import EmailReplyParser as P\n"
            "p = P(languages=['en', 'fr', 'de', 'it', 'es', 'nl', 'pl', 'pt', 'da', 'sv'])\n"
            "f = lambda text: p.parse_reply(text=text) or ''"
        ),
    ),
    "email-reply-parser": ("email-reply-parser", "from email_reply_parser import EmailReplyParser as P\nf = P.parse_reply"),
    "quotequail": (
        "quotequail",
        "import quotequail as q\nf = lambda text: '\\n'.join(part for shown, part in q.quote(text) if shown)",
    ),
}
_LOOP = """
import json, sys, time
{setup}
for line in sys.stdin:
    text = json.loads(line)
    begun = time.perf_counter()
    try:
        found = f(text)
    except Exception as error:
        found = ""
    print(json.dumps([found or "", time.perf_counter() - begun]), flush=True)
"""
_OURS = "from mailflow.domain.extraction.extract import extract\nf = lambda text: extract(text).text"
_MESSAGE = (
    "The mirror is mounted, and the rest of it is text as people write it every day.\n" * 12
    + "\nBest regards,\nIan\n\nOn 3 Mar 2021, at 10:00, Ian Bird <ian@example.org> wrote:\n\n"
    + "".join(f"> Dear Matthias, please tell us what is new: {number}\n" for number in range(40))
)
_ROUNDS = 50
_MEGABYTE = 1_000_000


def main(paths: list[str]) -> None:
    """Print the table and the worst cases."""
    files = [Path(path) for path in paths] or _labelled()
    lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n") if line]
    rows = [row for row in map(json.loads, lines) if row["kind"] == "text"]
    print(f"{len(rows)} labelled replies of {', '.join(file.stem for file in files)}\n")
    print(f"{'':20}{'exact':>8}{'lost':>8}{'leaked':>8}{'3 KB':>10}")
    _show("mailflow", _run(sys.executable, _OURS, rows), rows)
    with tempfile.TemporaryDirectory() as folder:
        for name, (package, setup) in _PEERS.items():
            python = _installed(Path(folder) / package, package)
            answers = _run(python, setup, rows) if python else None
            _show(name, answers, rows)
    print("\nworst of 1 MB:")
    for name, seconds in sorted((_worst() | _worst_html()).items(), key=lambda case: -case[1])[:8]:
        print(f"  {seconds:6.2f} s  {name!r}")


def _labelled() -> list[Path]:
    public = _ROOT.parent / "shared" / "data" / "replies-dev.jsonl"
    return [*sorted((_ROOT / "tests" / "data" / "replies").glob("*.jsonl")), *([public] if public.exists() else [])]


def _installed(folder: Path, package: str) -> str | None:
    """Return the interpreter of an environment with a peer in it, None if the peer does not install."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        arguments = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "setuptools<81", package]
        if subprocess.run(arguments, capture_output=True, check=False, timeout=300).returncode:
            return None
    return str(python)


def _run(python: str, setup: str, rows: list[dict[str, str]]) -> list[tuple[str, float]] | None:
    """Return the text found in each reply, and last in the message of 3 KB, with the seconds it took; None if the peer does not run."""
    texts = [row["content"] for row in rows] + [_MESSAGE] * _ROUNDS
    asked = "".join(json.dumps(text) + "\n" for text in texts)
    environment = {**os.environ, "PYTHONPATH": str(_ROOT) if python == sys.executable else ""}
    done = subprocess.run(
        [python, "-c", _LOOP.format(setup=setup)], input=asked, capture_output=True, text=True, check=False, timeout=300, env=environment
    )
    answers = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    return answers if len(answers) == len(texts) else None  # type: ignore[return-value]


def _show(name: str, answers: list[tuple[str, float]] | None, rows: list[dict[str, str]]) -> None:
    if answers is None:
        print(f"{name:20}  does not install or run")
        return
    found = [text for text, _ in answers[: len(rows)]]
    pairs = list(zip(found, rows, strict=True))
    lost = sum(not _is_within(row["text"], text) for text, row in pairs)
    leaked = sum(not _is_within(text, row.get("text_at_most", row["text"])) for text, row in pairs)
    exact = sum(_is_within(row["text"], text) and _is_within(text, row.get("text_at_most", row["text"])) for text, row in pairs)
    timed = sorted(seconds for _, seconds in answers[len(rows) :])[_ROUNDS // 2]
    print(f"{name:20}{100 * exact / len(rows):7.1f}%{100 * lost / len(rows):7.1f}%{100 * leaked / len(rows):7.1f}%{1000 * timed:7.2f} ms")


def _is_within(fewer: str, more: str) -> bool:
    """Tell whether all words stand in a longer text in their order."""
    rest = iter(more.split())
    return all(word in rest for word in fewer.split())


def _worst() -> dict[str, float]:
    units = (
        "\n",
        ">\n",
        "> \n",
        "On\n",
        "--\n",
        "-- \n>\n",
        "On 1.1.2021 wrote:\n",
        "From: a@b 2021\n",
        "> a\nb\n",
        "Thanks\n",
        ":\n",
        "a:\n\n",
        "On Monday x wrote:\n",
        "he said this:\n\n> a\n> b\n\n",
        "a\n---\n",
    )
    cases = {unit: unit * (_MEGABYTE // len(unit)) for unit in (*units, "wrote ", "a", "<", "A.'", "```\n", "Sent from my x\n")}
    cases["nested quotes"] = "\n".join(">" * depth for depth in range(1400))
    cases["attributions"] = "".join(f"On {number}.1.2021, at 10:00, Ian <a@b> wrote:\n" for number in range(24_000))
    cases["lead-ins"] = "".join(f"line {number} of text:\n" for number in range(50_000))
    cases["blocks"] = "".join(f"From: a{number}@b.org\nSent: 2021\nTo: x\nSubject: {number}\n\n" for number in range(20_000))
    verbs = "wrote 1:00 " * 5 + "wrote " * 12
    cases["verbs"] = "".join(f"On 3 March 2021 at {verbs}{number}:\n" for number in range(6500))
    return {name: _timed(text) for name, text in cases.items()}


def _timed(text: str) -> float:
    sys.path.insert(0, str(_ROOT))
    extract: Callable[[str], object] = __import__("mailflow.domain.extraction.extract", fromlist=["extract"]).extract
    begun = time.process_time()
    extract(text)
    return time.process_time() - begun


def _worst_html() -> dict[str, float]:
    """Return the seconds that HTML of 1 MB takes, from the octets of the mail to the text."""
    units = (
        "<p>text of a report</p>",
        "<div>",
        "<blockquote>",
        "<blockquote>a</blockquote>",
        '<div class="gmail_quote">a</div>',
        "<table><tr><td>",
        "<tr><td>a</td><td>b</td></tr>",
        '<span style="color:#fff">x</span>',
        '<a href="http://e.org/">x</a>',
        "<ul><li>x",
        '<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">-</span>x</p>',
        "<br>",
        "<b>x</b>",
        "&",
        "&nbsp;",
        "&gt; x<br>",
        "<!-- x -->",
        "<",
        "a ",
        "a",
        "\n",
    )
    return {f"HTML {unit}": _timed_html(unit * (_MEGABYTE // len(unit))) for unit in units}


def _timed_html(html: str) -> float:
    sys.path.insert(0, str(_ROOT))
    codec = __import__("mailflow.adapters.mime.codec", fromlist=["EmailCodec"]).EmailCodec()
    hear = __import__("mailflow.domain.extraction.witnesses", fromlist=["hear"]).hear
    octets = b"Content-Type: text/html; charset=utf-8\n\n" + html.encode()
    begun = time.process_time()
    message = codec.parse(octets)
    hear(message.text, message.rich)
    return time.process_time() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
