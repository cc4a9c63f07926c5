"""What messages say of other mails: reports of mail servers as they stand, and what a bounce comes to."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What a message says of one address to which another mail did not, not yet, or did go.

    `action` is that of RFC 3464 2.3.3 in lower case, `status` a code of RFC 3463 such as 5.1.1; each is empty where it is not told.
    """

    address: str
    action: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class MailReport:
    """What a message says of another mail.

    `report_type` is that of RFC 6522: `delivery-status` (RFC 3464), `feedback-report` (RFC 5965), `disposition-notification` (RFC 8098);
    empty where the message only has other shapes of a report. `is_whole` tells that the message is that report, and does not just hold
    one, as when somebody passes it on; `returns_mail` that a mail, or its header, came back inside.
    """

    report_type: str = ""
    recipients: tuple[ReportedRecipient, ...] = ()
    returns_mail: bool = False
    is_whole: bool = False


class BounceKind(StrEnum):
    """Why a mail came back, or what else is said of it."""

    HARD = "hard"
    SOFT = "soft"
    OVER_QUOTA = "over quota"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce says: which addresses, how bad it is, and in what words; `addresses` are empty where it names none."""

    kind: BounceKind
    addresses: tuple[str, ...] = ()
    status: str = ""
    diagnostic: str = ""
