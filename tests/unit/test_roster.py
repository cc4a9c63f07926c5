"""A list of readers is carried to another machine: their choices come along, and nobody comes back who has left or is suspended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.errors import NotFoundError
from mailflow.domain.roster import Listing
from mailflow.services.forget import Forget
from mailflow.services.leaving import Departure, Leaving, Listed
from tests.builders import NOW, a_series, an_agenda
from tests.fakes import House

A, B, C, D = (f"{name}@example.org" for name in "abcd")
SLUG, READER = "escape-tc", "reader@example.org"
CHOSEN = Terms(Edition(("CTA",), text_only=True, language="fr"), date(2027, 5, 1))
SUSPENDED = Terms(suspended_at=NOW - timedelta(days=3), reason="550 no such user")


@pytest.fixture
def house() -> House:
    """Give a house with a series that nobody reads yet."""
    house = House()
    house.invited(an_agenda(series=a_series(subscribers=(), id=None)))
    return house


def terms(house: House, address: str) -> Terms:
    """Return the terms of a reader."""
    with house.begin() as uow:
        return uow.terms.of(uow.subscribers.get_series_id(SLUG), address)


def choose(house: House, address: str, chosen: Terms) -> None:
    """Let a reader choose."""
    with house.begin() as uow:
        uow.terms.save(uow.subscribers.get_series_id(SLUG), address, chosen)
        uow.commit()


def test_what_readers_chose_comes_along(house: House) -> None:
    """Since when they are on it, on which terms, and that mail does not reach them."""
    since = NOW - timedelta(days=300)
    listings = (Listing(A, since, CHOSEN), Listing(B, since), Listing(C, since, SUSPENDED))
    taken = house.roster.take_in(SLUG, listings)
    assert (taken.count, taken.added, taken.suspended) == (3, (A, B, C), (C,))
    assert house.roster.listings(SLUG) == listings
    other = House()
    other.invited(an_agenda(series=a_series(subscribers=(), id=None)))
    other.roster.take_in(SLUG, house.roster.listings(SLUG))
    assert other.roster.listings(SLUG) == listings
    assert [entry.detail for entry in house.trail("subscribed")] == [A, B, C]


def test_taken_in_twice_nothing_changes(house: House) -> None:
    """Nor is anything written twice in the trail."""
    listings = (Listing(A, NOW, CHOSEN), Listing(B, NOW))
    house.roster.take_in(SLUG, listings)
    again = house.roster.take_in(SLUG, listings)
    assert (again.count, again.added, again.kept, again.suspended) == (2, (), (), ())
    assert house.roster.listings(SLUG) == listings
    assert len(house.trail("subscribed")) == 2


def test_whoever_left_stays_off(house: House) -> None:
    """By their own word, by complaint or by order, whatever file has them; a word of theirs, or an order for them, puts them back."""
    house.roster.add(SLUG, A, B, C)
    house.roster.remove(SLUG, A.upper())
    with house.begin() as uow:
        reader = Listed(uow.subscribers.get_series_id(SLUG), SLUG, B)
        Leaving(house.clock).take_off(uow, reader, Departure("mailflow", why="they complained of our mail"))
        uow.commit()
    taken = house.roster.take_in(SLUG, [Listing(A), Listing(B, NOW, CHOSEN), Listing(C), Listing(D)])
    assert (taken.count, taken.added, taken.left) == (2, (D,), (A, B))
    house.roster.add(SLUG, A)
    assert house.roster.take_in(SLUG, [Listing(A), Listing(B)]).left == (B,)


def test_whoever_is_forgotten_stays_forgotten(house: House) -> None:
    """A list from before must not bring the address back."""
    house.roster.add(SLUG, A)
    Forget(house.begin, house.post.office, clock=house.clock)(A)
    taken = house.roster.take_in(SLUG, [Listing(A), Listing(B)])
    assert (taken.count, taken.forgotten) == (1, (A,))


def test_choices_that_are_there_stand(house: House) -> None:
    """They are newer than a file, also where all was taken back; whoever has none gets those of the file."""
    house.roster.add(SLUG, A, B, C)
    choose(house, A, replace(CHOSEN, paused_until=None))
    choose(house, B, NO_TERMS)
    taken = house.roster.take_in(SLUG, [Listing(one, NOW, CHOSEN) for one in (A, B, C)])
    assert taken.kept == (A, B)
    assert [terms(house, one) for one in (A, B, C)] == [replace(CHOSEN, paused_until=None), NO_TERMS, CHOSEN]


def test_no_suspension_is_lifted(house: House) -> None:
    """Neither by a file that knows of none, nor on the way to another machine."""
    house.roster.add(SLUG, A, B)
    choose(house, A, SUSPENDED)
    house.roster.take_in(SLUG, [Listing(A), Listing(B, NOW, SUSPENDED)])
    assert (terms(house, A), terms(house, B)) == (SUSPENDED, SUSPENDED)
    house.roster.take_in(SLUG, [Listing(A, NOW, CHOSEN)])
    assert terms(house, A) == SUSPENDED


def test_nobody_is_on_it_since_a_time_to_come(house: House) -> None:
    """Clocks of machines differ; a way out of a mail of today must work."""
    house.roster.take_in(SLUG, [Listing(A, NOW + timedelta(days=9))])
    assert house.roster.listings(SLUG) == (Listing(A, house.clock.now()),)


def test_there_must_be_the_series(house: House) -> None:
    """Or nothing is done."""
    with pytest.raises(NotFoundError, match="nowhere"):
        house.roster.take_in("nowhere", [Listing(A)])
    with pytest.raises(NotFoundError, match="nowhere"):
        house.roster.listings("nowhere")


def test_keeps_the_list(house: House) -> None:
    """Who joins, who leaves, and who is on it, each change in the trail; who is on it already is no change."""
    house.roster.add(SLUG, READER)
    assert house.roster.add(SLUG, "Zoe@example.org", "ann@example.org", READER) == 3
    house.roster.remove(SLUG, READER.upper())
    assert [one.address for one in house.roster.listings(SLUG)] == ["ann@example.org", "zoe@example.org"]
    assert [entry.detail for entry in house.trail("subscribed")] == [READER, "Zoe@example.org", "ann@example.org"]
    assert house.trail("unsubscribed")[0].subject == f"series {SLUG}"


def test_unknown_series_or_subscriber_is_an_error(house: House) -> None:
    """And changes nothing."""
    with pytest.raises(NotFoundError, match="nowhere"):
        house.roster.add("nowhere", "a@example.org")
    with pytest.raises(NotFoundError, match="nobody"):
        house.roster.remove(SLUG, "nobody@example.org")
    with pytest.raises(NotFoundError):
        house.roster.listings("nowhere")
    assert house.trail("unsubscribed") == []
