"""What notes say twice: remarks that come again at the end are what is to be followed up."""

from collections.abc import Sequence
from dataclasses import replace

from mailflow.domain.matching.titles import words_of
from mailflow.domain.notes.kinds import Note, ProposedAction

_LIKE = 0.75
_LEAST_WORDS = 4
_REMARKS = 200
_ACTIONS = 100


def followed_up(notes: Sequence[Note]) -> tuple[list[Note], list[ProposedAction]]:
    """Return the notes without remarks that repeat an earlier one elsewhere, word for word or nearly, and those as their authors' actions.

    The remark stays under its item as it was written there; the action has its longer wording.
    """
    remarks = [(place, note, _words(note.text)) for place, note in enumerate(notes) if note.author][:_REMARKS]
    actions: dict[int, ProposedAction] = {}
    kept = dict(enumerate(notes))
    for number, (place, note, words) in enumerate(remarks):
        first = next((one for one in remarks[:number] if one[0] in kept and _repeats(one[1], one[2], note, words)), None)
        if first is None:
            continue
        del kept[place]
        known = actions.get(first[0])
        longer = first[1].text if words <= first[2] and known is None else note.text
        actions[first[0]] = ProposedAction(note.author, " ".join(longer.split()), None, first[1].key, first[1].walk_in)
        kept[first[0]] = replace(first[1], is_action=True)
    return [kept[place] for place in sorted(kept)], list(actions.values())


def _repeats(first: Note, words: frozenset[str], again: Note, words_again: frozenset[str]) -> bool:
    if first.author != again.author or (first.key, first.walk_in) == (again.key, again.walk_in):
        return False
    least = min(len(words), len(words_again))
    return least >= _LEAST_WORDS and len(words & words_again) >= _LIKE * least


def each_once(actions: Sequence[ProposedAction]) -> list[ProposedAction]:
    """Return actions without those that another of the same owner says as well: the longer wording stays, with the first day."""
    kept: list[ProposedAction] = []
    known: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for action in actions:
        words = _words(action.text)
        own = known.setdefault(action.owner, [])
        same = next((place for place, others in own[:_ACTIONS] if words <= others or others <= words), None)
        if same is None:
            own.append((len(kept), words))
            kept.append(action)
        else:
            kept[same] = _joined(kept[same], action)
    return kept


def _joined(one: ProposedAction, other: ProposedAction) -> ProposedAction:
    longer, shorter = (one, other) if len(one.text) >= len(other.text) else (other, one)
    is_placed = longer.key is not None or bool(longer.walk_in)
    place = longer if is_placed else shorter
    return replace(longer, due=one.due or other.due, key=place.key, walk_in=place.walk_in)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.folded for word in words_of(text))
