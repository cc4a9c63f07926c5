"""Mails as people see them: the news first, whole in plain text, the same made pleasant in HTML."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.adapters.times import calendar_of
from mailflow.adapters.typeset import clip, names, size, words, wrap
from mailflow.domain.agenda import Meeting, Report
from mailflow.domain.extraction.separators import is_reply_marker
from mailflow.domain.mails.chair import ForwardContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.records import RenderedMail
from tests.mail_samples import LEAVE_URL, SECRETS, START, a_round_table, a_sample_draft, a_sample_series, sample_mails

_NAMES = list(sample_mails())


@cache
def _renderer() -> TemplateRenderer:
    return TemplateRenderer()


@cache
def _mail(name: str, meeting: Meeting | None = None) -> RenderedMail:
    return _renderer().mail(sample_mails(meeting)[name])


class _Outline(HTMLParser):
    """Collects tags with their attributes, the visible words, and whether every element is closed in order."""

    _VOID = frozenset({"meta", "br", "img", "hr", "input", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"}:
            self.text += data


@pytest.mark.parametrize("kind", list(MailKind))
def test_each_kind_of_mail_is_rendered(kind: MailKind) -> None:
    """Every kind that there is has its templates."""
    assert kind in {context.kind for context in sample_mails().values()}


@pytest.mark.parametrize("name", _NAMES)
def test_the_subject_is_one_tagged_line(name: str) -> None:
    """`[series]` finds the way back when all else is lost."""
    subject = _mail(name).subject
    assert subject.startswith("[escape-tc] ")
    assert subject.isprintable()
    assert len(subject) <= 140


@pytest.mark.parametrize("name", _NAMES)
def test_the_text_reads_well_alone(name: str) -> None:
    """Short lines except for URLs, no stray blank lines at the ends, no template or None left in it."""
    text = _mail(name).text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not text.startswith("\n")
    assert [line for line in text.split("\n") if len(line) > 78 and "://" not in line and not line.startswith("mailto:")] == []
    assert "\n\n\n" not in text
    for word in ("None", "{{", "{%", "&amp;", "Undefined"):
        assert word not in text


@pytest.mark.parametrize("name", _NAMES)
def test_the_html_is_what_mail_clients_take(name: str) -> None:
    """Language, title, charset first; tables for layout; nothing remote, no script, small."""
    html = _mail(name).html
    outline = _Outline(html)
    tags = outline.tags
    assert outline.open == []
    assert tags[0][0] == "html"
    assert tags[0][1]["lang"] == "en"
    assert html.index('charset="utf-8"') < 1024
    assert '<meta name="viewport"' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert next(tag for tag, _ in tags if re.fullmatch("h[1-6]", tag)) == "h1"
    assert [tag for tag, _ in tags].count("h1") == 1
    assert all(found.get("role") == "presentation" for tag, found in tags if tag == "table")
    assert {tag for tag, _ in tags}.isdisjoint({"script", "img", "link", "iframe", "form", "object"})
    assert len(html.encode()) < 80_000
    assert html.count("<style") == 1
    assert len(html.partition("<style>")[2].partition("</style>")[0]) < 16_000
    for unfit in ("var(", "flex", "grid", "url(", "@import", "src="):
        assert unfit not in html


@pytest.mark.parametrize("name", _NAMES)
def test_the_style_block_holds_media_queries_only(name: str) -> None:
    """All else is inline, as several clients drop the block; dark colours are forced over the inline ones."""
    style = _mail(name).html.partition("<style>")[2].partition("</style>")[0]
    outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", style)
    assert re.fullmatch(r":root \{ color-scheme: light dark; [^{}]*\}", outside.strip())
    dark = style.partition("prefers-color-scheme: dark")[2].partition("@media")[0]
    assert all("!important" in rule for rule in re.findall(r"[\w-]+: [^;]+;", dark))
    assert ":root { color-scheme: light dark;" in style


@pytest.mark.parametrize("name", _NAMES)
def test_the_preheader_tells_the_news(name: str) -> None:
    """40 to 130 characters, the first text of the body."""
    found = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', _mail(name).html, re.DOTALL)
    assert found is not None
    assert 40 <= len(found[1].strip()) <= 130


@pytest.mark.parametrize("name", _NAMES)
def test_fonts_are_large_enough(name: str) -> None:
    """No visible text under 12 pixels."""
    assert min(int(found) for found in re.findall(r"font-size: ?(\d+)", _mail(name).html)) >= 12


@pytest.mark.parametrize("name", _NAMES)
def test_html_and_text_lead_to_the_same_places(name: str) -> None:
    """Each link of the HTML stands in the text, if only as the words that it writes or to whom; a visible URL is its own target."""
    mail = _mail(name)
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', mail.html)
    squeezed = re.sub(r"\s+", "", mail.text)
    for target, shown in links:
        assert target.startswith(("https://", "mailto:"))
        shown_there = re.sub(r"\s+", "", shown)
        assert re.sub(r"&amp;", "&", target) in squeezed or (target.startswith("mailto:") and shown_there in squeezed)
        assert "://" not in shown or shown == target


@pytest.mark.parametrize("name", [name for name in _NAMES if sample_mails()[name].kind is not MailKind.ADDRESSES])
def test_tells_nobody_the_address_of_another(name: str) -> None:
    """Names of others, never their addresses; but the secretary is told which of them do not work."""
    context = sample_mails()[name]
    mail = _renderer().mail(context)
    known = {"ann@example.org", "ian.bird@example.org"} - {context.recipient.email}
    assert not [address for address in known if address in mail.text + mail.html]


@pytest.mark.parametrize("name", ["draft", "minutes", "receipt", "confirmation", "approval receipt"])
def test_only_invitations_say_how_to_join(name: str) -> None:
    """Joining details are never published, so they stand in no text that could be."""
    mail = _mail(name)
    for secret in (SECRETS.url, SECRETS.meeting_id, SECRETS.passcode, *SECRETS.phones):
        assert secret not in mail.text + mail.html


def test_the_minutes_bear_no_token() -> None:
    """What goes to the list answers nothing and approves nothing."""
    mail = _mail("minutes")
    assert "minutes+" not in mail.text + mail.html
    assert "mailto:" not in mail.text + mail.html
    assert "on the list of readers" in mail.text
    assert "on the list of readers" in mail.html


@pytest.mark.parametrize(
    ("name", "way"),
    [("minutes", "reply with just: unsubscribe"), ("minutes with a page to leave", LEAVE_URL), ("minutes for a list", "has its own way")],
)
def test_every_reader_sees_how_to_leave(name: str, way: str) -> None:
    """In the text and in the page, in words; whoever reads by a list of others is not told a way that would take that list off ours."""
    mail = _mail(name)
    assert way in mail.text.replace("\n", " ")
    assert way in mail.html
    assert (LEAVE_URL in mail.text) == (name == "minutes with a page to leave")


def test_the_draft_and_the_minutes_hold_the_canonical_text() -> None:
    """The chair approves, and the readers get, exactly this."""
    canonical = a_sample_draft(a_round_table()).text.rstrip("\n")
    assert canonical in _mail("draft").text
    assert canonical in _mail("minutes").text


def test_the_draft_says_first_how_to_approve() -> None:
    """One word is enough; the slots without a report are named."""
    mail = _mail("draft")
    assert mail.text.startswith("Draft minutes, revision 2, for approval. Reply with just: approve\n")
    assert "No report: EGO and SKA." in mail.text
    assert "A report came in." in mail.text
    assert "No report:" not in _mail("draft with all reports").text.replace("No report received", "")


def test_the_invitation_says_first_what_is_wanted() -> None:
    """The slot and the deadline, with weekday, zone and offset; then the line above which to answer, how to answer and to join."""
    mail = _mail("invitation")
    first_lines, _, rest = mail.text.replace("\n", " ").partition(" One paragraph")
    assert is_reply_marker(next(line for line in mail.text.split("\n") if line.startswith("~")))
    assert "How to report".upper() in rest
    assert "reply to this mail with your report for CTA by Wednesday 3 March 2021, 09:00 (Europe/Paris, UTC+01:00)" in first_lines
    for secret in (SECRETS.url, SECRETS.meeting_id, SECRETS.passcode, *SECRETS.phones):
        assert secret in mail.text
        assert secret in mail.html
    assert "2.1  CTA (Ann Example) <- your slot" in mail.text


def test_the_chair_is_asked_for_nothing() -> None:
    """Whoever has no slot is told so in the first lines."""
    assert "nothing that you must do" in _mail("invitation of the chair").text.replace("\n", " ")
    assert "no written report is needed" in _mail("invitation without a slot").text


def test_the_receipt_shows_the_report_as_the_minutes_will() -> None:
    """The same lines, letter for letter."""
    shown = _mail("receipt").text.partition("AS IT WILL APPEAR\n\n")[2].partition("\n\nFILES")[0]
    assert shown in a_sample_draft(a_round_table()).text
    assert "slides.pdf, 1.4 MB" in _mail("receipt").text
    assert "signature, 2 lines" in _mail("receipt").text


def test_a_late_report_of_a_delegate_is_called_so() -> None:
    """Both persons learn who wrote for whom."""
    assert "Del Egate sent this report for you" in _mail("receipt of a speaker").text
    assert "You wrote for Ann Example" in _mail("receipt of a delegate").text
    assert "after the start of the meeting" in _mail("receipt of a delegate").text
    assert "(late)" in _mail("receipt of a delegate").subject


def test_what_is_passed_on_names_its_author_and_how_to_answer() -> None:
    """The author's own address, and nothing of ours: whoever answers writes to them."""
    mail = _mail("forward: question")
    assert mail.subject == "[escape-tc] Question from Ann Example on 2.1 CTA: Technical Coordination Meeting, 3 March 2021"
    assert 'href="mailto:stranger@example.org"' in mail.html
    assert "\n  stranger@example.org\n" in mail.text
    assert "minutes+" not in mail.text + mail.html
    assert all(f"   {line}" in mail.text for line in ("We are on time.", "- One & <two>", "2. Second"))


