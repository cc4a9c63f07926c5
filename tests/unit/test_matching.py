"""To which slot a mail belongs, and on what evidence."""

import hashlib
from dataclasses import replace

import pytest

from mailflow.domain.agenda import Delegate, ItemKey, MeetingId, Speaker
from mailflow.domain.classification.classify import classify
from mailflow.domain.classification.kinds import Classified
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted
from mailflow.domain.matching.admission import is_statement, may_report
from mailflow.domain.matching.claims import key_in
from mailflow.domain.matching.kinds import Ambiguous, Assigned, Candidates, Match, Matched, Unmatched, Venue
from mailflow.domain.matching.match import keys_of, match
from mailflow.domain.matching.quotes import parted
from mailflow.domain.message import Address, InboundMessage, MailKind
from tests.builders import (
    a_classified,
    a_meeting,
    a_report,
    a_series,
    a_speaker,
    an_answered,
    an_attachment,
    an_inbound,
    an_item,
    some_candidates,
)

_ELENA = a_speaker("Elena Cuoco", email="elena@example.org", affiliation="EGO", id=3)
_KAY = a_speaker("Kay Graf", email="kay@fau.example.org", id=4)
_TAMAS = a_speaker("Tamas Gal", email="tamas@fau.example.org", id=5)
_MIA = a_speaker("Mia Torv", email="mia@example.org", id=6)
_CTA = an_item("3.1", "CTA")
_EGO = an_item("3.2", "EGO", speakers=(_ELENA,))
_WP6 = an_item("3.3", "WP6 Outreach", speakers=(_ELENA,))
_KM3 = an_item("3.4", "KM3NeT", aliases=("ARCA", "ORCA"), speakers=(_KAY, _TAMAS))
_ANT = an_item("3.5", "Ant", speakers=(_MIA,))
_COMMUNITY = an_item("3.6", "Community", speakers=(_MIA,))
_STREAM = an_item("3.7", "Stream", speakers=(_MIA,))
_ITEMS = (_CTA, _EGO, _WP6, _KM3, _ANT, _COMMUNITY, _STREAM)
_VENUE = Venue(a_series(), a_meeting(items=_ITEMS))
_FRESH = Candidates((_VENUE,))


def _mail(
    text: str, *, by: Speaker = _ELENA, subject: str = "", omitted: tuple[Omitted, ...] = (), message: InboundMessage | None = None
) -> Classified:
    read = message or an_inbound(text, subject=subject, authors=(Address(by.email or "", by.name),))
    return replace(a_classified(read, text=text), extraction=Extraction(text, omitted))


def _stranger(name: str = "Nobody Known") -> Speaker:
    return a_speaker(name, email="stranger@elsewhere.example.org")


def _answering(*keys: str, by: Speaker, has_token: bool = True) -> Candidates:
    return Candidates((_VENUE,), an_answered(item_keys=keys, has_token=has_token), by)


def _keys(found: Match) -> list[str]:
    if isinstance(found, Matched):
        return [str(one.slot.key) for one in found.placements]
    return ["ask" if isinstance(found, Ambiguous) else "triage"]


def _signals(found: Match, key: str) -> list[str]:
    return [one.signal for one in found.evidence if one.slot == key]


# -- who


def test_the_speaker_with_the_token_is_filed() -> None:
    """The strongest evidence that there is."""
    found = match(a_classified(), some_candidates())
    assert isinstance(found, Matched)
    (placed,) = found.placements
    assert (placed.slot.key, placed.author, placed.delegate, placed.text) == ("3.1", a_speaker(), "", "All telescopes observe.")
    assert {"token", "sender"} <= set(_signals(found, "3.1"))


def test_a_speaker_of_one_slot_is_filed_without_any_link() -> None:
    """The token is lost, the address is known."""
    assert _keys(match(_mail("Quiet month.", by=_KAY, subject="Thursday"), _FRESH)) == ["3.4"]


def test_the_letter_case_of_an_address_does_not_matter() -> None:
    """Mail systems fold it."""
    assert _keys(match(_mail("Quiet month.", by=replace(_KAY, email="Kay@FAU.example.ORG")), _FRESH)) == ["3.4"]


