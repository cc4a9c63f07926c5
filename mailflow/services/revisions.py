"""Revisions of the minutes: compiled anew with the edits in them, put in place of the one before, sent to whoever may approve them."""

from dataclasses import dataclass, replace

from mailflow.domain.actions import Standing, standing_of
from mailflow.domain.agenda import Meeting, MeetingId, Series, SeriesId, Speaker
from mailflow.domain.leaks import Register, authored_text, leaked_secrets, leaks_token
from mailflow.domain.lifecycle import MINUTES, MinutesEvent, MinutesState, advance
from mailflow.domain.mails.chair import DraftContext, RedlineContext
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId
from mailflow.domain.minutes.draft import Draft, compile_draft, renew
from mailflow.domain.minutes.translation import changes_of, said_in
from mailflow.domain.minutes.wording import Wording
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork

_HOLD = "hold"


@dataclass(frozen=True, slots=True)
class About:
    """A meeting and its series."""

    meeting: Meeting
    series: Series

    @property
    def meeting_id(self) -> MeetingId:
        """The id of the meeting."""
        return MeetingId(self.meeting.id or 0)


@dataclass(frozen=True, slots=True)
class Edited:
    """Whose edit made a revision, and what there is to say of it (see RedlineContext)."""

    editor: str
    cause_id: InboundId
    lost: tuple[str, ...] = ()
    unread: str = ""
    doubts: tuple[str, ...] = ()
    is_proven: bool = True


def fresh_revision(uow: UnitOfWork, about: About, current: Draft | None, post: Correspondence) -> tuple[Draft, tuple[str, ...]]:
    """Return what is compiled now, with the edits of the current revision, as the next one; and the edits that had to give way."""
    revision = current.revision + 1 if current else 1
    outlines = uow.minutes.notes_of(about.meeting_id)
    standing = standing_in(uow, about, current, post.wording_of(about.series))
    fresh = compile_draft(about.meeting, about.series, outlines, revision=revision, now=post.now(), standing=standing)
    return renew(current, fresh) if current else (fresh, ())


def standing_in(uow: UnitOfWork, about: About, current: Draft | None, wording: Wording) -> Standing:
    """Return what minutes say of earlier actions: as it was at the first revision: what is done since makes no approval late."""
    if current is not None:
        content = said_in(current.compiled or current.content, wording)
        return Standing(content.carried, content.first_action, wording)
    series_id = SeriesId(about.series.id or 0)
    before = (one.id for one in uow.meetings.of_series(series_id)[::-1] if one.start_at < about.meeting.start_at)
    last = next((draft for meeting_id in before if (draft := uow.minutes.find_revision(meeting_id, 1)) is not None), None)
    return standing_of(uow.actions.of_series(series_id), last.created_at if last else None, wording)


def replace_revision(uow: UnitOfWork, current: Draft, following: Draft) -> Draft:
    """Store the next revision and supersede the current one: what answers that is stale.

    One that is published stays, beside the correction of it. Raises IllegalTransition where it is approved.
    """
    if current.state is not MinutesState.PUBLISHED:  # what is out stays what it is: the next revision corrects it
        uow.minutes.save_state(replace(current, state=advance(MINUTES, current.state, MinutesEvent.SUPERSEDE)))
    return uow.minutes.add(following)


def send_drafts(
    post: Correspondence, uow: UnitOfWork, about: About, draft: Draft, *, notice: str = "", cause_id: InboundId | None = None
) -> tuple[OutboundId, ...]:
    """Queue a revision to all who may approve it, to each once, and return the mails."""
    people = (person for person in about.series.approvers if person.email)
    letters = (draft_letter(post, about, draft, person, notice=notice, cause_id=cause_id) for person in people)
    return tuple(posted for letter in letters if (posted := post.post(uow, letter)) is not None)


