"""What strangers read: no address, no joining link, and every other word as it was."""

import time

import pytest

from mailflow.domain.masking import ADDRESS, JOINING_LINK, masked, masked_content, masker
from mailflow.domain.minutes.content import MinutesNote
from tests.builders import a_minutes_item, a_minutes_report, some_content

KNOWN = "ian.bird@example.org"
DISGUISES = {
    "plain": KNOWN,
    "mailto": f"mailto:{KNOWN}",
    "angle": f"<{KNOWN}>",
    "capitals": KNOWN.upper(),
    "subdomain": "ian.bird@mail.lapp.in2p3.example.com",
    "plus": "ian.bird+minutes@example.org",
    "spaced at": "ian.bird @ example.org",
    "wrapped at": "ian.bird@\nexample.org",
    "brackets": "ian.bird [at] example [dot] org",
    "round": "ian.bird(at)example.org",
    "words": "ian.bird at example dot org",
    "entity": "ian.bird&#64;example.org",
    "hex entity": "ian.bird&#x40;example.org",
    "percent": "ian.bird%40example.org",
    "wide": "ian.bird\uff20example.org",
    "zero width": "ian.bi\u200brd@exam\u200bple.org",
    "soft hyphen": "ian.bird@exam\u00adple.org",
    "quoted": '"ian bird"@example.org',
    "international": "jos\u00e9@ex\u00e4mple.org",
}


@pytest.mark.parametrize("written", DISGUISES.values(), ids=DISGUISES)
def test_an_address_is_masked_however_it_is_written(written: str) -> None:
    """Nothing of its host is left."""
    shown = masked(f"Write to {written}, please.")
    assert ADDRESS in shown
    assert "example" not in shown.casefold()
    assert shown.startswith("Write to ")
    assert shown.endswith(", please.")


@pytest.mark.parametrize(
    "written",
    ["ian.bird@exam\nple.org", "i a n . b i r d @ e x a m p l e . o r g", "ian.bird @@ example.org", "ian_bird-example_org"],
    ids=["broken host", "letters apart", "two ats", "other signs"],
)
def test_an_address_that_is_known_is_masked_in_pieces(written: str) -> None:
    """Where no pattern could tell that it is one."""
    shown = masker([KNOWN])(f"Write to {written} soon.")
    assert shown == f"Write to {ADDRESS} soon."


@pytest.mark.parametrize(
    "text",
    [
        "We met @ 10:30 in room 4.",
        "Look at example and at the dot.",
        "See https://example.org/@page/ian and section 3.2.",
        "The price is 3 EUR @ 5 pieces.",
        "Zoom was used; see https://example.org/zoom.us/ for help.",
        "\U0001f469\u200d\U0001f52c spoke.",
        "",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    """A report is shown letter for letter."""
    assert masker([KNOWN])(text) == text


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us/j/95412345678?pwd=Q2hhcm0",
        "https://cern.zoom.us/j/95412345678",
        "zoom.us/j/95412345678",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=y",
        "https://meet.google.com/abc-defg-hij",
        "https://meet.jit.si/EscapeTC",
        "https://whereby.com/escape",
    ],
)
def test_a_link_by_which_one_joins_is_masked(link: str) -> None:
    """Also that of a meeting which is none of ours."""
    assert masked(f"Join {link} now") == f"Join {JOINING_LINK} now"


def test_minutes_are_masked_everywhere() -> None:
    """Names, titles, files, notes; a report keeps the number of its lines, as notes stand between them."""
    report = a_minutes_report(f"One\n{KNOWN[:9]}\n{KNOWN[9:]}\nfour", author=KNOWN, attachments=(f"{KNOWN}.pdf",))
    item = a_minutes_item("3.1", title=f"CTA {KNOWN}", speakers=(KNOWN,), reports=(report,), notes=(MinutesNote(KNOWN, KNOWN, 0, 3),))
    content = masked_content(some_content(title=KNOWN, chair=KNOWN, items=(item,)), masker([KNOWN]))
    assert "bird" not in repr(content)
    assert content.items[0].reports[0].text.count("\n") == 3


def test_a_long_text_takes_no_time() -> None:
    """However it is made: no pattern looks twice at the same letter."""
    began = time.process_time()
    for hostile in ("a" * 300_000 + "@", "a.@" * 60_000, "@" * 200_000, "a at " * 50_000, "x [at] y [dot] " * 20_000, "%40" * 80_000):
        masked(hostile)
    assert time.process_time() - began < 5
