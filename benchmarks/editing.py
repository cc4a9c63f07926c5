"""Edits of a draft by reply: how many are recovered, asked about, lost, and what else changes, through the emulated mail programs.

    python benchmarks/editing.py [SEED ...]

For each draft of the tests, each program and each kind of edit: what `mailflow decide` makes of the reply, judged word for word. Beside
it, on the same replies: a comparison of the quote (marks off) with what was sent line by line, as tools that merge texts do it, and the
time of both, and of a word diff by difflib alone.
"""

import difflib
import sys
import time
from collections import Counter
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from mailflow.adapters.mime.codec import EmailCodec  # noqa: E402 - the checkout comes first on the path
from mailflow.bootstrap.application import build  # noqa: E402
from mailflow.config import load_settings  # noqa: E402
from mailflow.domain.minutes.sheet import render  # noqa: E402
from mailflow.services.trial import Trial  # noqa: E402
from tests.emulation.clients import CLIENTS, is_possible  # noqa: E402
from tests.emulation.drafts import NAMES, draft_mail  # noqa: E402
from tests.emulation.edits import Case, cases  # noqa: E402
from tests.emulation.judge import judge  # noqa: E402


class Score:
    """What became of the edits, and how long it took."""

    def __init__(self) -> None:
        self.became: Counter[str] = Counter()
        self.collateral = 0
        self.seconds = 0.0

    def count(self, flaws: list[str], *, is_asked: bool) -> None:
        """Count one reply by what the judge says of it."""
        lost = any(flaw.startswith(("not recovered", "in another item")) for flaw in flaws)
        self.became["asked" if is_asked else "lost" if lost else "recovered"] += 1
        self.collateral += not is_asked and any(flaw.startswith("changed near") for flaw in flaws)

    def row(self, name: str) -> str:
        """Return one line of the table."""
        total = sum(self.became.values())
        shares = "  ".join(f"{kind} {self.became[kind]} of {total}" for kind in ("recovered", "asked", "lost"))
        return f"{name:34} {shares}  other words changed in {self.collateral}  {self.seconds / max(total, 1) * 1000:.1f} ms a reply"


def by_lines(minutes: str, reply: str) -> str:
    """Return minutes as a comparison by lines has them: what stands in the reply between the first and the last line that it knows."""
    known = {line.strip() for line in minutes.split("\n") if line.strip()}
    rows = [row.lstrip("> ").rstrip() for row in reply.split("\n")]
    found = [number for number, row in enumerate(rows) if row.strip() in known]
    return "\n".join(rows[found[0] : found[-1] + 1]) if found else minutes


def measure(raw: bytes, found: list[Case], ours: Score, lines: Score, diff: Score) -> None:
    """Let each program send each edit of a draft."""
    app, codec = build(load_settings()), EmailCodec()
    trial: Trial = app.reading.trial(raw)
    minutes = render(trial.draft.lines)
    for case in found:
        for client in CLIENTS:
            if not is_possible(client, raw, case.edits):
                continue
            content = client.reply(raw, case.edits)
            begun = time.perf_counter()
            decided = trial.decide(content)
            ours.seconds += time.perf_counter() - begun
            ours.count(judge(raw, case.edits, str(decided["minutes"])), is_asked=decided["decision"] == "unclear")
            text = codec.parse(content).text
            begun = time.perf_counter()
            merged = by_lines(minutes, text)
            lines.seconds += time.perf_counter() - begun
            lines.count(judge(raw, case.edits, merged), is_asked=False)
            begun = time.perf_counter()
            difflib.SequenceMatcher(None, trial.draft.mail.text.split(), text.split(), autojunk=False).get_opcodes()
            diff.seconds += time.perf_counter() - begun
            diff.became["recovered"] += 1


def main() -> None:
    """Print the table."""
    seeds = [int(argument) for argument in sys.argv[1:]] or [1]
    ours, lines, diff = Score(), Score(), Score()
    for name in NAMES:
        raw = draft_mail(name)
        for seed in seeds:
            measure(raw, cases(raw, seed=seed), ours, lines, diff)
    print(f"{len(CLIENTS)} programs, {len(NAMES)} drafts, seeds {', '.join(map(str, seeds))}")
    print(ours.row("mailflow decide"))
    print(lines.row("line by line"))
    replies = sum(ours.became.values())
    print(f"{'difflib, words only, for its time':34} {diff.seconds / max(replies, 1) * 1000:.1f} ms a reply")


if __name__ == "__main__":
    main()
