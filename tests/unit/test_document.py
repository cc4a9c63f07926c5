"""A revision of the minutes in every form."""

from mailflow.services.document import MinutesDocument
from tests.builders import a_draft, a_series
from tests.fakes import FakeRenderer


def test_minutes_are_shown_in_every_form() -> None:
    """The text is the canonical one, of which the hash is taken; the other forms are of the same revision."""
    draft = a_draft(revision=3)
    document = MinutesDocument(draft, a_series(), FakeRenderer())
    assert document.text() == draft.text
    assert document.markdown().startswith("# Technical Coordination Meeting\n")
    assert document.html() == "<html>escape-tc 3</html>"
    assert document.json()["sha256"] == draft.sha256