def test_an_address_of_which_only_a_digest_is_known_is_the_speakers() -> None:
    """Indico exports it so."""
    digest = hashlib.md5(b"hidden@example.org", usedforsecurity=False).hexdigest()
    speaker = Speaker("Ann Hidden", email_hash=digest)
    candidates = Candidates((Venue(a_series(), a_meeting(items=(an_item(speakers=(speaker,)),))),))
    assert _keys(match(_mail("Quiet.", by=a_speaker("A.", email="hidden@example.org")), candidates)) == ["3.1"]


def test_a_stranger_with_the_token_writes_for_the_one_who_was_asked() -> None:
    """Filed as a delegate's."""
    found = match(_mail("Quiet month.", by=_stranger()), _answering("3.4", by=_KAY))
    assert isinstance(found, Matched)
    assert (found.placements[0].author, found.placements[0].delegate) == (_KAY, "Nobody Known")


def test_a_stranger_without_a_name_is_a_delegate() -> None:
    """An address is no name: it would be published."""
    found = match(_mail("Quiet month.", by=_stranger("x@example.org")), _answering("3.4", by=_KAY))
    assert isinstance(found, Matched)
    assert found.placements[0].delegate == "a delegate"


def test_a_delegate_whom_we_know_goes_by_the_name_that_we_know() -> None:
    """Elena writes with Kay's token, from an account that has no name."""
    found = match(_mail("KM3NeT: quiet month.", by=replace(_ELENA, name="")), _answering("3.4", by=_KAY))
    assert isinstance(found, Matched)
    assert (found.placements[0].author, found.placements[0].delegate) == (_KAY, "Elena Cuoco")


def test_a_stranger_without_the_token_is_never_filed() -> None:
    """Whatever they say."""
    found = match(_mail("KM3NeT: quiet month.", by=_stranger(), subject="KM3NeT report"), _FRESH)
    assert isinstance(found, Unmatched)
    assert found.reason == "a stranger writes, and it answers no mail of ours"


def test_a_stranger_in_the_thread_is_never_filed() -> None:
    """Message-IDs are public wherever a mail was forwarded to a list."""
    found = match(_mail("Quiet.", by=_stranger()), _answering("3.4", by=_KAY, has_token=False))
    assert isinstance(found, Unmatched)
    assert found.reason == "a stranger answers without the reply address that we gave"


def test_the_same_name_from_another_address_is_filed_where_the_title_supports_it() -> None:
    """Kay writes from home."""
    home = a_speaker("Graf, Dr. Kay", email="kay.private@home.example.org")
    assert _keys(match(_mail("Quiet month.", by=home, subject="KM3NeT report"), _FRESH)) == ["3.4"]
    assert _keys(match(_mail("Quiet month.", by=home, subject="report"), _FRESH)) == ["ask"]


def test_the_same_name_with_the_token_is_no_delegate() -> None:
    """The speaker answers from another account, not on the slot's list any more."""
    found = match(_mail("Quiet.", by=a_speaker("Kay Graf", email="k@home.example.org")), some_candidates(addressee=_KAY, speakers=()))
    assert isinstance(found, Matched)
    assert (found.placements[0].author, found.placements[0].delegate) == (_KAY, "")


def test_the_addressee_is_known_though_no_longer_on_the_slot() -> None:
    """The agenda changed after the invitation went out."""
    found = match(_mail("Quiet.", by=_KAY), some_candidates(addressee=_KAY, speakers=()))
    assert isinstance(found, Matched)
    assert found.placements[0].author == _KAY


def test_umlauts_are_the_same_name_in_both_spellings() -> None:
    """`Krämer` is `Kraemer` and `Kramer`."""
    speaker = a_speaker("Uwe Krämer", email="uwe@example.org")
    candidates = Candidates((Venue(a_series(), a_meeting(items=(an_item("3.1", "NORD", speakers=(speaker,)),))),))
    for name in ("Uwe Kraemer", "Uwe Kramer", "Kraemer, Uwe"):
        mail = _mail("Quiet.", by=a_speaker(name, email="u@home.example.org"), subject="NORD report")
        assert _keys(match(mail, candidates)) == ["3.1"]


def test_an_assistant_who_sends_for_a_speaker_is_the_speaker() -> None:
    """`Sender` is the speaker, `From` their office."""
    inbound = an_inbound("Quiet.", subject="KM3NeT", authors=(Address("office@fau.example.org", "Office"),))
    message = replace(inbound, sender=Address("kay@fau.example.org", ""))
    found = match(_mail("Quiet.", message=message), _FRESH)
    assert isinstance(found, Matched)
    assert found.placements[0].author == _KAY


