"""To which slot a mail belongs, and on what evidence."""

import pytest

from mailflow.domain.classification.kinds import Classified
from mailflow.domain.matching.kinds import Ambiguous, Candidates, Match, Matched, Unmatched
from mailflow.domain.matching.match import match
from mailflow.domain.message import Address
from tests.builders import a_classified, a_speaker, an_answered, an_answered_draft, an_inbound, some_candidates

_KAY = a_speaker("Kay Graf", email="kay@example.org", id=4)
_TAMAS = a_speaker("Tamas Gal", email="tamas@example.org", id=5)


def _mail_from(email: str, name: str = "") -> Classified:
    return a_classified(an_inbound(authors=(Address(email, name),)))


def _matched(result: Match) -> Matched:
    assert isinstance(result, Matched)
    return result


def _signals(result: Match) -> list[str]:
    return [reason.signal for reason in result.evidence]


def test_the_speaker_with_the_token_is_matched() -> None:
    """The strongest evidence that there is."""
    found = _matched(match(a_classified(), some_candidates()))
    assert (found.slot.key, found.slot.confidence, found.author, found.delegate) == ("3.1", 1.0, a_speaker(), "")
    assert _signals(found) == ["token", "sender"]


def test_the_speaker_without_the_token_is_matched_by_the_thread() -> None:
    """In-Reply-To or References name our mail, and the address is known."""
    found = _matched(match(a_classified(), some_candidates(an_answered(has_token=False))))
    assert (found.slot.key, found.slot.confidence) == ("3.1", 1.0)
    assert _signals(found) == ["thread", "sender"]


def test_the_letter_case_of_the_senders_address_does_not_matter() -> None:
    """Mail systems fold it."""
    assert _matched(match(_mail_from("Matthias@Example.ORG"), some_candidates())).delegate == ""


def test_a_co_speaker_answers_in_their_own_name() -> None:
    """Whoever of the slot's speakers got the mail, the author is the one who wrote."""
    candidates = some_candidates(addressee=_KAY, speakers=(_KAY, _TAMAS))
    found = _matched(match(_mail_from("tamas@example.org"), candidates))
    assert (found.author, found.delegate) == (_TAMAS, "")


def test_a_co_speaker_is_known_without_the_token() -> None:
    """The mail was forwarded to them by hand, and they answered in the thread."""
    candidates = some_candidates(an_answered(has_token=False), addressee=_KAY, speakers=(_KAY, _TAMAS))
    assert _matched(match(_mail_from("tamas@example.org"), candidates)).author == _TAMAS


def test_the_addressee_is_known_though_no_longer_on_the_slot() -> None:
    """The agenda may have changed since."""
    candidates = some_candidates(addressee=_KAY, speakers=(_TAMAS,))
    assert _matched(match(_mail_from("kay@example.org"), candidates)).author == _KAY


def test_a_stranger_with_the_token_is_a_delegate() -> None:
    """Filed for the speaker, and shown as written by somebody else."""
    found = _matched(match(_mail_from("rosa@example.net", "Rosa Delegate"), some_candidates()))
    assert (found.author, found.delegate) == (a_speaker(), "Rosa Delegate")
    assert found.slot.confidence == 0.6


@pytest.mark.parametrize("name", ["", "rosa@example.net", "Rosa (rosa@example.net)", "rosa＠example.net"])  # noqa: RUF001 - looks like one
def test_a_delegate_without_a_name_is_not_named_by_an_address(name: str) -> None:
    """A delegate is never shown as the speaker, and an address from a header never in the minutes."""
    assert _matched(match(_mail_from("rosa@example.net", name), some_candidates())).delegate == "a delegate"


def test_a_stranger_who_bears_the_speakers_name_is_a_delegate() -> None:
    """The address counts and not the name."""
    assert _matched(match(_mail_from("eve@example.net", "Matthias Fuessling"), some_candidates())).delegate == "Matthias Fuessling"


def test_a_stranger_without_the_token_is_not_matched() -> None:
    """Never filed silently: anybody who saw the mail knows its Message-ID."""
    found = match(_mail_from("eve@example.net"), some_candidates(an_answered(has_token=False)))
    assert isinstance(found, Unmatched)
    assert "stranger" in found.reason
    assert _signals(found) == ["thread", "sender"]


def test_a_stranger_weighs_against_a_match() -> None:
    """Negative evidence is kept as such."""
    assert [reason.weight for reason in match(_mail_from("eve@example.net"), some_candidates()).evidence] == [0.9, -0.3]


@pytest.mark.parametrize("has_token", [True, False], ids=["token", "thread"])
def test_a_mail_without_an_author_is_not_matched(has_token: bool) -> None:  # noqa: FBT001 - a column of the table
    """Nobody's words are not shown as the speaker's."""
    found = match(a_classified(an_inbound(authors=())), some_candidates(an_answered(has_token=has_token)))
    assert isinstance(found, Unmatched)
    assert "no author" in found.reason


def test_nobody_is_not_a_speaker_without_an_address() -> None:
    """Two empty addresses are not the same address."""
    silent = a_speaker(email="", id=7)
    found = match(a_classified(an_inbound(authors=(Address(""),))), some_candidates(addressee=silent))
    assert isinstance(found, Unmatched)


def test_a_speaker_without_an_address_is_not_recognised() -> None:
    """There is nothing to compare with."""
    found = _matched(match(_mail_from("kay@example.org", "Kay Graf"), some_candidates(addressee=a_speaker("Kay Graf", email=None, id=4))))
    assert found.delegate == "Kay Graf"


@pytest.mark.parametrize("has_token", [True, False], ids=["token", "thread"])
def test_a_speaker_of_several_slots_is_asked(has_token: bool) -> None:  # noqa: FBT001 - a column of the table
    """Never a guess between them."""
    found = match(a_classified(), some_candidates(an_answered(has_token=has_token, item_keys=("3.1", "3.2"))))
    assert isinstance(found, Ambiguous)
    assert [(score.key, score.confidence) for score in found.slots] == [("3.1", 0.5), ("3.2", 0.5)]


def test_a_stranger_without_the_token_is_not_asked_about_several_slots() -> None:
    """A question would tell a stranger what the agenda says."""
    found = match(_mail_from("eve@example.net"), some_candidates(an_answered(has_token=False, item_keys=("3.1", "3.2"))))
    assert isinstance(found, Unmatched)


def test_a_mail_that_answers_none_of_ours_is_not_matched() -> None:
    """Nothing to go by."""
    found = match(a_classified(), Candidates())
    assert isinstance(found, Unmatched)
    assert found.reason == "it answers no mail of ours"


def test_a_mail_to_nobody_known_is_not_matched() -> None:
    """A mail without an addressee has no speaker to file for."""
    assert isinstance(match(a_classified(), Candidates(an_answered())), Unmatched)


def test_a_mail_that_was_not_about_a_slot_is_not_matched() -> None:
    """A draft has no slot."""
    found = match(a_classified(), some_candidates(an_answered_draft()))
    assert isinstance(found, Unmatched)
    assert "not about a slot" in found.reason
