"""The archive's pages: what is shown, to whom, in which form, and what never is."""

import json
import mailbox
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar
from sqlalchemy import event

from mailflow.domain.agenda import MeetingId, OnlineAccess
from mailflow.domain.publicity import Archiving, Publicity
from tests.archive_site import BY_LINK, PUBLIC, Site, a_shown_series, a_site
from tests.builders import START, a_meeting, an_action, an_agenda, an_item

PAGES = (
    "/",
    "/search?q=telescopes",
    "/s/escape-tc/",
    "/s/escape-tc/1",
    "/s/escape-tc/1/r1",
    "/s/escape-tc/1/r1/changes",
    "/s/escape-tc/items",
    "/s/escape-tc/items/cta",
    "/s/escape-tc/actions",
    "/s/escape-tc/search?q=telescopes",
    "/s/escape-tc/feed.atom",
    "/s/escape-tc/1.txt",
    "/s/escape-tc/1.md",
    "/s/escape-tc/1.json",
    "/s/escape-tc/1.ics",
    "/s/escape-tc/minutes.mbox",
    "/s/escape-tc/minutes.json",
)
REPORT = "All four telescopes observe.\n\nQuestions to ian.bird@example.org, or join https://zoom.us/j/123456789 at any time."


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a service without any meeting."""
    with a_site(tmp_path) as service:
        yield service


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one with published minutes once, in which a report has two files."""
    folder = tmp_path_factory.mktemp("published")
    with a_site(folder) as site:
        meeting_id = site.add()
        site.report(meeting_id, "3.1", REPORT, files={'slides "1".pdf': b"%PDF-1.4 slides", "page.html": b"<script>alert(1)</script>"})
        site.publish(meeting_id)
    return folder


@pytest.fixture
def shown(published: Path, site: Site) -> Site:
    """Give a service with published minutes of its own."""
    for path in published.iterdir():
        shutil.copy(path, site.house.settings.data_dir / path.name)
    site.clock.at = START + timedelta(hours=2)
    return site


def test_the_list_of_meetings_says_what_was_spoken_of(site: Site) -> None:
    """A year later nobody knows by its date which meeting it was."""
    site.publish(site.add(), {"3.1": "First light.", "3.2": "All well."})
    site.publish(site.add(1))  # of which nothing is said
    for path in ("/", "/s/escape-tc/"):
        shown = site.fresh().get(path).text
        assert shown.count('class="what"') == 1
        assert "CTA · EGO</div>" in shown


def test_minutes_are_read(shown: Site) -> None:
    """Their words, speakers, and where no report came."""
    answer = shown.client.get("/s/escape-tc/1")
    assert answer.status_code == 200
    for words in ("Minutes of 3 March 2021", "All four telescopes observe.", "Matthias Fuessling", "No report received."):
        assert words in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_and_safe(shown: Site, path: str) -> None:
    """Nothing runs, nothing is guessed, nobody is told where a reader came from; addresses and joining details are not in it."""
    answer = shown.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    told = answer.text + repr(answer.headers)
    for secret in ("@example.org", "zoom.us", "sw0rdf1sh", "954 1234", "zoom.example", "ian.bird"):
        assert secret not in told, secret


@pytest.mark.parametrize("path", PAGES[:-2])
def test_a_page_that_is_known_is_not_sent_again(shown: Site, path: str) -> None:
    """HEAD says the same as GET; with its mark there is nothing but 304, until something changes."""
    first = shown.client.get(path)
    assert shown.client.head(path).headers["etag"] == first.headers["etag"]
    again = shown.client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert shown.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_drafts_and_approved_minutes_are_not_shown(site: Site) -> None:
    """Nothing before it has gone out."""
    meeting_id = site.add()
    site.report(meeting_id, "3.1", REPORT)
    site.clock.forward(hours=2)
    site.house.meetings.draft(meeting_id)
    assert site.client.get(f"/s/escape-tc/{meeting_id}").status_code == 404
    assert "3 March" not in site.client.get("/s/escape-tc/").text
    assert "All four" not in site.client.get("/search?q=telescopes").text