def test_an_address_can_add_nothing_to_the_mail_that_is_written_to_it() -> None:
    """`?` and `&` are part of a local part (RFC 5322 3.2.3), and of a mailto URL something else."""
    context = sample_mails()["forward: question"]
    assert isinstance(context, ForwardContext)
    mail = _renderer().mail(replace(context, author=Address("a?bcc=v&x=%0a@example.org")))
    assert 'href="mailto:a%3Fbcc%3Dv%26x%3D%250a@example.org"' in mail.html


def test_the_digest_says_the_words_that_decide() -> None:
    """For each entry: whose it is, why it waits, where it could go and on what evidence; then what to reply."""
    mail = _mail("triage")
    text = " ".join(mail.text.split())
    assert "Reply with one line for each that you decide, such as: A 1" in text
    assert "A Ann Example <stranger@example.org>, Wednesday 3 March 2021, 10:00" in text
    assert "It waits because: nothing fits well enough" in text
    assert "A 1 2.1 CTA (62 %: it names CTA; against it: it is none of the slot's speakers)" in text
    assert "A 2 each part under its own: 2.1 CTA, 2.2 EGO (30 %)" in text
    assert "A add a new item “CTA”" in text
    assert "B add a new item; write its title behind it" in text
    assert "A discard discard it" in text
    assert re.search(r'<a href="mailto:[^"]*body=A%20discard"[^>]*>A discard</a>', mail.html)
    assert "as there is but one: 1" in _mail("triage of one").text


