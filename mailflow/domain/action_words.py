"""What people answer about what they are to do: `done 3`, `3 and 5 are done`, `not mine`, `defer 3 to 31 March`, `reopen 3`.

    a text -> its lines -> orders, each with its numbers; what is no order is a note, which is kept with the action

A report may begin with such words too (`3 done, 2 in progress`): whoever acts on an order has to look whether it fits what it answers.
"""

from datetime import date

from mailflow.domain.notes.dates import Days, day_at
from mailflow.domain.notes.words import flat


def day_in(words: str, since: date) -> date | None:
    """Return the day that words begin with; without a year it is the first of its name on or after another day."""
    found = day_at(flat(words.strip()), 0, Days(since, since))
    return found.on if found else None