@pytest.mark.parametrize("path", PAGES[2:])
def test_a_series_that_is_off_is_not_there(site: Site, path: str) -> None:
    """By no address; the answer is that for a series that never was."""
    site.publish(site.add(series=a_shown_series(archiving=Archiving())), {"3.1": REPORT})
    answer = site.client.get(path)
    assert answer.status_code == 404
    assert answer.text == site.client.get(path.replace("escape-tc", "never-was")).text
    assert "Technical" not in site.client.get("/").text


def test_a_series_that_is_open_by_link_is_there_for_whoever_has_the_link(site: Site) -> None:
    """And for nobody else: not by its name, not on the first page, not by a search; search engines are told to stay away."""
    site.publish(site.add(series=a_shown_series(archiving=BY_LINK)), {"3.1": REPORT})
    links = site.house.post.office.links
    assert links
    key = links.archive_key("escape-tc")
    assert len(key) == 26
    page = site.client.get(f"/s/{key}/1")
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert site.client.get("/s/escape-tc/1").status_code == 404
    assert "Technical" not in site.client.get("/").text
    assert key not in site.client.get("/search?q=telescopes").text
    assert "All four" in site.client.get(f"/s/{key}/search?q=telescopes").text.replace("<mark>", "").replace("</mark>", "")


def test_a_link_stays_good_when_a_series_becomes_public(site: Site) -> None:
    """It leads to where the minutes are now, once they are opened for all."""
    series = a_shown_series(archiving=BY_LINK)
    site.publish(site.add(series=series), {"3.1": REPORT})
    site.add(1, series=replace(series, archiving=PUBLIC))
    links = site.house.post.office.links
    assert links
    answer = site.client.get(f"/s/{links.archive_key('escape-tc')}/1.txt?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/s/escape-tc/1.txt?x=1")
    assert site.client.get("/s/escape-tc/1").status_code == 404  # approved for readers with the link, not for all
    assert site.house.secretary.archive_desk.open_past("escape-tc") == (1, 0)
    site.clock.forward(seconds=5)
    assert site.fresh().get("/s/escape-tc/1").status_code == 200


def test_what_was_approved_before_the_archive_was_opened_is_shown_by_order_only(site: Site) -> None:
    """Also what was published before there was an archive at all."""
    closed = a_shown_series(archiving=Archiving())
    site.publish(site.add(series=closed), {"3.1": REPORT})
    site.add(1, series=replace(closed, archiving=PUBLIC))
    assert site.client.get("/s/escape-tc/1").status_code == 404
    assert site.house.secretary.archive_desk.open_past("escape-tc") == (1, 0)
    assert site.fresh().get("/s/escape-tc/1").status_code == 200
    assert site.house.secretary.archive_desk.hide(MeetingId(1)) == 1
    assert site.fresh().get("/s/escape-tc/1").status_code == 404
    actions = [entry["action"] for entry in site.house.secretary.views.audit()]
    assert {"archive opened", "archive closed"} <= set(actions)


def test_a_correction_is_shown_with_what_it_changed(shown: Site) -> None:
    """The earlier revision stays, and says that it was corrected."""
    shown.correct(MeetingId(1), "All four", "Three of the four")
    client = shown.fresh()
    assert "Three of the four" in client.get("/s/escape-tc/1").text
    changes = client.get("/s/escape-tc/1/r2/changes").text
    assert "<del>All</del> <ins>Three of the</ins>" in changes
    assert "have been corrected" in client.get("/s/escape-tc/1/r1").text
    assert client.get("/s/escape-tc/1/r3").status_code == 404
    assert '"revision": 2' in client.get("/s/escape-tc/1.json").text


def test_a_file_is_saved_and_never_shown_by_the_browser(shown: Site) -> None:
    """From a path of its own, in a sandbox; what a browser could run is sent as octets."""
    page = shown.client.get("/s/escape-tc/1").text
    paths = [part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/files/")]
    assert len(paths) == 2
    files = (("application/pdf", b"%PDF-1.4 slides"), ("application/octet-stream", b"<script>alert(1)</script>"))
    for path, (media_type, content) in zip(paths, files, strict=True):
        answer = shown.client.get(path)
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, content, media_type)
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert shown.client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert shown.client.get(path.replace("/1/", "/2/", 1)).status_code == 404