def test_one_whom_a_speaker_asked_is_filed_without_a_token() -> None:
    """`delegate to Ann` is remembered."""
    ann = a_speaker("Ann Berg", email="ann@elsewhere.example.org")
    item = replace(_KM3, delegates=(Delegate(ann, _KAY),))
    found = match(_mail("Quiet month.", by=ann, subject="report"), Candidates((Venue(a_series(), a_meeting(items=(item,))),)))
    assert isinstance(found, Matched)
    assert (found.placements[0].author, found.placements[0].delegate) == (_KAY, "Ann Berg")


def test_a_colleague_never_decides_alone() -> None:
    """The same domain is a hint for the secretary."""
    found = match(_mail("Quiet.", by=a_speaker("Max Neu", email="max@fau.example.org"), subject="KM3NeT report"), _FRESH)
    assert isinstance(found, Unmatched)
    assert "colleague" in _signals(found, "3.4")


def test_a_mail_host_of_everybody_makes_no_colleagues() -> None:
    """Two users of gmail.com have nothing in common."""
    speaker = a_speaker("Ann Berg", email="ann@gmail.com")
    candidates = Candidates((Venue(a_series(), a_meeting(items=(an_item(speakers=(speaker,)),))),))
    assert "colleague" not in _signals(match(_mail("Quiet.", by=a_speaker("Max", email="max@gmail.com"), subject="CTA"), candidates), "3.1")


def test_a_mail_without_an_author_is_left_to_a_person() -> None:
    """There is nobody to ask."""
    message = an_inbound(authors=(Address("", ""),))
    assert isinstance(match(a_classified(message), some_candidates()), Unmatched)


def test_the_chair_is_known_and_asked_for_nothing_else() -> None:
    """The chair has no slot: a person decides."""
    found = match(_mail("CTA is late as always.", by=a_speaker("Ian Bird", email="ian.bird@example.org"), subject="Agenda"), _FRESH)
    assert isinstance(found, Unmatched)
    assert found.reason == "nothing on the agenda fits"


def test_an_item_without_speakers_is_filed_in_the_name_of_its_author() -> None:
    """A person assigned it."""
    item = replace(_CTA, speakers=())
    assigned = Assigned(MeetingId(1), (ItemKey("3.1"),), "the secretary")
    candidates = Candidates((Venue(a_series(), a_meeting(items=(item,))),), assigned=assigned)
    found = match(_mail("Quiet.", by=_stranger()), candidates)
    assert isinstance(found, Matched)
    assert found.placements[0].author.name == "Nobody Known"


# -- which of the author's slots


@pytest.mark.parametrize(
    "text",
    [
        "Here is the WP6 part: the site is up.",
        "For WP6, we have a new site.",
        "Für WP6 haben wir eine neue Seite.",
        "Pour WP6 : un nouveau site.",
        "Voici le rapport de WP6 : un nouveau site.",
        "Hi Ian, two lines on WP6: new site.",
        "WP6 first: new site.",
        "Sorry for the thread. WP6: new site.",
        "What I have for the WP6 project: a new site.",
        "WP6\n\nA new site.",
        "## Report for WP6 ##\n\nA new site.",
        "*WP6*\n\nA new site.",
        "== WP6 ==\nA new site.",
        "[WP6]\nA new site.",
        "Project: WP6\n\nA new site.",
        "WP6\n===\n\nA new site.",
        "3.3: a new site",
        "Re item 3.3, a new site",
        "Attachment AB: Report from the WP6 Project [Elena Cuoco]\n\nA new site.",
        "Work package 6: a new site",
        "Outreach: a new site",
        "WP6 has a new site.",
    ],
)
def test_the_first_lines_say_which_slot(text: str) -> None:
    """Of two slots of hers."""
    assert _keys(match(_mail(text), _answering("3.2", "3.3", by=_ELENA))) == ["3.3"]


@pytest.mark.parametrize(
    "subject", ["WP6", "wp6 report", "Report for WP6", "[REPORT] WP6 - March 2024", "WP 6", "wp-6 update", "Item 3.3", "Outreach"]
)
def test_a_new_subject_says_which_slot(subject: str) -> None:
    """However it is written."""
    assert _keys(match(_mail("A new site.", subject=subject), _FRESH)) == ["3.3"]


