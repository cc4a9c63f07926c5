"""A revision of the minutes in every form."""

from mailflow.services.document import MinutesDocument
from tests.builders import a_draft, a_minutes_item, a_minutes_report, a_series, some_content
from tests.fakes import FakeRenderer


def test_minutes_are_shown_in_every_form() -> None:
    """The text is the canonical one, of which the hash is taken; the other forms are of the same revision."""
    draft = a_draft(revision=3)
    document = MinutesDocument(draft, a_series(), FakeRenderer())
    assert document.text() == draft.text
    assert document.markdown().startswith("# Technical Coordination Meeting\n")
    assert document.html() == "<html>escape-tc 3</html>"
    assert document.json()["sha256"] == draft.sha256


def test_changes_between_any_two_revisions_are_told() -> None:
    """What was taken out, put in, and moved, with whose words they are."""
    before = a_minutes_item(reports=(a_minutes_report("One.\nTwo.\nAll four telescopes of the array observe."),))
    after = a_minutes_item(reports=(a_minutes_report("Two.\nOne.\nAll five telescopes of the array observe."),))
    old, new = (a_draft(content=some_content(items=(item,))) for item in (before, after))
    changes = MinutesDocument(new, a_series(), FakeRenderer()).changes_since(MinutesDocument(old, a_series(), FakeRenderer()))
    assert changes == (
        "3.1  CTA (Matthias Fuessling), words of Matthias Fuessling: (moved) Two.",
        "3.1  CTA (Matthias Fuessling), words of Matthias Fuessling: All [-four-] {+five+} telescopes of the",
    )