def test_a_delegate_is_told_who_asks() -> None:
    """In the first sentence; the speakers themselves read nothing of the kind."""
    assert "Ann Example asks you to report for them. Please reply" in " ".join(_mail("invitation of a delegate").text.split())
    assert "asks you" not in _mail("invitation").text
    for order in ("nothing to report", "delegate to Name <address>"):
        assert order in _mail("invitation").text


_HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}",
    "x\r\nBcc: v@example.org",
    "=?utf-8?q?=0D=0ABcc:_v?=",
    "<a href='javascript:alert(1)'>x</a> javascript:alert(1)",
    'https://example.org/"onmouseover=alert(1)',
    "</style><style>*{display:none}</style>",
    "&lt;b&gt; &amp;",
    "%(slots)s %s %",
    "\u202egro.elpmaxe@v\u202c \u0627\u0644\u0633\u0644\u0627\u0645",
    "Working Group " * 14,
    "w" * 400,
]


@pytest.mark.parametrize("text", _HOSTILE, ids=range(len(_HOSTILE)))
@pytest.mark.parametrize("name", _NAMES)
def test_hostile_words_stay_words(name: str, text: str) -> None:
    """Markup, templates and line ends in a report, a title or a name are shown, never obeyed."""
    hostile = a_round_table(title=text, slot_title=text, report=Report(1, text, text, START, delegate=text))
    mail = _mail(name, hostile)
    honest = {tag for tag, _ in _Outline(_mail(name).html).tags} | {"a", "br"}
    outline = _Outline(mail.html)
    assert {tag for tag, _ in outline.tags} <= honest
    assert not [found for _, found in outline.tags if any(key.startswith("on") for key in found)]
    assert all(found["href"].startswith(("https://", "mailto:")) for tag, found in outline.tags if tag == "a")
    assert mail.subject.isprintable()
    assert "49" not in mail.subject