def test_our_own_subject_says_which_slot() -> None:
    """It comes back where the token and the thread do not."""
    subject = "Re: [escape-tc] Your report for WP6, please: Technical Coordination Meeting, 3 March"
    assert _keys(match(_mail("A new site.", subject=subject), _FRESH)) == ["3.3"]


def test_a_slip_in_a_subject_leans_and_no_more() -> None:
    """`Steam` for `Stream`."""
    found = match(_mail("Quiet.", by=_MIA, subject="Straem report"), _FRESH)
    assert "near subject" in _signals(found, "3.7")


@pytest.mark.parametrize(
    "text",
    [
        "A new site.",
        "We thank EGO and WP6 for the data.",
        "EGO and WP6: nothing to report.",
        "Nothing for WP6 this time. EGO: a new mirror.",
    ],
)
def test_a_speaker_of_two_slots_is_asked_where_nothing_tells(text: str) -> None:
    """Never a guess."""
    found = match(_mail(text), _answering("3.2", "3.3", by=_ELENA))
    assert isinstance(found, Ambiguous)
    assert set(keys_of(found.choices)) == {"3.2", "3.3"}


def test_a_wrong_token_yields_to_a_plain_claim() -> None:
    """She answers an old receipt of her other slot, and says so; where she only begins with a name it may be a partner's."""
    plain = ("This is for WP6: the site moved.", "WP6 report:\n\nIt moved.", "Here's WP6 for March: it moved.", "And now WP6:\nit moved.")
    for text in plain:
        assert _keys(match(_mail(text), _answering("3.2", by=_ELENA))) == ["3.3"], text
    assert _keys(match(_mail("One addition for WP6: the site moved."), _answering("3.2", by=_ELENA))) == ["ask"]
    assert _keys(match(_mail("WP6: the site moved.\nCommunity: fine."), _answering("3.2", by=_ELENA))) != ["3.3"]
    assert _keys(match(_mail("For EGO, we have a new mirror."), _answering("3.1", by=a_speaker()))) == ["3.2"]


def test_another_slots_token_without_a_word_is_asked_about() -> None:
    """A speaker with the mail of another: delegate, or mistaken."""
    assert _keys(match(_mail("Quiet month.", by=_KAY), _answering("3.1", by=a_speaker()))) == ["ask"]


def test_words_of_another_slot_are_asked_about() -> None:
    """Her address, but the subject is CTA's."""
    assert _keys(match(_mail("All telescopes observe.", subject="CTA report"), _FRESH)) == ["ask"]


def test_two_firm_claims_are_asked_about() -> None:
    """The subject names one, the heading the other."""
    assert _keys(match(_mail("WP6 report\n\nA new site.", subject="EGO report"), _FRESH)) == ["ask"]


def test_a_topic_that_is_anothers_slot_contradicts_nothing() -> None:
    """`Community` is a heading in every report."""
    assert _keys(match(_mail("Community:\nThree new committers.\n\nReleases:\nnone\n", by=_KAY, subject="report"), _FRESH)) == ["3.4"]


def test_a_list_of_others_contradicts_nothing() -> None:
    """What the exercise showed, site by site."""
    text = "During the exercise:\n- CTA: 12 transfers\n- EGO: none\n- ATLAS: many\n\nWe go on."
    assert _keys(match(_mail(text, by=_KAY), _answering("3.4", by=_KAY))) == ["3.4"]


def test_a_text_that_names_another_again_and_again_is_asked_about() -> None:
    """As its own, and never the author's."""
    text = "The CTA collaboration met. CTA has a plan. CTA builds. CTA observes. CTA publishes."
    assert _keys(match(_mail(text, by=_KAY, subject="report"), _FRESH)) == ["ask"]


def test_a_text_that_names_only_one_of_the_authors_slots_is_its() -> None:
    """Often, and as its own."""
    text = "Last month the WP6 team met, and WP6 has a site. In WP6 we plan more, as WP6 grows. WP6 2.0 is next."
    assert _keys(match(_mail(text, subject="report"), _FRESH)) == ["3.3"]


