"""A delivered message is stored once, however often it comes."""

from dataclasses import replace

import pytest

from mailflow.domain.message import RawMessage, uid_of
from mailflow.domain.records import Job
from mailflow.services.accept import Accept
from tests.builders import NOW
from tests.fakes import House

BODY = b"Subject: x\r\n\r\nbody"


def delivery(envelope: bytes = b"Delivered-To: minutes@example.org\r\n", body: bytes = BODY) -> RawMessage:
    """Return a message as an MTA hands it over."""
    return RawMessage(envelope + body, "lmtp", 0, uid_of(body), NOW)


@pytest.fixture
def house() -> House:
    """Give an empty house."""
    return House()


@pytest.fixture
def accept(house: House) -> Accept:
    """Give what takes messages."""
    return Accept(house.begin, house.doorbell)


def test_message_is_committed_before_anybody_is_told(house: House, accept: Accept) -> None:
    """Telling is a step of its own, for which the MTA does not wait."""
    stored = accept(delivery())
    assert (house.database.commits, house.doorbell.rings) == (1, [])
    accept.announce(stored)
    assert house.doorbell.rings == [(Job.INGEST, stored)]
    with house.begin() as uow:
        assert uow.inbound.raw(stored[0]) == delivery().content


def test_delivery_whose_answer_was_lost_is_the_same_message(house: House, accept: Accept) -> None:
    """The MTA tries once more: nothing is stored, and it is told that all is well."""
    accept(delivery())
    assert accept(replace(delivery(), received_at=NOW)) == ()
    assert len(house.records()) == 1


def test_same_octets_in_another_envelope_are_another_message(house: House, accept: Accept) -> None:
    """Its token may stand in the envelope only, and must not be lost; it too is stored once."""
    accept(delivery())
    other = delivery(b"Delivered-To: minutes+token@example.org\r\n")
    assert len(accept(other)) == 1
    assert accept(other) == ()
    assert accept(delivery()) == ()
    assert len(house.records()) == 2


def test_other_octets_never_share_a_place(house: House, accept: Accept) -> None:
    """Even where the number made of them were the same."""
    accept(delivery())
    assert len(accept(replace(delivery(body=b"other"), uid=delivery().uid))) == 1
    assert len(house.records()) == 2
