"""What must never be published is found, however it is written; what only looks like it is not."""

from datetime import timedelta

import pytest

from mailflow.domain.agenda import OnlineAccess
from mailflow.domain.leaks import authored_text, leaked_secrets, leaks_token
from mailflow.domain.reply_address import sign
from tests.builders import (
    NOW,
    OUTBOUND_ID,
    SERVICE_ADDRESS,
    SIGNING_KEY,
    a_draft,
    a_minutes_item,
    a_minutes_report,
    an_online_access,
    some_content,
)

_TOKEN = sign(SERVICE_ADDRESS, OUTBOUND_ID, key=SIGNING_KEY, expires_at=NOW + timedelta(days=14))

_LEAKS = {
    "link": ("Join https://zoom.example.org/j/95412345678?pwd=Q2hhcm0 today", "url"),
    "link in capitals": ("HTTPS://ZOOM.EXAMPLE.ORG/J/95412345678?PWD=Q2HHCM0", "url"),
    "link without scheme": ("zoom.example.org/j/95412345678?pwd=Q2hhcm0", "url"),
    "wrapped link": ("https://zoom.example.org/j/\n   95412345678?pwd=\n   Q2hhcm0", "url"),
    "number as given": ("ID: 954 1234 5678.", "meeting_id"),
    "number in one": ("95412345678", "meeting_id"),
    "number with dashes": ("954-1234-5678", "meeting_id"),
    "number with typeset dashes": ("954–1234‑5678", "meeting_id"),  # noqa: RUF001 - typeset dashes are the point
    "number with narrow spaces": ("954\u202f1234\u00a05678", "meeting_id"),
    "number over lines": ("954 1234\n   5678", "meeting_id"),
    "number with invisible spaces": ("954\u200b1234\u20605678", "meeting_id"),
    "number in full width": ("９５４ １２３４ ５６７８", "meeting_id"),  # noqa: RUF001 - full-width digits are the point
    "number within a link": ("zoom.us/j/95412345678#x", "meeting_id"),
    "number among words": ("meeting95412345678now", "meeting_id"),
    "passcode": ("The passcode is sw0rdf1sh.", "passcode"),
    "passcode in capitals": ("SW0RDF1SH", "passcode"),
    "spelled passcode": ("s w 0 r d f 1 s h", "passcode"),
    "phone": ("Dial +41 43 210 70 42", "phones"),
    "phone with brackets": ("+41 (43) 210-70-42", "phones"),
    "phone with slashes": ("+41/43/2107042", "phones"),
    "phone with zeros": ("0041 43 210 70 42", "phones"),
}


@pytest.mark.parametrize(("text", "field"), _LEAKS.values(), ids=_LEAKS.keys())
def test_joining_details_are_found_however_they_are_written(text: str, field: str) -> None:
    """Spaced, dashed, wrapped, in capitals."""
    online = an_online_access()
    secret = online.phones[0] if field == "phones" else str(getattr(online, field))
    assert secret in leaked_secrets(f"Before. {text} After.", online)


@pytest.mark.parametrize("text", ["Passcode 7391.", "7391", "(7391)", "7-3-9-1", "7 3 9 1", "code:7391"])
def test_a_short_passcode_is_found_as_a_word(text: str) -> None:
    """Spelled out as well."""
    assert leaked_secrets(text, OnlineAccess(passcode="7391")) == ("7391",)


@pytest.mark.parametrize("text", ["17391", "73910", "x7391", "at 7:39, 1 of 3", "2.739, 12", "7392 1"])
def test_a_short_passcode_is_not_found_within_other_words(text: str) -> None:
    """Else minutes full of numbers could never be published."""
    assert leaked_secrets(text, OnlineAccess(passcode="7391")) == ()


def test_a_phone_is_found_without_the_country_beside_it() -> None:
    """Pages write `+41 43 210 70 42 (Switzerland)`."""
    phone = "+41 43 210 70 42 Switzerland"
    assert leaked_secrets("Dial 0041432107042", OnlineAccess(phones=(phone,))) == (phone,)


@pytest.mark.parametrize(
    "online", [OnlineAccess(), OnlineAccess(passcode="-- --"), OnlineAccess(passcode="abc"), OnlineAccess(phones=("112",))]
)
def test_what_is_too_short_to_be_told_from_words_is_no_secret(online: OnlineAccess) -> None:
    """Less than four letters or digits."""
    assert leaked_secrets("abc 112 -- --", online) == ()


def test_words_that_are_no_joining_details_pass() -> None:
    """The name of the service is none."""
    assert leaked_secrets("We met on zoom, 954 people in all, on 3 March 2021, 10:00-11:30.", an_online_access()) == ()


