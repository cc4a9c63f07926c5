"""Who acts on a message, once it is known what it is."""

from dataclasses import dataclass

from mailflow.services.action_orders import ActionOrders
from mailflow.services.asking import Asking
from mailflow.services.attendance import Attendance
from mailflow.services.calling_off import CallingOff
from mailflow.services.cancelling import Cancelling
from mailflow.services.chair import ChairsWords
from mailflow.services.chairs_orders import ChairsOrders, Desk
from mailflow.services.choosing import Choosing
from mailflow.services.correspondence import Correspondence
from mailflow.services.deliver import Publish
from mailflow.services.drafting import Drafting
from mailflow.services.filing import Filing
from mailflow.services.hold import Hold
from mailflow.services.invitations import Invitations
from mailflow.services.machine_mail import MachineMail
from mailflow.services.moving_by_reply import MovingByReply
from mailflow.services.new_meeting import NewMeetings
from mailflow.services.notes import Notes
from mailflow.services.orders import Hands, Orders
from mailflow.services.own_words import OwnWords
from mailflow.services.passing_on import PassingOn
from mailflow.services.placing import Placing
from mailflow.services.ports.world import AgendaTexts, CalendarCodec, Clock, MessageCodec
from mailflow.services.review import Review
from mailflow.services.subscribe import Subscriptions
from mailflow.services.suspending import Suspending
from mailflow.services.triage import Rulings


@dataclass(frozen=True, slots=True)
class Scribes:
    """Who reads and writes what is not ours to define."""

    codec: MessageCodec
    calendar: CalendarCodec
    agendas: AgendaTexts


@dataclass(frozen=True, slots=True)
class ChairsDesk:
    """What a reply to the mails of the chair's desk may do."""

    review: Review
    hold: Hold
    cancelling: Cancelling
    words: ChairsWords
    own: OwnWords
    new_meetings: NewMeetings
    moving: MovingByReply


@dataclass(frozen=True, slots=True)
class Reports:
    """What places reports, and takes what is said about where they belong."""

    placing: Placing
    asking: Asking
    orders: Orders
    rulings: Rulings
    actions: ActionOrders
    passing_on: PassingOn


@dataclass(frozen=True, slots=True)
class Acts:
    """Who acts on a message, once it is known what it is."""

    reports: Reports
    desk: ChairsDesk
    machines: MachineMail
    attendance: Attendance
    subscriptions: Subscriptions
    choosing: Choosing
    suspending: Suspending

    @classmethod
    def by(cls, post: Correspondence, *, clock: Clock, scribes: Scribes, invitations: Invitations) -> "Acts":
        """Return those who act by mails of ours."""
        review, hold = Review(post, Publish(post, clock), clock=clock), Hold(post, clock=clock)
        cancelling = Cancelling(post, CallingOff(post, invitations, clock=clock), clock=clock)
        able = Desk(review, hold, Drafting(post, clock=clock), cancelling, Notes(post, hold, clock=clock))
        chairs_orders = ChairsOrders(able, clock=clock)
        words, own = ChairsWords(post, able, chairs_orders, clock=clock), OwnWords(able, chairs_orders, clock=clock)
        new_meetings = NewMeetings(post, review, scribes.agendas, codec=scribes.codec, clock=clock)
        desk = ChairsDesk(review, hold, cancelling, words, own, new_meetings, MovingByReply(post, review, clock=clock))
        placing = Placing(post, clock=clock)
        orders = Orders(post, Hands(Filing(post, clock=clock), placing, invitations), clock=clock)
        asking, rulings, actions = Asking(post, clock=clock), Rulings(post, clock=clock), ActionOrders(post, clock=clock)
        reports = Reports(placing, asking, orders, rulings, actions, PassingOn(post, clock=clock))
        attendance = Attendance(post, invitations, clock=clock, calendar=scribes.calendar)
        subscriptions = Subscriptions(post, clock=clock)
        choosing, suspending = Choosing(post, subscriptions, clock=clock), Suspending(post, clock=clock)
        return cls(reports, desk, MachineMail(post), attendance, subscriptions, choosing, suspending)
