"""Which words of a text stand in another, in order: the longest common run of them, laid as a person would lay it.

base, reply -> for each word of the reply its place in the base, -1 where it is new
"""

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from mailflow.domain.editing.tokens import Token

LIMIT = 20_000
"""Words of either text at which they are not compared: the table has a bit for each pair, 50 MB at most."""
NEW = -1
_FEW = 8


def align(base: Sequence[str], reply: Sequence[str]) -> list[int]:
    """Return for each word of a reply its place in the base, rising; NEW for a word that does not stand there."""
    places = [NEW] * len(reply)
    if max(len(base), len(reply)) > LIMIT:
        return places
    for step in Indel.opcodes(base, reply):
        if step.tag == "equal":
            places[step.dest_start : step.dest_end] = range(step.src_start, step.src_end)
    return _without_islands(places)


def _without_islands(places: list[int]) -> list[int]:
    """Let go of a few words that stay between many that changed: they are the same by chance."""
    for start, end in _runs(places):
        before, after = _change(places, start - 1, -1), _change(places, end, 1)
        if 0 < end - start <= min(before, after) // 2:
            places[start:end] = [NEW] * (end - start)
    return places


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return where runs of words that follow one another in both texts begin and end."""
    starts = [at for at, place in enumerate(places) if place != NEW and (at == 0 or places[at - 1] != place - 1 or places[at - 1] == NEW)]
    return [(start, _end(places, start)) for start in starts]


def _end(places: Sequence[int], start: int) -> int:
    end = start + 1
    while end < len(places) and places[end] == places[end - 1] + 1:
        end += 1
    return end


def _change(places: Sequence[int], at: int, step: int) -> int:
    """Return how many words were put in from a place on, in a direction, or, if more, how many were taken out there."""
    added = 0
    while 0 <= at < len(places) and places[at] == NEW:
        at, added = at + step, added + 1
    if not 0 <= at < len(places):
        return 0
    gone = abs(places[at] - places[at - step * (added + 1)]) - 1
    return min(added, gone)


def slide(reply: Sequence[Token], places: list[int]) -> list[int]:
    """Let new words stand together, and each run of them begin with a row where it may as well: `b. New a` is `New a b.`."""
    start = 0
    while start < len(places):
        if places[start] != NEW:
            start += 1
            continue
        end = _end_of_new(places, start)
        closed = _closed_up(reply, places, (start, end))
        start = start if closed else _slid(reply, places, (start, end))
    return places


def _end_of_new(places: Sequence[int], start: int) -> int:
    end = start
    while end < len(places) and places[end] == NEW:
        end += 1
    return end


def _closed_up(reply: Sequence[Token], places: list[int], run: tuple[int, int]) -> bool:
    """Move the few old words between two runs of new ones behind them, where the same words stand there; tell whether that was done."""
    start, middle = run
    end = middle
    while end < len(places) and places[end] != NEW and end - middle <= _FEW:
        end += 1
    count, last = end - middle, _end_of_new(places, end)
    old, there = reply[middle:end], reply[last - count : last]
    if not 0 < count <= _FEW or last - end < 1 or [one.norm for one in old] != [one.norm for one in there]:
        return False
    kept = places[middle:end]
    places[start:last] = [NEW] * (last - start - count) + kept
    return True


def settle(base: Sequence[Token], reply: Sequence[Token], places: list[int]) -> list[int]:
    """Slide what is new in the reply, and what is gone of the base, to the ends of rows."""
    found = [NEW] * len(base)
    for at, place in enumerate(slide(reply, places)):
        if place != NEW:
            found[place] = at
    settled = [NEW] * len(reply)
    for place, at in enumerate(slide(base, found)):
        if at != NEW:
            settled[at] = place
    return settled


def _slid(reply: Sequence[Token], places: list[int], run: tuple[int, int]) -> int:
    """Slide one run to the place where most of its ends are ends of rows, and return where it ends."""
    options = [(0, _fit(reply, *run))]
    for direction in (-1, 1):
        shift = 0
        while _may_slide(reply, places, (run[0] + shift, run[1] + shift), direction):
            shift += direction
            options.append((shift, _fit(reply, run[0] + shift, run[1] + shift)))
    best = max(options, key=lambda option: (option[1], -abs(option[0])))[0]
    while best:
        step = 1 if best > 0 else -1
        _step(places, run, step)
        run, best = (run[0] + step, run[1] + step), best - step
    return run[1]


def _may_slide(reply: Sequence[Token], places: Sequence[int], run: tuple[int, int], direction: int) -> bool:
    start, end = run
    if direction < 0:
        return start > 0 and places[start - 1] != NEW and reply[start - 1].norm == reply[end - 1].norm
    return end < len(places) and places[end] != NEW and reply[end].norm == reply[start].norm


def _step(places: list[int], run: tuple[int, int], direction: int) -> None:
    start, end = run
    if direction < 0:
        places[end - 1], places[start - 1] = places[start - 1], NEW
    else:
        places[start], places[end] = places[end], NEW


def _fit(reply: Sequence[Token], start: int, end: int) -> int:
    """Return how many ends of a run of words are ends of rows."""
    begins = start == 0 or reply[start].row != reply[start - 1].row
    ends = end == len(reply) or reply[end].row != reply[end - 1].row
    return begins + ends
