"""The values that the templates of each kind of mail are given."""

import pytest

from mailflow.domain.choices import NO_TERMS
from mailflow.domain.mails.chair import (
    ApprovalReceiptContext,
    AttendanceContext,
    BriefingContext,
    CancelQuestionContext,
    ClarificationContext,
    ConfirmationContext,
    DraftContext,
    ForwardContext,
    ForwardKind,
    RedlineContext,
)
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.planning import AgendaAnswer, AgendaQuestionContext
from mailflow.domain.mails.readers import (
    MinutesContext,
    SubscriberSuspendedContext,
    SubscriptionChoiceContext,
    SubscriptionConfirmContext,
    SubscriptionGoodbyeContext,
    SubscriptionProbeContext,
    SubscriptionWelcomeContext,
)
from mailflow.domain.mails.secretary import LoginContext, TriageContext
from mailflow.domain.mails.series import ActionNotice, ActionNoticeContext, ActionReminderContext, PlannedContext
from mailflow.domain.mails.speakers import (
    CancellationContext,
    Filed,
    InvitationContext,
    NoticeContext,
    NoticeKind,
    QuestionContext,
    ReceiptContext,
    UnreadableContext,
    UpdateContext,
)
from mailflow.domain.mails.timetable import AddressesContext, NudgeContext, ReminderContext
from mailflow.domain.message import MailKind
from tests.builders import NOW, a_draft, a_meeting, a_report, a_series, an_address, an_item

_COMMON = (a_series(), a_meeting(), an_address())
_CONTEXTS: dict[MailKind, MailContext] = {
    MailKind.INVITATION: InvitationContext(*_COMMON, slots=(), deadline_at=NOW),
    MailKind.RECEIPT: ReceiptContext(*_COMMON, filed=(Filed(an_item(), a_report(), a_report()),), omitted=()),
    MailKind.DRAFT: DraftContext(*_COMMON, minutes=a_draft(), approve_url="mailto:a@example.org", hold_url="mailto:b", missing=()),
    MailKind.REDLINE: RedlineContext(*_COMMON, minutes=a_draft(), approve_url="mailto:a", hold_url="mailto:b", editor="Ian", changes=()),
    MailKind.CONFIRMATION: ConfirmationContext(*_COMMON, minutes=a_draft(), approve_url="", reason="", claimed_at=NOW),
    MailKind.CLARIFICATION: ClarificationContext(*_COMMON, minutes=a_draft(), approve_url="", reason=""),
    MailKind.APPROVAL_RECEIPT: ApprovalReceiptContext(*_COMMON, minutes=a_draft(), approver="Ian Bird", release_at=NOW, readers=1),
    MailKind.MINUTES: MinutesContext(*_COMMON, minutes=a_draft()),
    MailKind.UNREADABLE: UnreadableContext(*_COMMON, how="S/MIME"),
    MailKind.QUESTION: QuestionContext(*_COMMON, choices=(), subject="", beginning="", until=NOW),
    MailKind.TRIAGE: TriageContext(*_COMMON, entries=()),
    MailKind.NOTICE: NoticeContext(*_COMMON, notice=NoticeKind.HELP),
    MailKind.BRIEFING: BriefingContext(*_COMMON, minutes=a_draft(), missing=()),
    MailKind.CANCEL_QUESTION: CancelQuestionContext(*_COMMON, cancel_url="mailto:a@example.org", ordered_at=NOW, told=()),
    MailKind.AGENDA_QUESTION: AgendaQuestionContext(*_COMMON, answer=AgendaAnswer.ASKED),
    MailKind.CANCELLATION: CancellationContext(*_COMMON, canceller="Ian Bird", told=()),
    MailKind.SUBSCRIPTION_CONFIRM: SubscriptionConfirmContext(*_COMMON, is_joining=True, confirm_url="mailto:a@example.org", until=NOW),
    MailKind.LOGIN: LoginContext(*_COMMON, login_url="https://minutes.example.org/board/enter/x", until=NOW),
    MailKind.SUBSCRIPTION_WELCOME: SubscriptionWelcomeContext(*_COMMON),
    MailKind.SUBSCRIPTION_GOODBYE: SubscriptionGoodbyeContext(*_COMMON, was_reader=True, is_invited=False),
    MailKind.SUBSCRIPTION_CHOICE: SubscriptionChoiceContext(*_COMMON, terms=NO_TERMS),
    MailKind.SUBSCRIPTION_PROBE: SubscriptionProbeContext(*_COMMON, since=NOW),
    MailKind.SUBSCRIBER_SUSPENDED: SubscriberSuspendedContext(*_COMMON, address="a@example.org", reason="550 no such user"),
    MailKind.UPDATE: UpdateContext(*_COMMON, slots=(), deadline_at=NOW, news=(), before=None, asks_again=False),
    MailKind.PLANNED: PlannedContext(*_COMMON, people=(), invites_at=None),
    MailKind.REMINDER: ReminderContext(*_COMMON, slots=(), deadline_at=NOW),
    MailKind.NUDGE: NudgeContext(*_COMMON, minutes=a_draft(), waits_since=NOW, approve_url="mailto:a@example.org", hold_url="mailto:b"),
    MailKind.ADDRESSES: AddressesContext(*_COMMON, people=()),
    MailKind.ATTENDANCE: AttendanceContext(*_COMMON, person=an_address(), answer="declined", words=""),
    MailKind.ACTION_REMINDER: ActionReminderContext(*_COMMON, actions=()),
    MailKind.ACTION_NOTICE: ActionNoticeContext(*_COMMON, notice=ActionNotice.CHANGED),
    MailKind.FORWARD: ForwardContext(*_COMMON, forward=ForwardKind.QUESTION, author=an_address(), words=""),
}


@pytest.mark.parametrize(("kind", "context"), _CONTEXTS.items(), ids=_CONTEXTS.keys())
def test_each_context_knows_its_kind_of_mail(kind: MailKind, context: MailContext) -> None:
    """The kind names the folder of templates."""
    assert context.kind is kind


def test_there_is_a_context_for_every_kind_of_mail() -> None:
    """A kind without values could not be sent."""
    assert set(_CONTEXTS) == set(MailKind)