def test_an_operators_template_stands_in_for_ours(tmp_path: Path) -> None:
    """One file may be replaced; the others stay."""
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes" / "subject.txt").write_text("Compte rendu : {{ meeting.title }}\n")
    mail = TemplateRenderer(tmp_path).mail(sample_mails()["minutes"])
    assert mail.subject == "[escape-tc] Compte rendu : Technical Coordination Meeting"
    assert "on the list of readers" in mail.text


@pytest.mark.parametrize(("source", "error"), [("{{ nothing }}", UndefinedError), ("{{ ''.__class__.__mro__ }}", SecurityError)])
def test_a_wrong_template_fails_loudly(tmp_path: Path, source: str, error: type[Exception]) -> None:
    """An unknown name is an error and not an empty place; a template reaches nothing but its values."""
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes" / "subject.txt").write_text(source)
    with pytest.raises(error):
        TemplateRenderer(tmp_path).mail(sample_mails()["minutes"])


def test_a_document_stands_alone() -> None:
    """The page of the minutes has the look of the mails and nothing of a mail in it."""
    html = _renderer().document(a_sample_draft(a_round_table()), a_sample_series())
    outline = _Outline(html)
    assert "Minutes of 3 March 2021" in outline.text
    assert "No report received." in outline.text
    assert "preheader" not in html.partition("<body")[2]
    assert html.index('charset="utf-8"') < 1024


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Wednesday 3 March 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"),
        ("fr", "mercredi 3 mars 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"),
        ("de-DE", "Mittwoch, 3. März 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"),
        ("no such", "Wednesday 3 March 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"),
        ("", "Wednesday 3 March 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"),
    ],
)
def test_dates_are_spoken_in_the_language_of_thea_sample_series(language: str, expected: str) -> None:
    """Weekday spelled out, zone by name and by offset."""
    assert calendar_of("Europe/Paris", language).when(START, START + timedelta(minutes=90)) == expected


