"""Receipts of reports: to their author, and to the speaker for whom somebody else wrote, or whose name came from an unknown address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Speaker
from mailflow.domain.mails.speakers import Filed, ReceiptContext, RefusedFile
from mailflow.domain.matching.kinds import Placement
from mailflow.domain.matching.people import has_address
from mailflow.domain.matching.quotes import parted
from mailflow.domain.message import Address, is_same_address
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.telling import is_vouched_for, language_in, may_be_told, thread_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a message goes."""

    meeting: Meeting
    slot: AgendaItem
    placement: Placement


class Receipts:
    """Post receipts, in the caller's transaction."""

    def __init__(self, post: Correspondence) -> None:
        self._post = post

    def __call__(
        self,
        uow: UnitOfWork,
        case: Case,
        filed: Sequence[tuple[Place, Filed]],
        refused: tuple[RefusedFile, ...],
        *,
        is_moved: bool = False,
    ) -> None:
        """Tell the author, where we may; and each speaker for whom somebody else wrote, or whose name came from an unknown address."""
        author, meeting = case.message.author, filed[0][0].meeting
        receipt = ReceiptContext(
            uow.meetings.series_of(MeetingId(meeting.id or 0)),
            meeting,
            author,
            tuple(one for _, one in filed),
            parted(case.classified.extraction.omitted),
            refused,
            language=language_in(case),
        )
        if may_be_told(uow, case):
            self._post_receipt(uow, case, receipt, _holder(case, filed[0][0].placement.author), is_moved=is_moved)
        for speaker in dict.fromkeys(place.placement.author for place, _ in filed):
            theirs = tuple(one for place, one in filed if place.placement.author == speaker)
            is_by_another = any(one.report.delegate for one in theirs)
            is_unproven = is_by_another or not is_vouched_for(uow, case, speaker)
            if speaker.email and not is_same_address(speaker.email, author.email) and is_unproven:
                address = Address(speaker.email, speaker.name)
                copy = replace(receipt, recipient=address, filed=theirs, is_for_speaker=is_by_another, language="")
                self._post_receipt(uow, case, copy, speaker.id, is_moved=is_moved)

    def _post_receipt(
        self, uow: UnitOfWork, case: Case, receipt: ReceiptContext, person_id: PersonId | None, *, is_moved: bool
    ) -> None:
        """Post one receipt a message and address, and one more for each place to which somebody moved it."""
        item_keys = tuple(one.slot.key for one in receipt.filed)
        purpose = f"receipt:{case.record.id}:{receipt.recipient.email.lower()}"
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"{purpose}:{','.join(item_keys)}" if is_moved else purpose,
            context=receipt,
            person_id=person_id,
            item_keys=item_keys,
            cause_id=case.record.id,
            references=thread_of(case),
        )
        self._post.post(uow, letter)


def _holder(case: Case, speaker: Speaker) -> PersonId | None:
    """Return to whom the reply address of a receipt is given.

    A name alone gets none in its owner's name: with one, whoever borrowed it would pass for them from then on.
    """
    if has_address(speaker, case.message.author.email):
        return speaker.id
    return case.answered.person_id if case.answered is not None and case.answered.has_token else None
