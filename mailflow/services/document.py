"""A revision of the minutes in every form in which it can be shown."""

from dataclasses import dataclass

from mailflow.domain.agenda import Series
from mailflow.domain.minutes.changes import told
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.markdown import render_markdown
from mailflow.domain.minutes.translation import changes_of
from mailflow.services.ports.world import Renderer
from mailflow.services.views import Document, minutes_json


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """A revision of the minutes, to be shown."""

    draft: Draft
    series: Series
    renderer: Renderer

    def text(self) -> str:
        """Return the canonical text."""
        return self.draft.text

    def markdown(self) -> str:
        """Return Markdown."""
        return render_markdown(self.draft.content)

    def html(self) -> str:
        """Return a page of its own."""
        return self.renderer.document(self.draft, self.series)

    def json(self) -> Document:
        """Return the document that `--format json` prints."""
        return minutes_json(self.draft)

    def changes_since(self, earlier: "MinutesDocument") -> tuple[str, ...]:
        """Return what changed since another revision, a line a change: `[-taken out-]`, `{+put in+}`, `(moved)`."""
        return tuple(map(told, changes_of(earlier.draft.content, self.draft.content)))