def test_a_file_says_which_slot() -> None:
    """`See attached`, twice."""
    for name, key in (("WP6_report.pdf", "3.3"), ("EGO.pdf", "3.2")):
        inbound = an_inbound("See attached.", subject="slides", authors=(Address("elena@example.org", "Elena Cuoco"),))
        message = replace(inbound, attachments=(an_attachment(name),))
        assert _keys(match(_mail("See attached.", message=message), _FRESH)) == [key]


def test_a_file_without_an_ending_is_read_too() -> None:
    """Some clients drop it."""
    inbound = an_inbound("See attached.", subject="slides", authors=(Address("elena@example.org", "Elena Cuoco"),))
    message = replace(inbound, attachments=(an_attachment("WP6"),))
    assert _keys(match(_mail("See attached.", message=message), _FRESH)) == ["3.3"]


@pytest.mark.parametrize(
    "quote",
    [
        "> YOUR SLOT\n> 10:47  3.3  WP6 Outreach (2 min)\n>\n> AGENDA\n> 3.1  CTA\n> 3.2  EGO",
        "> Filed under 3.3 WP6 Outreach. Thank you.",
        "> Please reply to this mail with your report for WP6 Outreach by noon.",
        "> 3.2  EGO\n> 3.3  WP6 Outreach  <- your slot",
    ],
)
def test_our_quoted_mail_leans_towards_its_slot(quote: str) -> None:
    """Its agenda names all of them."""
    found = match(_mail("A new site.", omitted=(Omitted(LineClass.QUOTE, quote),)), _FRESH)
    assert "quote" in _signals(found, "3.3")
    assert "quote" not in _signals(found, "3.2")


def test_a_signature_with_another_slots_name_misleads_nobody() -> None:
    """It is on every mail of hers; what is quoted below it is no part of it."""
    signature = Omitted(LineClass.SIGN_OFF, "Elena\nEGO, Cascina\n\nOn 1 March, Ian wrote:\n> CTA")
    found = match(_mail("A new site.", omitted=(signature,)), _FRESH)
    assert _keys(found) == ["ask"]
    assert "signature" in _signals(found, "3.2")
    assert "signature" not in _signals(found, "3.1")


def test_two_meetings_are_told_apart_by_the_thread() -> None:
    """The nearest is not always meant."""
    later = Venue(a_series(), a_meeting(items=_ITEMS, id=2))
    candidates = Candidates((_VENUE, later), an_answered(meeting_id=2, item_keys=("3.4",)), _KAY)
    found = match(_mail("Quiet.", by=_KAY), candidates)
    assert isinstance(found, Matched)
    assert found.placements[0].slot.meeting_id == 2
    near = match(_mail("Quiet.", by=_KAY), Candidates((_VENUE, later)))
    assert isinstance(near, Ambiguous)
    assert near.choices[0].meeting_id == 1


def test_a_thread_over_others_mails_says_less() -> None:
    """Somebody answers an answer."""
    answered = replace(an_answered(item_keys=("3.4",), has_token=False), hops=2)
    assert "thread of others" in _signals(match(_mail("Quiet.", by=_KAY), Candidates((_VENUE,), answered, _KAY)), "3.4")


def test_a_code_may_stand_before_a_single_letter() -> None:
    """Which is no name by itself."""
    candidates = Candidates((Venue(a_series(), a_meeting(items=(an_item("3.1", "WP1 A", speakers=(_MIA,)), _STREAM))),))
    assert _keys(match(_mail("WP1: quiet.", by=_MIA), candidates)) == ["3.1"]
    assert _keys(match(_mail("A: quiet.", by=_MIA), candidates)) == ["ask"]


def test_a_topic_in_a_subject_claims_no_slot_of_others() -> None:
    """`Community news` of KM3NeT."""
    assert _keys(match(_mail("Quiet month.", by=_KAY, subject="Community news"), _FRESH)) == ["3.4"]


# -- several parts


def test_two_spaces_behind_one_name_make_no_table() -> None:
    """A slip of the thumb."""
    found = match(_mail("WP6  moved its site."), _answering("3.2", "3.3", by=_ELENA))
    assert isinstance(found, Matched)
    assert found.placements[0].text == "WP6  moved its site."



