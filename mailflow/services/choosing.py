"""What readers choose by mail: which items, only actions, text alone, a language, a pause; and back to all.

Only of whoever is on a list, in a mail that is nothing else and answers no mail but those to readers. A choice that nobody proves to come
from the address is asked back there; whatever is chosen is told, with how to undo it.
"""

from collections.abc import Callable
from dataclasses import replace

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.choices import Edition, Terms
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.choice_orders import Choice, Chosen, parse_choices
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.readers import LETTERS, SubscriptionChoiceContext
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.matching.phrases import words_in
from mailflow.domain.matching.titles import Index, fold, words_of
from mailflow.domain.message import Address, MailKind, Proof
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.readership import all_series, venue_of
from mailflow.services.subscribe import Subscriptions
from mailflow.services.telling import language_in, thread_of

_TO_READERS = LETTERS | {
    MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_CHOICE, MailKind.SUBSCRIPTION_PROBE, MailKind.SUBSCRIPTION_GOODBYE,
}  # fmt: skip


class Choosing:
    """Carry out what readers choose, in the caller's transaction."""

    def __init__(self, post: Correspondence, subscriptions: Subscriptions, *, clock: Clock) -> None:
        self._post = post
        self._subscriptions = subscriptions
        self._clock = clock

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Carry out a choice; None where a mail is none, or its author is no reader."""
        authors, answered = case.message.authors, case.answered
        if len(authors) != 1 or (answered is not None and answered.kind not in _TO_READERS):
            return None
        today = case.record.received_at.date()
        choices = parse_choices(case.classified.extraction.text, today=today, names=(authors[0].name,))
        venues = self._venues(uow, case) if choices else ()
        if not venues:
            return None
        if case.authentication.proof is Proof.FAIL:
            reason = f"a choice whose author is not who it says ({case.authentication.detail})"
            return replace(outcome, state=InboundState.REJECTED, kind=MessageKind.COMMAND, reason=reason)
        done = tuple(filter(None, (self._chosen(uow, case, choices, venue) for venue in venues)))
        if not done:
            return None
        said = replace(outcome, kind=MessageKind.COMMAND, state=InboundState.DONE, meeting_id=venues[0].id)
        return replace(said, reason="; ".join(dict.fromkeys(done)))

    def _venues(self, uow: UnitOfWork, case: Case) -> tuple[Venue, ...]:
        """Return the series to whose readers the author belongs: that of the mail that is answered, or all."""
        address, answered = case.message.author.email.lower(), case.answered
        answers_one = answered is not None and answered.meeting_id is not None
        known = (venue_of(uow, MeetingId(answered.meeting_id or 0)),) if answered and answers_one else all_series(uow)
        return tuple(venue for venue in known if address in venue.series.subscribers)

    def _chosen(self, uow: UnitOfWork, case: Case, choices: tuple[Choice, ...], venue: Venue) -> str:
        """Carry choices out for one series, one after the other, and say what was done; empty where one names nothing of it."""
        series_id, address = SeriesId(venue.series.id or 0), case.message.author.email.lower()
        after, unknown = uow.terms.of(series_id, address), tuple[str, ...]()
        for choice in choices:
            known, others = _items_named(venue, choice.names)
            if choice.chosen is Chosen.ITEMS and not known:
                return ""
            after, unknown = _CHANGES[choice.chosen](after, replace(choice, names=known)), (*unknown, *others)
        is_proven = self._subscriptions.is_proven(uow, case)
        if is_proven:
            uow.terms.save(series_id, address, after)
            detail = f"{address}: {case.classified.extraction.text.strip()[:200]}"
            about = f"series {venue.series.slug}"
            uow.audit.add(AuditEntry(self._clock.now(), address, "chose", about, detail, case.record.id))
        self._tell(uow, case, venue, (after, unknown if is_proven else (), "" if is_proven else _order_of(case)))
        return f"{', '.join(choice.chosen for choice in choices)}: {'done, and told' if is_proven else 'the address was asked to confirm'}"

    def _tell(self, uow: UnitOfWork, case: Case, venue: Venue, said: tuple[Terms, tuple[str, ...], str]) -> None:
        terms, unknown, asked = said
        author = case.message.author
        purpose = f"choice:{venue.series.slug}:{case.record.id}"
        if asked:  # once a day: whoever forges such mails must not make us write
            purpose = f"choice asked:{venue.series.slug}:{author.email.lower()}:{self._clock.now():%Y-%m-%d}"
        if uow.outbox.find_by_purpose(purpose) is not None:
            return
        titles = tuple(item.title for item in venue.meeting.slots or venue.meeting.items) if unknown else ()
        context = SubscriptionChoiceContext(
            venue.series, venue.meeting, Address(author.email.lower(), author.name), terms, unknown, titles, asked, language_in(case)
        )
        self._post.post(uow, Letter(self._post.new_id(), purpose, context, cause_id=case.record.id, references=thread_of(case)))


_LONGEST_UNKNOWN = 5
"""A name of more words that is no item is a sentence, and the mail no order."""
_FILLER = words_in("""
    the item items point points part parts section report reports news of from about on minutes
    les le la l l' d' des de du partie sur rapport rapports nouvelles
    der die das den von vom zu punkt punkte teil bericht berichte
""")


def _order_of(case: Case) -> str:
    return " ".join(case.classified.extraction.text.split())[:100]


def _items_named(venue: Venue, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles of the items that names mean, and the names that mean none; none at all where one is a whole clause."""
    items = tuple(venue.meeting.walk())
    index = Index([(item.title, item.aliases) for item in items])
    known: list[str] = []
    unknown: list[str] = []
    for name in names:
        by_key = venue.meeting.find_item(_without_filler(name))
        found = {by_key.title} if by_key else {items[slot].title for slot in _slots_named(index, name)}
        known += sorted(found) if len(found) == 1 else ()
        unknown += () if len(found) == 1 else (name,)
    if any(len(words_of(name)) > _LONGEST_UNKNOWN for name in unknown):
        return (), names
    return tuple(dict.fromkeys(known)), tuple(unknown)


def _slots_named(index: Index, name: str) -> set[int]:
    """Return the slots that are named by words beside which nothing is said: `the SKA report`, not `SKA has reported`."""
    words = words_of(name)
    mentions = index.mentions(name)
    named = {place for mention in mentions for place in range(mention.first, mention.last)}
    is_all = all(place in named or word.folded in _FILLER for place, word in enumerate(words))
    return {mention.slot for mention in mentions} if is_all else set()


def _without_filler(name: str) -> str:
    return " ".join(word for word in name.split() if fold(word) not in _FILLER)


def _edited(terms: Terms, **changes: object) -> Terms:
    return replace(terms, edition=replace(terms.edition, **changes))  # type: ignore[arg-type] # fields of Edition, below


_CHANGES: dict[Chosen, Callable[[Terms, Choice], Terms]] = {
    Chosen.ITEMS: lambda terms, choice: _edited(terms, items=choice.names, actions_only=False),
    Chosen.ACTIONS: lambda terms, _: _edited(terms, items=(), actions_only=True),
    Chosen.TEXT: lambda terms, _: _edited(terms, text_only=True),
    Chosen.HTML: lambda terms, _: _edited(terms, text_only=False),
    Chosen.LANGUAGE: lambda terms, choice: _edited(terms, language=choice.language),
    Chosen.ALL: lambda terms, _: replace(terms, edition=Edition(language=terms.edition.language), paused_until=None),
    Chosen.PAUSE: lambda terms, choice: replace(terms, paused_until=choice.until),
    Chosen.RESUME: lambda terms, _: replace(terms, paused_until=None),
}
