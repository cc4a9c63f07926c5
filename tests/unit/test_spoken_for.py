"""What a slot shows where somebody wrote for its speaker: nobody hides or changes a speaker's own words but the speaker."""

import pytest

from mailflow.domain.agenda import Manner, Report
from tests.builders import NOW, an_item

JUTTA, MAURO = "Jutta Schnabel", "Mauro Taiuti"


def a_word(text: str, author: str = JUTTA, *, delegate: str = "", manner: Manner = Manner.REPLACES) -> Report:
    """Return a report; its revision makes no difference."""
    return Report(1, author, text, NOW, delegate=delegate, manner=manner)


@pytest.mark.parametrize(
    ("reports", "shown"),
    [
        ((a_word("own"), a_word("for her", delegate="Kim")), [("", "own"), ("Kim", "for her")]),
        ((a_word("for her", delegate="Kim"), a_word("own")), [("", "own")]),
        ((a_word("first", delegate="Kim"), a_word("second", delegate="Dana")), [("Kim", "first"), ("Dana", "second")]),
        ((a_word("first", delegate="Kim"), a_word("second", delegate="Kim")), [("Kim", "second")]),
        ((a_word("own"), a_word("more", delegate="Kim", manner=Manner.ADDS)), [("", "own"), ("Kim", "more")]),
        ((a_word("for her", delegate="Kim"), a_word("more", manner=Manner.ADDS)), [("Kim", "for her"), ("", "more")]),
        ((a_word("own"), a_word("for her", delegate="Kim"), a_word("again")), [("", "again")]),
        ((a_word("own"), a_word("", delegate="Kim", manner=Manner.NOTHING)), [("", "own"), ("Kim", "")]),
        (
            (a_word("for her", delegate="Kim"), a_word("his", MAURO), a_word("own"), a_word("his again", MAURO)),
            [("", "own"), ("", "his again")],
        ),
    ],
    ids=["beside", "own counts", "two delegates", "one delegate twice", "added for her", "she adds", "again", "nothing", "two speakers"],
)
def test_own_words_are_hidden_by_the_speaker_alone(reports: tuple[Report, ...], shown: list[tuple[str, str]]) -> None:
    """Who writes for a speaker is shown beside what they said themselves, until they say it anew; each keeps their place."""
    assert [(report.delegate, report.text) for report in an_item(reports=reports).shown_reports] == shown