@pytest.mark.parametrize(
    "text",
    [
        "EGO: new mirror.\nWP6: new site.",
        "EGO\nNew mirror.\n\nWP6\nNew site.",
        "**EGO** (Elena)\nNew mirror.\n\n**WP6**\nNew site.",
        "- EGO: new mirror.\n- WP6: new site.",
        "1. EGO\nNew mirror.\n2. WP6\nNew site.",
        "| EGO | New mirror. |\n| WP6 | New site. |",
        "EGO\tNew mirror.\nWP6\tNew site.",
        "EGO   New mirror.\nWP6   New site.",
        "EGO - new mirror.\nWP6 - new site.",
        "3.2: new mirror.\n3.3: new site.",
        "EGO: new mirror. WP6: new site.",
        "Dear Ian,\n\nhere are both.\n\n## EGO\nNew mirror.\n\n## WP6\nNew site.",
        "EGO\n---\nNew mirror.\n\nWP6\n---\nNew site.",
    ],
)
def test_headed_parts_of_the_authors_slots_are_parted(text: str) -> None:
    """Each under its own."""
    found = match(_mail(text), _answering("3.2", "3.3", by=_ELENA))
    assert isinstance(found, Matched)
    assert _keys(found) == ["3.2", "3.3"]
    first, second = (one.text.lower() for one in found.placements)
    assert "mirror" in first
    assert "site" not in first
    assert "site" in second
    assert "mirror" not in second


@pytest.mark.parametrize(
    "text",
    [
        "EGO: new mirror.\nCTA: new telescope.",
        "EGO\nNew mirror.\n\nWP6\nNew site.\n\nTravel\nNone this month, as always.",
        "We write at length about much.\n" * 5 + "EGO: new mirror.\nWP6: new site.",
        "EGO, WP6 and CTA:\n\nEGO: new mirror.\nWP6:",
    ],
)
def test_parts_that_are_not_plainly_the_authors_are_asked_about(text: str) -> None:
    """A heading may be a topic."""
    found = match(_mail(text), _answering("3.2", "3.3", by=_ELENA))
    assert _keys(found) in (["ask"], ["3.2"])


def test_a_slot_named_above_the_parts_that_has_none_is_asked_about() -> None:
    """A part is missing, or was not seen."""
    text = "Ant, Community and Stream in turn\n\nAnt: quiet.\nStream: quiet."
    assert _keys(match(_mail(text, by=_MIA, subject="reports"), _FRESH)) == ["ask"]


def test_the_choices_of_an_open_split_are_all_together_and_each_alone() -> None:
    """The author's slots only."""
    found = match(_mail("EGO: new mirror.\nCTA: new telescope."), _FRESH)
    assert isinstance(found, Ambiguous)
    assert [choice.keys for choice in found.choices] == [("3.2", "3.1"), ("3.2",)]


# -- what else


def test_somebody_who_may_said_where_it_belongs() -> None:
    """The answer to a question, or the secretary."""
    candidates = replace(_FRESH, assigned=Assigned(MeetingId(1), (ItemKey("3.2"),), "the secretary"))
    assert _keys(match(_mail("Whatever.", by=_stranger()), candidates)) == ["3.2"]


def test_several_assigned_slots_get_their_parts() -> None:
    """Or the whole where no part is headed."""
    candidates = replace(_FRESH, assigned=Assigned(MeetingId(1), (ItemKey("3.2"), ItemKey("3.1")), "the secretary"))
    found = match(_mail("EGO: new mirror.\nrest"), candidates)
    assert isinstance(found, Matched)
    assert {str(one.slot.key): one.text for one in found.placements} == {"3.1": "EGO: new mirror.\nrest", "3.2": "new mirror.\nrest"}


def test_an_assignment_to_no_item_is_left_to_a_person() -> None:
    """The agenda changed."""
    found = match(_mail("x"), replace(_FRESH, assigned=Assigned(MeetingId(1), (ItemKey("9.9"),), "the secretary")))
    assert isinstance(found, Unmatched)
    assert found.reason == "the agenda has no item 9.9"


def test_an_item_that_expects_no_report_may_be_assigned() -> None:
    """The secretary files a remark under the discussion."""
    item = replace(_CTA, expects_report=False)
    assigned = Assigned(MeetingId(1), (ItemKey("3.1"),), "the secretary")
    candidates = Candidates((Venue(a_series(), a_meeting(items=(item,))),), assigned=assigned)
    assert _keys(match(_mail("Quiet."), candidates)) == ["3.1"]