def test_a_file_that_came_after_the_draft_is_not_shown(site: Site) -> None:
    """Under the same name it is another file, which nobody has approved."""
    meeting_id = site.add()
    site.report(meeting_id, "3.1", "See slides.", files={"slides.pdf": b"%PDF approved"})
    site.clock.forward(hours=2)
    draft = site.house.meetings.draft(meeting_id).minutes
    site.clock.forward(minutes=5)
    site.report(meeting_id, "3.1", "See slides.", files={"slides.pdf": b"%PDF swapped"})
    site.approve(draft)
    page = site.client.get(f"/s/escape-tc/{meeting_id}").text
    path = next(part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/files/"))
    assert site.client.get(path).content == b"%PDF approved"


def test_a_file_with_a_secret_is_left_out(site: Site) -> None:
    """And the audit trail says so."""
    meeting_id = site.add()
    site.report(meeting_id, "3.1", "See slides.", files={"slides.pdf": b"%PDF join with sw0rdf1sh"})
    site.publish(meeting_id)
    page = site.client.get(f"/s/escape-tc/{meeting_id}").text
    assert "/files/" not in page
    assert "slides.pdf" in page
    assert "file not archived" in [entry["action"] for entry in site.house.secretary.views.audit()]


def test_the_feed_is_atom(shown: Site) -> None:
    """With an entry for each meeting, its minutes as HTML in it; control characters do not break it."""
    shown.publish(shown.add(1), {"3.1": "Odd \x00\x0b\ufffe characters & <tags>."})
    feed = ET.fromstring(shown.fresh().get("/s/escape-tc/feed.atom").text.encode())  # noqa: S314 - our own
    names = {"a": "http://www.w3.org/2005/Atom"}
    titles = [entry.findtext("a:title", namespaces=names) for entry in feed.findall("a:entry", names)]
    assert titles == ["Minutes of 17 March 2021", "Minutes of 3 March 2021"]
    content = feed.findtext("a:entry/a:content", namespaces=names) or ""
    assert "characters &amp; &lt;tags&gt;." in content
    assert (feed.findtext("a:entry/a:id", namespaces=names) or "").startswith("https://minutes.example.org/s/escape-tc/")


def test_the_mbox_holds_every_revision_as_a_mail(shown: Site, tmp_path: Path) -> None:
    """One that mail programs read; a line that begins with From is quoted."""
    shown.publish(shown.add(1), {"3.1": "From here on\nall is well, says F\u00fc\u00dfling."})
    shown.correct(MeetingId(1), "All four", "Three of the four")
    path = tmp_path / "all.mbox"
    path.write_bytes(shown.client.get("/s/escape-tc/minutes.mbox").content)
    with closing(mailbox.mbox(path)) as box:
        mails = [message_from_bytes(mail.as_bytes()) for mail in box]
    assert [mail["Subject"] for mail in mails] == [
        "Minutes of 2021-03-03: Technical Coordination Meeting",
        "Minutes of 2021-03-03: Technical Coordination Meeting",
        "Minutes of 2021-03-17: Technical Coordination Meeting",
    ]
    assert mails[1]["In-Reply-To"] == mails[0]["Message-ID"]
    body = mails[2].get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "F\u00fc\u00dfling" in body.decode()


def test_json_is_what_the_command_prints_masked(shown: Site) -> None:
    """One meeting, and all of them in a list."""
    one = shown.client.get("/s/escape-tc/1.json").json()
    assert one["items"][3]["reports"][0]["text"].startswith("All four telescopes observe.")
    assert "[address]" in one["text"]
    assert json.loads(shown.client.get("/s/escape-tc/minutes.json").content) == [one]


def test_a_meeting_goes_into_a_calendar_without_how_to_join(shown: Site) -> None:
    """Nor with anybody in it."""
    entry = Calendar.from_ical(shown.client.get("/s/escape-tc/1.ics").content).events[0]
    assert str(entry["summary"]) == "Technical Coordination Meeting"
    assert {"location", "attendee", "organizer", "description", "conference"}.isdisjoint(key.lower() for key in entry)
    assert shown.client.get("/s/escape-tc/1/next.ics").status_code == 404


@pytest.mark.parametrize(
    ("title", "shown_as"),
    [
        ("Weekly, ask ian.bird@example.org", "Weekly, ask [address]"),
        ("Weekly, passcode sw0rd-f1sh-x", "Technical Coordination Meeting"),
        ("Weekly at https://video.example.net/j/9541234567?pwd=abcdef", "Technical Coordination Meeting"),
    ],
)
def test_the_calendar_for_everybody_tells_no_secret_in_a_title(site: Site, title: str, shown_as: str) -> None:
    """Nor an address; search engines are told to stay away. Whoever has the private link reads the title as it is."""
    online = OnlineAccess(url="https://video.example.net/j/9541234567?pwd=abcdef", passcode="sw0rdf1shX")
    meeting = a_meeting(title, id=None, items=(an_item(),), online=online)
    site.house.meetings.add(an_agenda(series=a_shown_series(), meeting=meeting))
    answer = site.client.get("/calendar/escape-tc.ics")
    assert str(Calendar.from_ical(answer.content).events[0]["summary"]) == shown_as
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "path",
    [
        "/s/escape-tc/2", "/s/escape-tc/99999999999999999999999", "/s/escape-tc/1/r99999999999999999999999", "/s/escape-tc/items/none",
        "/s/escape-tc/x", "/s/%00/", "/s/..%2f..%2fetc/", "/s/escape-tc/?page=2", "/files/escape-tc/1/abc/x", "/s/escape-tc/1/r0",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(shown: Site, path: str) -> None:
    """Whatever somebody tries."""
    assert shown.client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "\u0661", "1e3", "99999999999999999999", "", f"000001{'9' * 30}", "0" * 5000 + "1"])