def draft_letter(
    post: Correspondence, about: About, draft: Draft, person: Speaker, *, notice: str = "", cause_id: InboundId | None = None
) -> Letter:
    """Return the mail that carries a revision to one who may approve it; `notice` says why it comes."""
    outbound_id = post.new_id()
    missing = {item.key for item in draft.content.items if item.is_missing}
    context = DraftContext(
        series=about.series,
        meeting=about.meeting,
        recipient=Address(person.email or "", person.name),
        minutes=draft,
        approve_url=post.reply_url(outbound_id, MailKind.DRAFT, about.meeting.title, "approve"),
        hold_url=post.reply_url(outbound_id, MailKind.DRAFT, about.meeting.title, _HOLD),
        missing=tuple(slot for slot in about.meeting.slots if slot.key in missing),
        notice=notice,
    )
    return Letter(outbound_id, f"draft:{draft.id}:{person.id}", context, person_id=person.id, minutes_id=draft.id, cause_id=cause_id)


def send_redlines(
    post: Correspondence, uow: UnitOfWork, about: About, drafts: tuple[Draft, Draft], edited: Edited
) -> tuple[OutboundId, ...]:
    """Queue what an edit changed between two revisions to all who may approve the later one, and return the mails."""
    people = (person for person in about.series.approvers if person.email)
    letters = (_redline_letter(post, about, drafts, person, edited) for person in people)
    return tuple(posted for letter in letters if (posted := post.post(uow, letter)) is not None)


def _redline_letter(post: Correspondence, about: About, drafts: tuple[Draft, Draft], person: Speaker, edited: Edited) -> Letter:
    before, draft = drafts
    outbound_id = post.new_id()
    context = RedlineContext(
        series=about.series,
        meeting=about.meeting,
        recipient=Address(person.email or "", person.name),
        minutes=draft,
        approve_url=post.reply_url(outbound_id, MailKind.REDLINE, about.meeting.title, "approve"),
        hold_url=post.reply_url(outbound_id, MailKind.REDLINE, about.meeting.title, _HOLD),
        editor=edited.editor,
        changes=changes_of(before.content, draft.content),
        lost=edited.lost,
        unread=without_leaks(edited.unread, about.meeting),
        doubts=edited.doubts,
        is_proven=edited.is_proven,
        is_erratum=before.state is MinutesState.PUBLISHED,
    )
    purpose = f"redline:{draft.id}:{person.id}"
    return Letter(outbound_id, purpose, context, person_id=person.id, minutes_id=draft.id, cause_id=edited.cause_id)


def lost_words(lost: tuple[str, ...]) -> str:
    """Say which edits gave way to what was reported since."""
    return f"Newer words of a speaker took the place of an edit: {'; '.join(lost)}." if lost else ""


def register_of(uow: UnitOfWork, about: About) -> Register:
    """Return all that must never be published in minutes of a series."""
    own, others = uow.archive.secrets(about.series.id or SeriesId(0))
    return Register(own, others)


def leak_of(draft: Draft, register: Register) -> str:
    """Say what stands in a revision that is never published, where, and what to do; empty if nothing."""
    if not register.leaks(authored_text(draft.content)):
        return ""
    content = draft.content
    bare = replace(content, title="", when_words="", chair="", present=(), apologies=(), actions=(), carried=(), next_meeting="", other=())
    places = [f"{item.key} {item.title}" for item in content.items if register.leaks(authored_text(replace(bare, items=(item,))))]
    where = ", ".join(places) or "what stands above or below the items"
    return (
        f"It cannot be approved: {where} contains joining details of the meeting or a reply address of ours, which are never published. "
        "Take them out in your reply, or let the author send a corrected report; the next draft can be approved."
    )


def without_leaks(words: str, meeting: Meeting) -> str:
    """Return words that are repeated in a mail of ours; none of them where joining details or a reply address stand in them."""
    is_leaking = bool(leaked_secrets(words, meeting.online)) or leaks_token(words)
    return "(left out: joining details or a reply address stand in it)" if is_leaking else words


def named(draft: Draft) -> str:
    """Name a revision as the audit trail does."""
    return f"revision {draft.revision}, sha256 {draft.sha256}"


def came_between(old: Draft, new: Draft) -> str:
    """Say for which items reports came between two revisions."""
    known = {item.key: item.reports for item in old.content.items}
    changed = [f"{item.key} {item.title}" for item in new.content.items if item.reports != known.get(item.key, ())]
    return f"reports came in since: {', '.join(changed)}" if changed else "the agenda has changed since"