@pytest.mark.parametrize(
    ("subject", "text", "title"),
    [
        ("WP4 report", "The archive started.", "WP4"),
        ("Quartz report", "Quartz entered incubation.", "Quartz"),
        ("ANTARES", "A line for ANTARES.", "ANTARES"),
        ("", "Report for Virtual-Observatory XY:\nStarted.", "XY"),
    ],
)
def test_a_report_of_no_item_is_a_walk_in(subject: str, text: str, title: str) -> None:
    """By somebody we know: asked about, or left to a person with the title that it has."""
    found = match(_mail(text, by=_KAY, subject=subject), _FRESH)
    assert not isinstance(found, Matched)
    stranger = match(_mail(text, by=_stranger(), subject=subject), _FRESH)
    assert isinstance(stranger, Unmatched)
    assert stranger.walk_in.endswith(title)


@pytest.mark.parametrize("subject", ["Monthly report", "March report", "FAU news", "Technical Coordination Meeting report", "Kay's report"])
def test_what_stands_before_report_is_not_always_a_title(subject: str) -> None:
    """Months, people, affiliations."""
    kay = replace(_KAY, affiliation="FAU")
    candidates = Candidates((Venue(a_series(), a_meeting(items=(replace(_KM3, speakers=(kay,)),))),))
    assert _keys(match(_mail("Quiet month at FAU for Kay, in March.", by=kay, subject=subject), candidates)) == ["3.4"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: site", "Ian, see below."),
        ("[Fwd: Re: site]", "FYI"),
        ("[VOTE][RESULT] 3.8.0", "The vote passed. Thanks to all who tested."),
        ("Lunch?", "Ian, are you coming to lunch? I can fetch a car."),
    ],
)
def test_what_is_hardly_a_report_is_asked_about(subject: str, text: str) -> None:
    """From a known address, about something else."""
    assert _keys(match(_mail(text, by=_KAY, subject=subject), _FRESH)) == ["ask"]


# -- what is no report at all


@pytest.mark.parametrize(
    "text",
    [
        "Thanks Ian!",
        "Got it, thank you Ian",
        "Hi Ian,\n\nwhen exactly is the deadline, 9:00 or 10:00?\n\nThanks",
        "+1, will do tomorrow",
        "Bien reçu, je l'envoie demain.",
        "Ich schicke den Bericht morgen.",
        "Could you resend the link?",
        "Sorry, I can't attend.",
        "Leider kann ich nicht teilnehmen.",
    ],
)
def test_small_talk_is_no_report(text: str) -> None:
    """Thanks, questions, promises, apologies: of the whole text."""
    mail = an_inbound(text)
    assert not may_report(classify(mail, Extraction(text), answered=MailKind.INVITATION))
    assert not may_report(classify(mail, Extraction(text)))


@pytest.mark.parametrize(
    "text",
    [
        "All good.",
        "Nothing to report",
        "We will deliver the prototype to ESO next month.",
        "Thanks. We released 2.1.1",
        "When? 12 TB, 3 sites",
        "Thanks to ESO we moved.",
    ],
)
def test_a_word_more_is_a_report(text: str) -> None:
    """One sentence is enough."""
    assert may_report(classify(an_inbound(text), Extraction(text), answered=MailKind.INVITATION)) or is_statement(
        classify(an_inbound(text), Extraction(text), answered=MailKind.INVITATION)
    )


def test_thanks_with_a_file_may_be_a_report() -> None:
    """The slides are."""
    mail = replace(an_inbound("Thanks!"), attachments=(an_attachment(),))
    assert may_report(classify(mail, Extraction("Thanks!"), answered=MailKind.INVITATION))


def test_what_is_for_nothing_in_particular_may_be_a_report_if_it_says_something() -> None:
    """What is empty, or an order, is none; `nothing to report` goes into a slot all the same."""
    assert may_report(classify(an_inbound("Quiet."), Extraction("Quiet.")))
    assert not may_report(classify(an_inbound(""), Extraction("")))
    withdraw = classify(an_inbound("withdraw"), Extraction("withdraw"))
    assert not may_report(withdraw)
    assert not is_statement(withdraw)
    assert is_statement(classify(an_inbound("Nothing to report."), Extraction("Nothing to report.")))


