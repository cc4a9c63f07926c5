"""Labelled replies: our own, which are all read right, and the public ones where they are at hand."""

import json
from pathlib import Path

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import Known
from mailflow.services.reading import ReadMessage

_OWN = Path(__file__).parents[1] / "data" / "replies"
_PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "replies-dev.jsonl"
_WANTED = 0.95
_READER = ReadMessage(EmailCodec())


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _is_within(fewer: list[str], more: list[str]) -> bool:
    rest = iter(more)
    return all(line in rest for line in fewer)


def _is_right(row: dict[str, str]) -> bool:
    """Tell whether the text found lies between the two labels, blank lines and spaces apart."""
    answer = _READER.read_line(json.dumps({"id": "", "kind": row["kind"], "content": row["content"]}))
    found = _lines(str(answer["text"]))
    return _is_within(_lines(row["text"]), found) and _is_within(found, _lines(row.get("text_at_most", row["text"])))


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("path", sorted(_OWN.glob("*.jsonl")), ids=lambda path: path.stem)
def test_our_own_replies_are_read_right(path: Path) -> None:
    """All of them: many clients, languages and oddities, words that look like a quote and are none."""
    assert [row["id"] for row in _rows(path) if not _is_right(row)] == []


@pytest.mark.skipif(not _PUBLIC.exists(), reason="the public replies are not part of the product")
def test_public_replies_are_read_right() -> None:
    """95 in a hundred of them."""
    rows = _rows(_PUBLIC)
    wrong = [row["id"] for row in rows if not _is_right(row)]
    assert len(wrong) <= (1 - _WANTED) * len(rows), wrong


_SENT = (
    "Dear Ian,\n\nthe meeting is on Thursday at ten, and we need the report of your project by Tuesday evening.\n"
    "Please say what changed since the last meeting, and what comes next.\n\nCTA status\n\nThe secretary"
)


@pytest.mark.parametrize(
    "quoted",
    [
        _SENT,
        _SENT.replace("\n", " "),
        "\n".join(_SENT.replace("\n", " ")[at : at + 50].strip() for at in range(0, len(_SENT), 50)),
        _SENT.replace(",", ""),
    ],
    ids=["as sent", "on one line", "wrapped anew", "changed a little"],
)
def test_what_we_sent_is_found_without_a_mark(quoted: str) -> None:
    """However it was wrapped; the author's words above and below it stay."""
    found = extract(f"All is well.\n\n{quoted}\n\nSee you there then, with the slides.", Known(original=_SENT))
    assert found.text.split("\n")[0] == "All is well."
    assert found.text.endswith("See you there then, with the slides.")
    assert "by Tuesday evening" not in found.text


def test_a_title_of_what_we_sent_is_no_quote() -> None:
    """An author names the slot that the report is for."""
    text = "CTA status\n\nThe mirror is mounted, and what comes next is the camera."
    assert extract(text, Known(original=_SENT)).text == text
