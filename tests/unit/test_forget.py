"""An address is forgotten on request, unless a series would be without its chair; the trail says that it was done, and not to whom."""

import pytest

from mailflow.domain.erasing import erased_from, mark_of, marked_in, stand_in
from mailflow.domain.errors import BadInputError
from mailflow.domain.mail_reports import MailReport, ReportedRecipient
from mailflow.domain.message import Address, MailKind
from mailflow.services.forget import Forget
from tests.builders import SIGNING_KEY, a_series, an_agenda, an_inbound, an_outbox_entry
from tests.fakes import House


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited."""
    house = House()
    house.invited()
    return house


def test_says_where_the_address_stood_and_by_which_name_it_goes_now(house: House) -> None:
    """The same address has the same name each time; the trail has nothing else."""
    done = Forget(house.begin, house.post.office, clock=house.clock)("Reader@example.org")
    assert done.erased.subscriptions == 1
    assert done.name == stand_in("reader@example.org", SIGNING_KEY)
    (entry,) = house.trail("forgotten")
    assert (entry.actor, entry.subject, entry.detail) == ("command line", done.name, "")


@pytest.mark.parametrize(
    ("address", "office"),
    [("ian.bird@example.org", "the chair of escape-tc"), ("TC@lists.example.org", "the list of escape-tc")],
    ids=["chair", "list"],
)
def test_who_has_an_office_is_not_forgotten_before_somebody_else_has_it(address: str, office: str) -> None:
    """A series whose chair cannot be reached could approve nothing."""
    house = House()
    house.invited(an_agenda(series=a_series(list_address="tc@lists.example.org", id=None)))
    with pytest.raises(BadInputError, match=office):
        Forget(house.begin, house.post.office, clock=house.clock)(address)
    assert house.trail("forgotten") == []


def test_a_yes_to_a_question_to_somebody_forgotten_puts_nobody_on_a_list(house: House) -> None:
    """The token is good, and its address is not known any more."""
    stranger = "ann@example.net"
    house.receive(an_inbound("subscribe", subject="", authors=(Address(stranger, "Ann"),)))
    reply = house.reply_to(stranger, "confirm", kind=MailKind.SUBSCRIPTION_CONFIRM)
    Forget(house.begin, house.post.office, clock=house.clock)(stranger)
    record = house.receive(reply)
    assert record.reason == "it answers a question of ours that is lost"
    with house.begin() as uow:
        assert [one.address for one in uow.subscribers.of_series(uow.subscribers.get_series_id("escape-tc"))] == ["reader@example.org"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann@example.org", "X"),
        ("Ann <ANN@example.org>, bob@example.org", "Ann <X>, bob@example.org"),
        ("joann@example.org x.ann@example.org a+ann@example.org", "joann@example.org x.ann@example.org a+ann@example.org"),
        ("ann@example.org.uk ann@example.organic", "ann@example.org.uk ann@example.organic"),
        ("to ann@example.org. Done; mailto:ann@example.org", "to X. Done; mailto:X"),
        ("minutes:5:ann@example.org", "minutes:5:X"),
    ],
)
def test_only_that_address_is_taken_out_of_a_text(text: str, expected: str) -> None:
    """Letter case apart; a longer one is somebody else's."""
    assert erased_from(text, "ann@example.org", "X") == expected


def test_the_name_of_a_forgotten_address_tells_nothing() -> None:
    """Nobody without the key can try addresses on it."""
    assert stand_in("ann@example.org", b"a" * 32) != stand_in("ann@example.org", b"b" * 32)
    assert stand_in("ANN@example.org", SIGNING_KEY) == stand_in("ann@example.org", SIGNING_KEY)


KEY = b"k" * 40


@pytest.mark.parametrize(
    "text",
    [
        "z o e . q u i n e @ example . net",
        "ZOE.QUINE@EXAMPLE.NET",
        "zoe.quine (at) example.net",
        "zoe.\nquine@exam\nple.net",
        "zoe%2equine%40example.net",
    ],
)
def test_a_forgotten_address_is_found_again_by_whoever_has_the_key(text: str) -> None:
    """In a disguise as well, and with no more kept of it than a digest: it must be masked on public pages as before."""
    mark = mark_of("zoe.quine@example.net", KEY)
    assert "zoe" not in mark
    found = marked_in(f"Ask somebody: {text}, please.", (mark_of("other@example.org", KEY), mark), KEY)
    if "(at)" in text:  # which every address so written is masked for
        assert found == ()
    else:
        assert found == ("zoequineexamplenet",)
    assert marked_in(text, (mark,), b"x" * 40) == ()
    assert marked_in(text, (), KEY) == ()


def test_a_delivery_report_that_comes_late_brings_nothing_back(house: House) -> None:
    """It names the address, and is kept as it came; what we note of it does not."""
    reader = "reader@example.org"
    with house.begin() as uow:
        uow.outbox.add(an_outbox_entry(MailKind.MINUTES, recipient=Address(reader)), b"minutes")
        uow.commit()
    Forget(house.begin, house.post.office, clock=house.clock)(reader)
    said = ReportedRecipient(reader, "failed", "5.1.1", f"smtp; 550 5.1.1 <{reader}>: no such user")
    mail_id = next(entry.id for entry in house.entries() if entry.kind is MailKind.MINUTES)
    record = house.receive(
        an_inbound(
            "",
            subject="Undelivered Mail Returned to Sender",
            authors=(Address("MAILER-DAEMON@mx.example.net"),),
            recipients=(house.post.envelope_sender(mail_id, MailKind.MINUTES),),
            report=MailReport("delivery-status", (said,), returns_mail=True, is_whole=True),
        )
    )
    assert record.reason == f"a delivery report of mail {mail_id}, to an address that was forgotten"
    assert reader not in repr(record.evidence)
    assert reader not in repr(house.trail("done"))
    with house.begin() as uow:
        assert not uow.chase.failures([reader])
