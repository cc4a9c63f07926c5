"""The emulators of mail programs do what they say: what they make is a reply, and holds the draft with the edits and nothing else."""

import email
import re
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage

import pytest

from tests.emulation.clients import CLIENTS, is_possible
from tests.emulation.dom import body_of, parse
from tests.emulation.drafts import NAMES, draft_mail
from tests.emulation.edits import Case, cases
from tests.emulation.html_text import TextStyle, to_text
from tests.emulation.judge import judge
from tests.emulation.model import RULER, Client, Edit, open_draft
from tests.emulation.typing_text import edited_rows

SEED = 3
_QUOTED = re.compile(r"(?m)^(?:TCM>|[>| ])+")
_LISTED = re.compile(r"(?m)^\s*(?:[-*•·o]|\d+\.)\s+")
_EVERY = [(NAMES[(at + step) % len(NAMES)], client) for at, client in enumerate(CLIENTS) for step in (0, 2)]
_IDS = [f"{client.name}: {name}" for name, client in _EVERY]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"https?://\S+", "", text))


def _bodies(raw: bytes) -> list[str]:
    """Return the texts of a reply, that of the HTML among them, without the marks of quotes and lists."""
    mail = email.message_from_bytes(raw, policy=policy.default)
    texts = []
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        if isinstance(part, EmailMessage):
            content: str = part.get_content()
            is_html = kind == "html"
            texts.append("\n".join(to_text(body_of(parse(content)), TextStyle())) if is_html else _QUOTED.sub("", content))
    return [_LISTED.sub("", text) for text in texts]


def _minutes(raw: bytes, edits: Sequence[Edit]) -> str:
    rows = [row.text for row in edited_rows(open_draft(raw), edits)]
    rulers = [at for at, row in enumerate(rows) if RULER.match(row)]
    return "\n".join(rows[rulers[0] + 1 : rulers[-1]])


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_reply_is_a_mail_that_answers_the_draft(client: Client) -> None:
    """It comes from the chair, goes to the reply address, and names what it answers; its lines end with CRLF."""
    raw = draft_mail("model")
    draft = open_draft(raw).headers
    octets = client.reply(raw, ())
    mail = email.message_from_bytes(octets, policy=policy.default)
    assert (mail["From"], mail["To"]) == (draft["To"], draft["Reply-To"])
    assert (mail["In-Reply-To"], mail["References"]) == (draft["Message-ID"], draft["Message-ID"])
    assert mail["Subject"].endswith(draft["Subject"])
    assert mail["Message-ID"]
    assert not mail.defects
    assert not re.search(rb"(?<!\r)\n", octets)
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(("name", "client"), _EVERY, ids=_IDS)
def test_unedited_reply_holds_all_words(name: str, client: Client) -> None:
    """Whatever is done to the layout; words that the HTML does not show (by-lines) may be missing in a reply made of it."""
    raw = draft_mail(name)
    draft = open_draft(raw)
    lines = [line for line in draft.lines if not line.is_byline and not line.is_heading]
    for body in _bodies(client.reply(raw, ())):
        wanted = [word for line in lines for word in _words(line.text[len(line.marker) :])]
        rest = iter(_words(body))
        missing = [word for word in wanted if word not in rest]
        assert not missing


@pytest.mark.parametrize("number", range(len(CLIENTS)), ids=[client.name for client in CLIENTS])
def test_edits_are_made_in_the_reply(number: int) -> None:
    """What is new is there as often as it should be, what is old is gone, and all else is as in the reply without edits."""
    raw, client = draft_mail(NAMES[number % len(NAMES)]), CLIENTS[number]
    before = [sorted(_words(body)) for body in _bodies(client.reply(raw, ()))]
    for case in cases(raw, seed=SEED)[number % 6 :: 6]:
        if not is_possible(client, raw, case.edits):
            assert case.name == "byline"
            continue
        for old, body in zip(before, _bodies(client.reply(raw, case.edits)), strict=True):
            assert sorted(_words(body)) == _edited(old, case), case


def _edited(before: Sequence[str], case: Case) -> list[str]:
    after = list(before)
    for edit in case.edits:
        for word in _words(_told(edit.line) if edit.kind == "delete" else edit.old):
            after.remove(word)
        after += _words(edit.new)
    return sorted(after)


def _told(line: str) -> str:
    return re.sub(r"^(?:[-*•]|\d+\.) ", "", line)


@pytest.mark.parametrize("name", NAMES)
def test_judge_is_content_with_the_edits(name: str) -> None:
    """Minutes in which just the edits were made have no flaws, and those in which they were not have one for each."""
    raw = draft_mail(name)
    for case in cases(raw, seed=SEED):
        assert judge(raw, case.edits, _minutes(raw, case.edits)) == [], case
        undone = [edit for edit in case.edits if not edit.kind.startswith("append")]
        flaws = judge(raw, case.edits, _minutes(raw, ()))
        assert len(flaws) == len(undone), (case, flaws)
        assert all(flaw.startswith("not recovered") for flaw in flaws), (case, flaws)


def test_judge_sees_what_else_changed() -> None:
    """A word that nobody touched, and a remark that slid into the next item."""
    raw = draft_mail("model")
    remark = Edit("remark_after", 'Elena\'s group could offer a "sandbox" for tests.', new="Ian: we should publish this", item="3.2")
    done = _minutes(raw, (remark,))
    assert judge(raw, (remark,), done) == []
    assert judge(raw, (remark,), done.replace("February;", "March;", 1))[0].startswith("changed near")
    slid = _minutes(raw, ()).rstrip() + "\n   Ian: we should publish this\n"
    assert judge(raw, (remark,), slid)[0].startswith("in another item")


def test_judge_takes_typography_for_layout() -> None:
    """Typographic quotes and dashes, bullets, and where the lines end."""
    raw = draft_mail("model")
    minutes = _minutes(raw, ())
    assert judge(raw, (), re.sub(r"\s+", " ", minutes.replace('"', "“").replace("'", "’").replace(" - ", " – "))) == []


@pytest.mark.parametrize("name", NAMES)
def test_edits_are_drawn_alike_from_one_seed(name: str) -> None:
    """And of many kinds, where the draft has reports."""
    raw = draft_mail(name)
    assert cases(raw, seed=SEED) == cases(raw, seed=SEED)
    assert len({case.name for case in cases(raw, seed=SEED)}) >= (2 if name == "no reports" else 12)