def test_a_page_number_that_makes_no_sense_is_the_first(shown: Site, page: str) -> None:
    """And no error."""
    assert shown.client.get("/s/escape-tc/", params={"page": page}).status_code == 200


@pytest.mark.parametrize("path", ["/s/escape-tc/items/%00", "/s/escape-tc/items/cta%00", "/calendar/%00.ics", "/calendar/escape-tc%00.ics"])
def test_a_name_with_a_character_that_no_database_keeps_is_404(shown: Site, path: str) -> None:
    """It is not asked for: PostgreSQL takes no NUL."""
    asked = asked_of(shown)
    assert shown.client.get(path).status_code == 404
    assert not [values for _, values in asked if "\\x00" in values]


def asked_of(site: Site) -> list[tuple[str, str]]:
    """Return a list that grows by each statement that the database is asked, and its values."""
    asked: list[tuple[str, str]] = []
    event.listen(site.house.storage.engine, "before_cursor_execute", lambda *told: asked.append((told[2], repr(told[3]))))
    return asked


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_series_without_its_last_slash_is_led_to_by_path_alone(shown: Site, method: str) -> None:
    """Not to a host that a request names, nor from https to http behind a proxy: the path may be a key."""
    answer = shown.client.request(method, "/s/escape-tc?page=1", headers={"Host": "evil.example"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/s/escape-tc/?page=1")
    assert shown.client.get("/search/", headers={"Host": "evil.example"}, follow_redirects=False).status_code == 404


def test_what_is_not_asked_of_a_page_makes_no_other_page(shown: Site) -> None:
    """Whoever adds to addresses what means nothing cannot fill the memory."""
    asked = asked_of(shown)
    for number in range(30):
        assert shown.client.get(f"/s/escape-tc/?x={number}&page={'0' * number}1").status_code == 200
    assert len([statement for statement, _ in asked if "archive_minutes.start_at DESC" in statement]) == 1


@pytest.mark.parametrize("path", ["/s/escape-tc/feed.atom", "/s/escape-tc/1.ics"])
def test_nobody_chooses_the_host_in_what_others_are_sent(tmp_path: Path, path: str) -> None:
    """Where it is not set, it is that of each request, and no other reader gets it."""
    with a_site(tmp_path, web_url="") as site:
        site.publish(site.add(), {"3.1": REPORT})
        evil = site.client.get(path, headers={"Host": "evil.example"})
        good = site.client.get(path)
    assert (evil.status_code, good.status_code) == (200, 200)
    assert "evil.example" not in good.text


@pytest.mark.parametrize("path", ["/s/escape-tc/minutes.mbox", "/s/escape-tc/minutes.json"])
def test_head_of_all_minutes_reads_none(shown: Site, path: str) -> None:
    """It is answered at once, as it is not limited."""
    asked = asked_of(shown)
    answer = shown.client.head(path)
    assert not [statement for statement, _ in asked if "archive_minutes" in statement]
    sent = shown.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (sent.status_code, sent.headers["content-type"])


def test_what_is_open_by_link_is_kept_by_no_proxy(site: Site) -> None:
    """Only by the reader's own browser, which asks each time whether it still may."""
    links = site.house.post.office.links
    assert links
    place = f"/s/{links.archive_key('escape-tc')}"
    meeting_id = site.add(series=a_shown_series(archiving=BY_LINK))
    site.report(meeting_id, "3.1", REPORT, files={"a.pdf": b"%PDF"})
    site.publish(meeting_id)
    page = site.client.get(f"{place}/1").text
    file = next(part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/files/"))
    for path in (f"{place}/", f"{place}/1", f"{place}/feed.atom", f"{place}/1.txt", f"{place}/minutes.mbox", f"{place}/minutes.json", file):
        assert site.client.get(path).headers["cache-control"] == "private, no-cache", path


def test_names_are_found_and_followed(shown: Site) -> None:
    """An item across meetings; words with their accents or without."""
    shown.publish(shown.add(1), {"3.1": "First light!"})
    client = shown.fresh()
    page = client.get("/s/escape-tc/items/cta").text
    assert page.index("First light!") < page.index("All four telescopes")
    assert "Technical Coordination Meeting, <time" in client.get("/search?q=first+light").text


def test_searches_are_limited(shown: Site) -> None:
    """Whoever asks too often is told how long to wait."""
    answers = [shown.client.get("/search", params={"q": f"word{number}"}) for number in range(25)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(("is_indexed", "robots"), [(True, "index, follow"), (False, "noindex, nofollow")])
def test_search_engines_are_told_whether_they_may_list_a_series(site: Site, *, is_indexed: bool, robots: str) -> None:
    """In a field and on the page; revisions and searches they never may."""
    archiving = Archiving(Publicity.PUBLIC, is_indexed)
    site.publish(site.add(series=a_shown_series(archiving=archiving)), {"3.1": REPORT})
    page = site.client.get("/s/escape-tc/1")
    assert page.headers["x-robots-tag"] == robots
    assert f'<meta name="robots" content="{robots}">' in page.text
    assert site.client.get("/s/escape-tc/search?q=x").headers["x-robots-tag"] == "noindex, nofollow"
    assert "Disallow: /board" in site.client.get("/robots.txt").text


def test_what_people_wrote_is_in_the_language_of_the_series(site: Site) -> None:
    """Said where it stands, for who has it read out; the page around it is English, where there is no catalogue of the language."""
    site.publish(site.add(series=replace(a_shown_series(), language="it")), {"3.1": "Tutto va bene."})
    page = site.client.get("/s/escape-tc/1").text
    assert '<html lang="en">' in page
    assert '<div class="said" lang="it"><p>Tutto va bene.' in page
    assert '<a class="quiet" lang="it" href="/s/escape-tc/items/cta">CTA</a>' in page
    assert '<div class="said" lang="it">' in site.client.get("/s/escape-tc/items/cta").text


def test_an_action_leads_to_the_minutes_of_a_day(shown: Site) -> None:
    """Links of one name to many places tell nobody apart."""
    with shown.house.storage.begin() as uow:
        series_id = uow.subscribers.get_series_id("escape-tc")
        uow.actions.add(replace(an_action("order the lamps"), series_id=series_id))
        uow.commit()
    page = shown.fresh().get("/s/escape-tc/actions").text
    assert '<a href="/s/escape-tc/1#actions">3 March 2021</a>' in page
    assert "order the lamps" in page


def test_nothing_is_changed_by_looking(shown: Site) -> None:
    """A thousand looks, by GET and HEAD, leave the database as it was; other methods are refused."""
    before = (shown.house.secretary.views.audit(), shown.house.secretary.views.outbox(), shown.house.website.archive.edition())
    for number in range(1000):
        path = PAGES[number % (len(PAGES) - 2)]
        shown.client.request(("GET", "HEAD")[number % 2], path)
    assert (shown.house.secretary.views.audit(), shown.house.secretary.views.outbox(), shown.house.website.archive.edition()) == before
    assert shown.client.post("/s/escape-tc/1").status_code == 405
    assert shown.client.delete("/s/escape-tc/1").status_code == 405