def test_a_meeting_over_midnight_names_both_days() -> None:
    """The end has its own date where it is another one; half hours of offset are shown."""
    when = calendar_of("Asia/Kolkata", "en").when(START + timedelta(hours=9), START + timedelta(hours=10))
    assert when == "Wednesday 3 March 2021, 23:30 – Thursday 4 March 2021, 00:30 (Asia/Kolkata, UTC+05:30)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "<p>a<br>b</p>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("• a\n  more", "<ul><li>a<br>more</li></ul>"),
        ("3. a\n7. b", '<ol><li value="3">a</li><li value="7">b</li></ol>'),
        ("3. a\n7) b", "<p>3. a<br>7) b</p>"),
        ("1) a\n   more\n2) b", "<p>1) a<br>more<br>2) b</p>"),
        ("007. a", "<p>007. a</p>"),
        ("a\n- b\nc", "<p>a</p><ul><li>b</li></ul><p>c</p>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n  1. b\n  2. c", '<ul><li>a<ol><li value="1">b</li><li value="2">c</li></ol></li></ul>'),
        ("a   b\ncc  in d", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>cc</td><td>in d</td></tr></tbody></table>"),
        ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>"),
        ("-5 degrees\n2021 was good", "<p>-5 degrees<br>2021 was good</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("", ""),
    ],
)
def test_an_authors_text_becomes_html(text: str, expected: str) -> None:
    """Paragraphs and lists as they were written, everything else escaped."""
    assert str(words(text)) == expected


@pytest.mark.parametrize(
    ("text", "url", "rest"),
    [
        ("see https://example.org/a.", "https://example.org/a", "."),
        ("(https://example.org/a)", "https://example.org/a", ")"),
        ("https://en.example.org/wiki/A_(b)", "https://en.example.org/wiki/A_(b)", ""),
        ("<https://example.org/?a=1&b=2>", "https://example.org/?a=1&amp;b=2", "&gt;"),
        ("HTTP://example.org, and", "HTTP://example.org", ", and"),
    ],
)
def test_a_url_becomes_a_link_to_itself(text: str, url: str, rest: str) -> None:
    """The sentence's own marks stay outside; what is shown is where it leads."""
    assert f'href="{url}"' in str(words(text))
    assert f">{url}</a>{rest}</p>" in str(words(text))


def test_a_break_that_a_program_made_is_no_break() -> None:
    """Lines of full width flow on any screen; short ones and those longer than any program makes were ended by their author."""
    full = "word " * 14 + "word"
    assert str(words(f"{full}\nand more")) == f"<p>{full}\nand more</p>"
    assert "<br>" in str(words(f"{full * 2}\nand more"))
    assert "<br>" in str(words("short\nand more"))


@pytest.mark.parametrize(
    "text",
    [
        "- " * 50_000,
        "a\n" * 50_000,
        "https://" * 20_000,
        "1. " * 50_000,
        "(" * 100_000,
        "x" * 500_000,
        "&" * 1_000_000,
        "\xa0" * 1_000_000,
        "1\n" * 500_000,
    ],
)
def test_finishes_on_long_reports(text: str) -> None:
    """Whatever an author sends, it takes linear time."""
    words(text)
    wrap(text)


def test_wraps_without_breaking_urls() -> None:
    """72 columns, words of a bullet under its text, a URL whole."""
    url = "https://example.org/" + "x" * 90
    wrapped = wrap(f"- {'word ' * 20}{url}", "   ")
    lines = wrapped.split("\n")
    assert lines[0].startswith("   - word")
    assert lines[1].startswith("     word")
    assert lines[-1] == f"     {url}"
    assert all(len(line) <= 72 for line in lines[:-1])


def test_speaks_of_names_sizes_and_long_titles() -> None:
    """Small words around values."""
    assert names(["A", "B", "C"]) == "A, B and C"
    assert names(["A"]) == "A"
    assert names([]) == ""
    assert (size(5), size(2048), size(1_500_000)) == ("5 bytes", "2 kB", "1.4 MB")
    assert clip("one two three", 9) == "one two…"
    assert clip("one  two", 9) == "one two"
    assert clip("onetwothree", 6) == "onetw…"
