"""Minutes as Markdown: an author's words never become a heading of ours, or HTML."""

import pytest

from mailflow.domain.minutes.content import MinutesContent, MinutesReport
from mailflow.domain.minutes.markdown import render_markdown
from tests.builders import a_minutes_item, some_content


def _with_report(text: str) -> MinutesContent:
    return some_content(items=(a_minutes_item(reports=(MinutesReport("Ann", "", text, late=False, attachments=()),)),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Decisions", "\\# Decisions"),
        ("a\n  ## b\n#", "a\n  \\## b\n\\#"),
        ("<script>x</script>", "\\<script>x\\</script>"),
        ("see <https://example.org/x>", "see \\<https://example.org/x>"),
        ("<!-- gone", "\\<!-- gone"),
        ("#3 is open, C# too, a < b <3", "#3 is open, C# too, a < b <3"),
        ("- *a*\n- b_c", "- *a*\n- b_c"),
        ("Now:\n\nRI   State\nCTA  done", "Now:\n\n| RI | State |\n| --- | --- |\n| CTA | done |"),
    ],
)
def test_markdown_of_a_report_holds_its_words_only(text: str, expected: str) -> None:
    """What would be a heading or HTML gets a backslash; all else stands as it was written."""
    assert f"\n\n{expected}\n" in render_markdown(_with_report(text))


def test_markdown_of_titles_holds_no_html() -> None:
    """A title may come from a page that somebody else wrote."""
    assert "# \\<b>x" in render_markdown(some_content(title="<b>x"))