def test_of_two_alike_the_waiting_one_comes_first_in_the_question() -> None:
    """And nothing else changes."""
    filed = (replace(_EGO, reports=(a_report(),)), _WP6)
    found = match(_mail("Quiet."), Candidates((Venue(a_series(), a_meeting(items=filed)),)))
    assert isinstance(found, Ambiguous)
    assert [choice.keys for choice in found.choices] == [("3.3",), ("3.2",)]




@pytest.mark.parametrize(
    "text",
    ["This is for WP6, EGO I sent yesterday: it moved.", "this is WP6 not EGO: it moved"],
)
def test_what_is_put_off_or_denied_is_not_meant(text: str) -> None:
    """Whatever mail is answered."""
    assert _keys(match(_mail(text), _answering("3.2", by=_ELENA))) == ["3.3"]


@pytest.mark.parametrize("subject", ["EGO and WP6", "WP6 / EGO"])
def test_a_new_subject_that_names_two_is_asked_about(subject: str) -> None:
    """Unless the text has parts for both."""
    assert _keys(match(_mail("The site moved, the mirror is fine.", subject=subject), _FRESH)) == ["ask"]
    assert _keys(match(_mail("EGO: the mirror is fine.\nWP6: the site moved.", subject=subject), _FRESH)) == ["3.2", "3.3"]


def test_a_subject_that_was_another_is_read_to_there() -> None:
    """`(was: …)` tells what it no longer is."""
    assert _keys(match(_mail("It moved.", subject="WP6 (was: Re: Your report for EGO, please)"), _answering("3.2", by=_ELENA))) == ["3.3"]


def test_headings_that_name_others_are_topics_of_the_slot_that_is_answered() -> None:
    """Among other headings, or of slots that are not the author's."""
    text = "Releases: 2.0\nWP6: upgraded\nCommunity: fine"
    assert _keys(match(_mail(text), _answering("3.2", by=_ELENA))) == ["3.2"]
    assert _keys(match(_mail("CTA:\nwe share a mirror.\nKM3NeT:\nwe share data."), _answering("3.2", by=_ELENA))) != ["3.1", "3.4"]


def test_a_picture_of_something_is_no_report() -> None:
    """From a known address, with a subject about something else."""
    mail = _mail("Such a nice crystal!", by=_KAY, subject="Crystal")
    picture = replace(mail, message=replace(mail.message, attachments=(an_attachment("month.jpg"),)))
    assert _keys(match(picture, _FRESH)) == ["ask"]


def test_a_co_speaker_who_is_written_to_speaks_for_their_slot() -> None:
    """It is a lean, and decides nothing alone."""
    both = (replace(_EGO, speakers=(_ELENA, _TAMAS)), _WP6)
    mail = _mail("Quiet.")
    copied = replace(mail, message=replace(mail.message, recipients=("tamas@fau.example.org",)))
    found = match(copied, Candidates((Venue(a_series(), a_meeting(items=both)),)))
    assert _keys(found) == ["ask"]
    assert "addressee" in _signals(found, "3.2")
    assert "addressee" not in _signals(found, "3.3")


def test_quote_below_a_signature_is_told_apart_from_it() -> None:
    """A receipt says of each what it is; what is no signature stays whole."""
    signature = Omitted(LineClass.SIGNATURE, "-- \nElena\n\nOn 1 March, Ian wrote:\n> CTA\n> EGO")
    quote = Omitted(LineClass.QUOTE, "> CTA")
    assert parted((signature, quote)) == (
        Omitted(LineClass.SIGNATURE, "-- \nElena"),
        Omitted(LineClass.QUOTE, "On 1 March, Ian wrote:\n> CTA\n> EGO"),
        quote,
    )
    assert parted((Omitted(LineClass.SIGN_OFF, "Elena"),)) == (Omitted(LineClass.SIGN_OFF, "Elena"),)


@pytest.mark.parametrize(("line", "key"), [
    ("item 3.2", "3.2"), ("Item 3.2, the laser", "3.2"), ("3.2: all is well", "3.2"), ("(3.2) – fine", "3.2"), ("3.2", "3.2"),
    ("3.3 V supply was replaced", ""), ("2.14 was released", ""), ("3.2 - 3.5 V", ""), ("3.2–3.5 V", ""),
])  # fmt: skip
def test_a_number_is_a_key_where_it_stands_as_one(line: str, key: str) -> None:
    """A voltage or a version that begins a text is none."""
    assert key_in(line) == key