def test_date_line_gives_no_passcode_away() -> None:
    """Only what people wrote is searched: a passcode that is also the year does not stop every approval."""
    draft = a_draft()
    year = str(draft.content.start_at.year)
    assert year in draft.text
    assert leaked_secrets(authored_text(draft.content), OnlineAccess(passcode=year)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "https%3A%2F%2Fzoom.example.org%2Fj%2F95412345678%3Fpwd%3DQ2hhcm0",
        "zoom.example.org&#47;j&#x2F;95412345678&quest;pwd&equals;Q2hhcm0",
    ],
    ids=["percent", "entities"],
)
def test_encoded_links_are_found(text: str) -> None:
    """As a redirector or an HTML editor writes them."""
    assert an_online_access().url in leaked_secrets(text, an_online_access())


def test_encoded_passcodes_are_found() -> None:
    """An entity for each letter."""
    text = "".join(f"&#{ord(letter)};" for letter in "sw0rdf1sh")
    assert leaked_secrets(text, OnlineAccess(passcode="sw0rdf1sh")) == ("sw0rdf1sh",)


@pytest.mark.parametrize("text", ["the password is abcDEF", "pwd=abcDEF", "pwd = AbcDef."])
def test_the_passcode_within_the_link_is_found_alone(text: str) -> None:
    """It opens the meeting as well as the link."""
    assert leaked_secrets(text, OnlineAccess(url="https://zoom.example.org/j/954?pwd=abcDEF&lang=english")) == ("abcDEF",)


def test_ordinary_words_of_a_link_are_no_secret() -> None:
    """Else minutes in which the word stands could never be published."""
    online = OnlineAccess(url="https://zoom.example.org/j/954?pwd=abcDEF&lang=english&x=ab1")
    assert leaked_secrets("We spoke English, and ab1 is a tag.", online) == ()


@pytest.mark.parametrize("phone", ["+41 22 767 60 00", "+41 (0)22 767 60 00", "0041 22 767 60 00 (Geneva)", "+41227676000"])
@pytest.mark.parametrize("text", ["022 767 60 00", "+41 (0)22 767 60 00", "0227676000", "0041227676000", "+41 22/767.60.00"])
def test_a_phone_is_found_in_each_way_to_dial_it(phone: str, text: str) -> None:
    """With the country code, with a nought instead, and with both."""
    assert leaked_secrets(f"Dial {text}.", OnlineAccess(phones=(phone,))) == (phone,)


@pytest.mark.parametrize(
    "text",
    [
        _TOKEN,
        _TOKEN.upper(),
        _TOKEN.replace("+", "%2B").replace("@", "%40"),
        _TOKEN.replace(".", ".\n> "),
        _TOKEN.replace(".", "&#46;"),
        _TOKEN.partition("+")[2].partition("@")[0],
    ],
    ids=["address", "capitals", "percent", "wrapped", "entities", "token alone"],
)
def test_reply_tokens_are_found(text: str) -> None:
    """Whoever reads one can write in another's name."""
    assert leaks_token(f"Reply to {text} please.")


@pytest.mark.parametrize("text", ["", "minutes@example.org", "minutes+team@example.org", "a" * 64, "1614600000 events", "0123456789" * 5])
def test_what_is_no_token_passes(text: str) -> None:
    """The plain address, digests and numbers."""
    assert not leaks_token(text)


def test_names_are_searched_as_well() -> None:
    """A delegate may be called whatever they like."""
    report = a_minutes_report("Text.", author="The Author", delegate="The Delegate", attachments=("file.pdf",))
    text = authored_text(some_content(items=(a_minutes_item(reports=(report,)),)))
    assert all(words in text for words in ("Text.", "The Author", "The Delegate", "file.pdf", "CTA"))


def test_the_chair_line_and_the_keys_of_items_are_searched_as_well() -> None:
    """An edit may write anything there."""
    access = an_online_access()
    assert leaked_secrets(authored_text(some_content(chair="Ian Bird, passcode sw0rdf1sh")), access) == ("sw0rdf1sh",)
    assert leaked_secrets(authored_text(some_content(items=(a_minutes_item("sw0rdf1sh"),))), access) == ("sw0rdf1sh",)
    assert leaks_token(authored_text(some_content(chair=_TOKEN)))


_LINK = "https://minutes.example.org/u/Imd1bzZ4ZDVqam9jYiI.umXrmcxI5doIT-RIstVquA4Ifv5U2FYMgDfoV6kOtUg"


@pytest.mark.parametrize(
    "text",
    [_LINK, f"see <{_LINK}>", f"{_LINK[:60]}\n{_LINK[60:]}", _LINK.replace(".", "%2E"), _LINK.replace("/u/", "&#47;u&#47;")],
    ids=["plain", "in brackets", "in two lines", "percent signs", "entities"],
)
def test_a_link_by_which_a_reader_leaves_is_a_token(text: str) -> None:
    """Whoever reads the minutes could take that reader off the list by it."""
    assert leaks_token(text)


@pytest.mark.parametrize("text", ["https://example.org/u/Image.png", "https://example.org/u/", "/u/Im is a path", "example.org/u/ImAnn.Bo"])
def test_other_links_are_no_token(text: str) -> None:
    """A path is no secret."""
    assert not leaks_token(text)
