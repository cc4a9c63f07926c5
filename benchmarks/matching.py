"""Where reports go: how many mails are filed rightly, wrongly, asked about or left to a person, and what each kind of evidence is worth.

    python benchmarks/matching.py [SET ...]

A set is AGENDA.yaml with labelled mails in AGENDA.jsonl beside it; without arguments those of the tests. Shown are our decisions, the same
with each kind of evidence taken away (its weights set to 0), three simple rules on the same mails, how often what is filed with some
confidence is right, and how long `mailflow match --jsonl` takes for 1,000 mails.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from mailflow.bootstrap.application import build  # noqa: E402 - the checkout comes first on the path
from mailflow.config import load_settings  # noqa: E402
from mailflow.domain.agenda import Agenda  # noqa: E402
from mailflow.domain.matching.people import has_address  # noqa: E402
from mailflow.domain.matching.titles import Index  # noqa: E402
from mailflow.domain.matching.weights import WEIGHTS  # noqa: E402
from mailflow.services.rehearsal import Rehearsal  # noqa: E402

Mail = dict[str, Any]
Answer = tuple[str, list[str], dict[str, str], float]
"""Decision, keys, text of each, and the least confidence."""
_KINDS = {
    "token": ("token", "token of several"),
    "thread": ("thread", "thread of others"),
    "sender": ("sender", "delegate", "addressee"),
    "name": ("namesake", "name alone", "colleague"),
    "subject": ("subject", "old subject", "our subject", "near subject", "shared subject", "series"),
    "opening, heading": ("heading", "opening", "lead", "aside", "declared"),
    "text": ("mention", "self", "only one named", "text"),
    "attachment": ("attachment",),
    "signature": ("signature",),
    "quote": ("quote",),
    "contradiction": ("contradiction", "other title"),
    "what else it is": ("occasion", "other subject", "asks", "other tag", "forward", "points below", "pictures"),
}
_MAILS = 1_000


class Corpus:
    """The labelled mails to one agenda."""

    def __init__(self, path: Path) -> None:
        app = build(load_settings())
        self.path = path
        self.agenda: Agenda = app.reading.agendas.read(app.reading.agendas.request(str(path.with_suffix(".yaml"))))
        self.rehearsal = Rehearsal(app.post.codec, self.agenda)
        self.lines = [line for line in path.with_suffix(".jsonl").read_text("utf-8").split("\n") if line]
        self.mails: list[Mail] = [json.loads(line) for line in self.lines]

    def answers(self) -> Iterator[Answer]:
        """Yield our answer to each mail."""
        for line in self.lines:
            found: Any = self.rehearsal.match_line(line)
            slots = found["slots"]
            yield (
                found["decision"],
                [slot["key"] for slot in slots],
                {slot["key"]: slot["text"] for slot in slots},
                min((slot["confidence"] for slot in slots), default=0.0),
            )

    def by_rule(self, rule: Callable[["Corpus", str, str, str], str]) -> Iterator[Answer]:
        """Yield what a simple rule, given subject, text and sender, says to each mail: a key, or nothing."""
        for mail in self.mails:
            message = self.rehearsal.codec.parse(mail["content"].encode("latin-1"))
            key = rule(self, message.subject, message.text, message.author.email)
            yield ("filed", [key], {}, 1.0) if key else ("triage", [], {}, 0.0)

    @property
    def slots(self) -> list[Any]:
        """The items that expect a report."""
        return [item for item in self.agenda.meeting.walk() if item.expects_report]

    def first_title(self, text: str) -> str:
        """Return the key of the slot that a text names first, or an empty text."""
        index = Index([(item.title, item.aliases) for item in self.slots])
        return next((str(self.slots[one.slot].key) for one in index.mentions(text)), "")

    def only_slot(self, email: str) -> str:
        """Return the key of the only slot whose speaker has an address, or an empty text."""
        own = [str(item.key) for item in self.slots if any(has_address(speaker, email) for speaker in item.speakers)]
        return own[0] if len(own) == 1 else ""


_RULES: dict[str, Callable[[Corpus, str, str, str], str]] = {
    "first title in the subject": lambda corpus, subject, _text, _email: corpus.first_title(subject),
    "earliest title in the body": lambda corpus, _subject, text, _email: corpus.first_title(text),
    "the sender's only slot": lambda corpus, _subject, _text, email: corpus.only_slot(email),
}


def main(paths: list[str]) -> None:
    """Print the tables."""
    folder = _ROOT / "tests" / "data" / "matching"
    corpora = [Corpus(Path(path).with_suffix("")) for path in paths or sorted(folder.glob("*.jsonl"))]
    print(f"{'':28}{'mails':>7}{'could':>7}{'right':>7}{'wrong':>7}{'missed':>7}{'asked':>7}{'triage':>7}{'none':>6}")
    for corpus in corpora:
        _show(corpus.path.name, [corpus], Corpus.answers)
    _show("all", corpora, Corpus.answers)
    print("\nwithout:")
    for kind, names in _KINDS.items():
        _show_without(kind, names, corpora)
    print("\nsimple rules (the text of a slot is not looked at):")
    for name, rule in _RULES.items():
        _show(name, corpora, lambda corpus, rule=rule: corpus.by_rule(rule), with_texts=False)
    _show_calibration(corpora)
    _show_speed(corpora)


def _show_without(kind: str, names: tuple[str, ...], corpora: list[Corpus]) -> None:
    kept = {name: WEIGHTS[name] for name in names}
    WEIGHTS.update(dict.fromkeys(names, 0.0))
    _show(f"  {kind}", corpora, Corpus.answers)
    WEIGHTS.update(kept)


def _show(name: str, corpora: list[Corpus], answers: Callable[[Corpus], Iterator[Answer]], *, with_texts: bool = True) -> None:
    count: Counter[str] = Counter()
    for corpus in corpora:
        for mail, answer in zip(corpus.mails, answers(corpus), strict=True):
            count.update(_marks(mail, answer, with_texts=with_texts))
    shown = "".join(f"{count[mark]:>7}" for mark in ("mails", "could", "right", "wrong", "missed", "ask", "triage"))
    print(f"{name:28}{shown}{count['none']:>6}")


def _marks(mail: Mail, answer: Answer, *, with_texts: bool) -> Iterator[str]:
    decision = answer[0]
    yield "mails"
    if "filed" in mail["expect"]:
        yield "could"
    if decision == "filed":
        yield "right" if _is_right(mail, answer, with_texts=with_texts) else "wrong"
        return
    yield decision
    if "filed" in mail["expect"] and decision not in mail["expect"]:
        yield "missed"


def _is_right(mail: Mail, answer: Answer, *, with_texts: bool) -> bool:
    _, keys, texts, _ = answer
    flat = {key: " ".join(text.split()) for key, text in texts.items()}
    has_its_own = all(" ".join(words.split()) in flat.get(key, "") for key, words in mail.get("texts", {}).items())
    has_anothers = any(" ".join(words.split()) in flat.get(key, "") for key, words in mail.get("absent", {}).items())
    return "filed" in mail["expect"] and keys == mail["slots"] and (not with_texts or (has_its_own and not has_anothers))


def _show_calibration(corpora: list[Corpus]) -> None:
    """Print how often the likeliest slot is the right one, by the confidence that it has."""
    right: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for corpus in corpora:
        for mail, (decision, keys, _, _) in zip(corpus.mails, corpus.answers(), strict=True):
            if decision in {"filed", "ask"} and len(mail["slots"]) == 1 and keys:
                found: Any = corpus.rehearsal.match_line(json.dumps(mail))
                place = min(9, int(10 * found["slots"][0]["confidence"]))
                total[place] += 1
                right[place] += keys[0] == mail["slots"][0]
    print("\nconfidence of the likeliest slot, and how often it is the right one (filed from 90 %):")
    for place in sorted(total):
        print(f"  {10 * place:>3}-{10 * place + 10:<3} %{right[place]:>6} of {total[place]:<5}{right[place] / total[place]:>8.1%}")


def _show_speed(corpora: list[Corpus]) -> None:
    largest = max(corpora, key=lambda corpus: len(corpus.lines))
    lines = (largest.lines * (_MAILS // len(largest.lines) + 1))[:_MAILS]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        begun = time.perf_counter()
        agenda = str(largest.path.with_suffix(".yaml"))
        command = [sys.executable, "-m", "mailflow", "match", agenda, file.name, "--jsonl"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=_ROOT)
        seconds = time.perf_counter() - begun
    print(f"\nmailflow match --jsonl: {_MAILS} mails of {largest.path.name} in {seconds:.1f} s, {_MAILS / seconds:.0f} a second")


if __name__ == "__main__":
    main(sys.argv[1:])
