"""Published minutes into the archive, masked; what must not be shown there is found out first, and the chair is told.

    published revision -> masked -> linted -> archive entry, as open as its series is at this moment
                                 -> stopped: the entry is open to nobody, the audit trail says why, the chair gets a mail
"""

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.domain.agenda import Meeting, Series, SeriesId
from mailflow.domain.archive import ArchivedFile, ArchivedMinutes, files_of, sections_of
from mailflow.domain.erasing import marked_in
from mailflow.domain.leaks import Register, authored_text, standing_words
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.masking import Mask, masked_content, masker
from mailflow.domain.message import Address
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.publicity import Publicity
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About, register_of

_TEXT_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class _Lint:
    """What must not stand in what is shown: joining details, tokens, addresses that are known."""

    register: Register
    addresses: tuple[str, ...]
    mask: Mask

    def reason(self, content: MinutesContent, series: Series) -> str:
        """Say what still stands in masked minutes; empty if nothing."""
        text = f"{series.title}\n\n{authored_text(content)}"
        if self.register.leaks(text):
            return "joining details or a reply address of ours stand in it"
        return "the address of somebody stands in it, in a form that could not be masked" if standing_words(text, self.addresses) else ""


class Archivist:
    """Puts published minutes into the archive, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, published: Draft, about: About, *, access: Publicity) -> str:
        """Store a published revision, and say why it is shown to nobody; empty where it is as open as was asked for.

        Earlier revisions in which stands what must not be shown are closed: what a correction took out is not kept open by its history.
        """
        addresses = (*uow.archive.addresses(), *self._forgotten(uow, authored_text(published.content)))
        lint = _Lint(register_of(uow, about), addresses, masker(addresses))
        content = masked_content(published.content, lint.mask)
        reason = lint.reason(content, about.series)
        entry = ArchivedMinutes(
            minutes_id=MinutesId(published.id or 0),
            meeting_id=about.meeting_id,
            series_id=about.series.id or SeriesId(0),
            revision=published.revision,
            content=content,
            published_at=self._published_at(uow, published),
            access=Publicity.OFF if reason else access,
            files=self._files(uow, published, about.meeting, lint),
        )
        uow.archive.add(entry, sections_of(content))
        self._close_earlier(uow, entry, about.series, lint)
        if reason and about.series.archiving.access is not Publicity.OFF:
            self._tell(uow, published, about, reason)
        return reason

    def _forgotten(self, uow: UnitOfWork, text: str) -> tuple[str, ...]:
        """Return the addresses that stand in a text and that we have forgotten, as they read squeezed: they are masked like known ones."""
        return marked_in(text, uow.erasure.marks(), self._post.office.key)

    def _published_at(self, uow: UnitOfWork, published: Draft) -> datetime:
        known = [entry.published_at for entry in uow.archive.entries_of(published.meeting_id) if entry.minutes_id == published.id]
        approval = uow.minutes.find_approval(MinutesId(published.id or 0))
        return (known or [approval.release_at if approval else self._clock.now()])[0]

    def _files(self, uow: UnitOfWork, published: Draft, meeting: Meeting, lint: _Lint) -> tuple[ArchivedFile, ...]:
        """Return the files that are shown; one in which a secret stands is left out, and the audit trail says so."""
        shown: list[ArchivedFile] = []
        for key, report, file in files_of(published.content, tuple(meeting.walk()), until=published.created_at):
            name = lint.mask(file.filename)
            if self._may_be_shown(uow.files.get(file.sha256), file.media_type, lint) and not lint.register.leaks(name):
                shown.append(ArchivedFile(key, report, replace(file, filename=name)))
            else:
                self._audit(uow, "file not archived", meeting, f"a file of {key}, revision {published.revision}: a secret stands in it")
        return tuple(shown)

    def _may_be_shown(self, content: bytes, media_type: str, lint: _Lint) -> bool:
        if lint.register.leaks_octets(content):
            return False
        is_text = media_type.startswith("text/") and len(content) <= _TEXT_LIMIT
        return not (is_text and lint.register.leaks(content.decode("utf-8", "replace")))

    def _close_earlier(self, uow: UnitOfWork, entry: ArchivedMinutes, series: Series, lint: _Lint) -> None:
        for earlier in uow.archive.entries_of(entry.meeting_id):
            if earlier.minutes_id != entry.minutes_id and earlier.access is not Publicity.OFF and lint.reason(earlier.content, series):
                uow.archive.close(earlier.minutes_id)

    def _tell(self, uow: UnitOfWork, published: Draft, about: About, reason: str) -> None:
        self._audit(uow, "not archived", about.meeting, f"revision {published.revision}: {reason}")
        for person in about.series.approvers[:1]:
            context = NoticeContext(
                about.series, about.meeting, Address(person.email or "", person.name), NoticeKind.ARCHIVE_STOPPED, words=reason
            )
            purpose = f"notice:{NoticeKind.ARCHIVE_STOPPED}:{published.id}"
            if person.email:
                self._post.post(uow, Letter(self._post.new_id(), purpose, context, person_id=person.id, minutes_id=published.id))

    def _audit(self, uow: UnitOfWork, action: str, meeting: Meeting, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", action, f"meeting {meeting.id}", detail))
