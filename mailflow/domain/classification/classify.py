"""Which kind of mail a message is, and on what evidence.

calendar reply > read receipt > bounce > automatic > encrypted > mere thanks
    > reply to a draft (approval, hold, edit) > question > report > unknown
"""

from collections.abc import Callable
from dataclasses import replace

from mailflow.domain.classification.automatic import Signs, automatic_evidence, words_beside
from mailflow.domain.classification.bounces import bounce_evidence, is_enough, speaks_of_bounce
from mailflow.domain.classification.calendar_words import is_answer_subject, is_calendars
from mailflow.domain.classification.kinds import (
    ANSWERS,
    AUTHOR,
    COURTESY,
    DOUBTFUL,
    EMPTY,
    ENCRYPTED,
    MARK,
    NOTICE,
    PROMISED,
    Classified,
    Evidence,
    MessageKind,
)
from mailflow.domain.classification.machine_authors import machine_author
from mailflow.domain.classification.machine_marks import mark_evidence, spam_evidence
from mailflow.domain.classification.notices import notice_subject, read_closely, read_notice, receipt_subject
from mailflow.domain.classification.postscripts import postscript
from mailflow.domain.classification.subjects import looks_like_a_receipt
from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.courtesies import is_courtesy, is_thanks
from mailflow.domain.commands.orders import parse_command
from mailflow.domain.commands.promises import is_apology, is_promise
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.message import Attachment, InboundMessage, MailKind
from mailflow.domain.questions import is_mere_question


def classify(
    message: InboundMessage,
    extraction: Extraction,
    *,
    answered: MailKind | None = None,
    returned_to: MailKind | None = None,
    change: str = "",
) -> Classified:
    """Return what a message is.

    Args:
        message: as read.
        extraction: its newly written text.
        answered: the kind of our mail that it answers, where that is known.
        returned_to: the kind of our mail to whose signed bounce address it came; only mail servers and autoresponders write there.
        change: the words at which its quote differs from our mail that it answers.
    """
    signs = replace(_signs(message, extraction, answered, returned_to), change=change)
    found = (test(signs) for test in _TESTS)
    kind, evidence = next(result for result in found if result is not None)
    beside = (*signs.marks, *words_beside(signs), *spam_evidence(message), *_bounced_subject(signs))
    return Classified(message, extraction, kind, tuple(dict.fromkeys((*evidence, *beside))))


def _signs(message: InboundMessage, extraction: Extraction, answered: MailKind | None, returned_to: MailKind | None) -> Signs:
    marks, subject, machine = mark_evidence(message), notice_subject(message.subject), machine_author(message)
    is_likely = subject or machine or receipt_subject(message.subject) or any(mark.weight >= 1 for mark in marks)
    notice = read_closely(extraction.text) if is_likely else read_notice(extraction.text)
    return Signs(
        message, extraction, answered, returned_to, marks, bounce_evidence(message), notice, subject, machine, tuple(documents_of(message))
    )


_Verdict = tuple[MessageKind, tuple[Evidence, ...]] | None


def _bounced_subject(signs: Signs) -> tuple[Evidence, ...]:
    """Doubt a fresh mail with the subject of a bounce: somebody may pass one on."""
    words = "" if signs.answered else speaks_of_bounce(signs.message)
    return (Evidence(NOTICE, words, DOUBTFUL),) if words else ()


def _one(kind: MessageKind, signal: str, detail: str, weight: float) -> _Verdict:
    return kind, (Evidence(signal, detail, weight),)


def _calendar_reply(signs: Signs) -> _Verdict:
    """A calendar's answer by its part, or, where that was lost, by a subject and a text such as calendars write."""
    if signs.message.calendar is not None:
        return _one(MessageKind.RSVP, "calendar", "text/calendar part with METHOD:REPLY", 1.0)
    text = signs.extraction.text.strip()
    if is_answer_subject(signs.message.subject) and (not text or is_calendars(text)):
        return _one(MessageKind.RSVP, "calendar", "subject and text are a calendar's, and its part is missing", 0.9)
    names = tuple(author.name for author in signs.message.authors)
    if signs.answered not in _CHAIRS_DESK and is_apology(text, names=names) and not documents_of(signs.message):
        return _one(MessageKind.RSVP, "apology", "its author says that they will not come, and nothing more", 0.9)
    return None


def _receipt(signs: Signs) -> _Verdict:
    """A read receipt by its type, or of an older kind: by its subject and its words."""
    report = signs.message.report
    if report and report.report_type == "disposition-notification" and report.is_whole:
        return _one(MessageKind.AUTO_REPLY, "receipt", "disposition notification (RFC 8098)", 1.0)
    subject = receipt_subject(signs.message.subject)
    is_read = "read" in signs.notice.sorts or looks_like_a_receipt(signs.message.text)
    if subject and is_read and not documents_of(signs.message):
        return _one(MessageKind.AUTO_REPLY, "receipt", f"a read receipt by its subject «{subject}» and its words", 1.0)
    return None


def _bounce(signs: Signs) -> _Verdict:
    to_us = _bounce_address(signs)
    evidence = (*to_us, *signs.bounce)
    if not is_enough(evidence) or _is_only_a_notice(signs):
        return None
    return MessageKind.BOUNCE, evidence


def _bounce_address(signs: Signs) -> tuple[Evidence, ...]:
    """Autoresponders write to the bounce address as well (RFC 3834 4): with their marks it is no sign of a bounce."""
    if signs.returned_to is None or any(mark.weight >= 1 and not mark.detail.startswith("Return-Path") for mark in signs.marks):
        return ()
    return (Evidence("bounce address", f"it came to the signed bounce address of a {signs.returned_to}", 0.6),)


def _is_only_a_notice(signs: Signs) -> bool:
    """Tell whether a mail that machines send, and that is no report by its type, is an absence notice by its words."""
    report = signs.message.report
    return not (report and report.report_type) and bool(signs.subject or "away" in signs.notice.sorts) and signs.notice.is_whole


def _automatic(signs: Signs) -> _Verdict:
    evidence = automatic_evidence(signs)
    return (MessageKind.AUTO_REPLY, evidence) if evidence else None


def _encrypted(signs: Signs) -> _Verdict:
    if not signs.message.encrypted:
        return None
    return _one(MessageKind.UNKNOWN, ENCRYPTED, f"its text is encrypted ({signs.message.encrypted})", 1.0)


def _courtesy(signs: Signs) -> _Verdict:
    message, text, answered = signs.message, signs.extraction.text, signs.answered
    names = tuple(author.name for author in message.authors)
    if documents_of(message):
        return None
    if answered not in _CHAIRS_DESK and is_promise(text, names=names):
        return _one(MessageKind.UNKNOWN, COURTESY, PROMISED, 1.0)
    if answered in _TOLD and is_courtesy(text, names=names):
        return _one(MessageKind.UNKNOWN, COURTESY, f"a reply to a {answered} with nothing but thanks", 1.0)
    is_open = answered is None and not approval_phrase(text, names=names)
    if (is_open or answered in SLOT_MAIL) and is_thanks(text, names=names):
        about = f"a reply to a {answered} with nothing but thanks" if answered else "nothing but thanks"
        return _one(MessageKind.UNKNOWN, COURTESY, about, 1.0)
    return None


def _command(signs: Signs) -> _Verdict:
    command = parse_command(signs.extraction.text, names=tuple(author.name for author in signs.message.authors))
    if signs.answered in _CHAIRS_DESK or command is None:
        return None
    return _one(MessageKind.COMMAND, "phrase", f"the whole new text is the order «{command.order}»", 1.0)


def _to_the_chairs_desk(signs: Signs) -> _Verdict:
    message, extraction, answered = signs.message, signs.extraction, signs.answered
    if answered not in _CHAIRS_DESK:
        return None
    names = tuple(author.name for author in message.authors)
    phrase = approval_phrase(extraction.text, names=names)
    documents, afterwards = documents_of(message), postscript(extraction, names=names)
    if phrase and not (documents or afterwards or signs.change):
        return _one(MessageKind.APPROVAL, "phrase", f"the whole new text is «{phrase}»", 1.0)
    if answered is MailKind.APPROVAL_RECEIPT:
        return _one(MessageKind.HOLD, ANSWERS, "a reply to the receipt of an approval that does not approve", 0.6)
    if phrase and afterwards:
        return _one(MessageKind.EDIT, "phrase", f"«{phrase}», but below the signature: {afterwards}", 0.6)
    if phrase and signs.change:
        return _one(MessageKind.EDIT, "quote", f"«{phrase}», but the quoted text was changed near «{signs.change}»", 0.6)
    if phrase:
        return _one(MessageKind.EDIT, "attachment", f"«{phrase}», but {documents[0].filename} came with it", 0.6)
    return _one(MessageKind.EDIT, ANSWERS, f"a reply to a {answered} that says more than an approval", 0.6)


def doubt_of(classified: Classified) -> str:
    """Return why a mail that reads like a person's may come from a machine, a list or a relay; empty where nothing says so."""
    said = (one for one in classified.evidence if one.signal in {MARK, NOTICE} and DOUBTFUL <= one.weight < 1)
    return next((one.detail for one in said), "")


def is_certain(classified: Classified) -> bool:
    """Tell whether more than words marks a mail as automatic: a field, a type, or a subject that programs write."""
    return any(one.signal not in {NOTICE, AUTHOR} and one.weight >= 1 for one in classified.evidence)


def says_more(classified: Classified) -> bool:
    """Tell whether a mail that a machine sent says more than a notice does, or brings a file: a person may have written it."""
    text = classified.extraction.text
    notice = read_closely(text)
    # A word or two beside a notice is a name; alone it may be an answer.
    is_said = bool(notice.rest) or (not notice.sorts and any(letter.isalnum() for letter in text))
    names = tuple(author.name for author in classified.message.authors)
    return (is_said and not is_thanks(text, names=names)) or bool(documents_of(classified.message))


def documents_of(message: InboundMessage) -> list[Attachment]:
    """Return the files that the author attached."""
    return [file for file in message.attachments if not _is_decoration(file)]


def _is_decoration(file: Attachment) -> bool:
    """Tell whether a file is what clients add by themselves: the small logo or the card of a signature."""
    if file.media_type in _CARDS:
        return True
    return file.media_type.startswith("image/") and file.media_type not in _DRAWINGS and len(file.content) <= _LOGO_BYTES


def _is_wrapped(file: Attachment) -> bool:
    """Tell whether a file is a mail, somebody else's words, or a message that could not be opened."""
    return file.media_type in _MAILS or file.filename.lower().endswith((".p7m", ".rpmsg", "winmail.dat"))


def _question(signs: Signs) -> _Verdict:
    """A mail that asks something and brings nothing; beside a file it may be what the file is about."""
    message, text, answered = signs.message, signs.extraction.text, signs.answered
    names = tuple(author.name for author in message.authors)
    if (answered is not None and answered not in SLOT_MAIL) or documents_of(message) or not is_mere_question(text, names=names):
        return None
    return _one(MessageKind.QUESTION, "question", "it asks something, and reports nothing", 1.0)


def _report(signs: Signs) -> _Verdict:
    brought = _brought(signs)
    if signs.answered not in SLOT_MAIL or not brought:
        return None
    return _one(MessageKind.REPORT, ANSWERS, f"a reply to a mail of ours ({signs.answered}) with {brought}", 0.8)


def _brought(signs: Signs) -> str:
    """Say what a mail brings that may be a report: text, or a file; empty where words may stand but none were found."""
    if signs.extraction.text:
        return "text of its own"
    documents = [file for file in documents_of(signs.message) if not _is_wrapped(file)]
    if signs.change or all(file.media_type.startswith("image/") for file in documents):
        return ""  # words may stand where none were looked for, and a picture may be a logo
    return f"{documents[0].filename} and no text"


def _unknown(signs: Signs) -> _Verdict:
    if not _brought(signs):
        detail = "no newly written text" if signs.answered else "answers no mail of ours, and has no text"
        return _one(MessageKind.UNKNOWN, EMPTY, detail, 0.0)
    return _one(MessageKind.UNKNOWN, ANSWERS, "answers no mail of ours", 0.0)


_MAILS = frozenset({"message/rfc822", "message/global"})
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/pgp-keys"})
_DRAWINGS = frozenset({"image/svg+xml", "image/svg"})
_LOGO_BYTES = 20 * 1024
_CHAIRS_DESK = frozenset({
    MailKind.DRAFT, MailKind.REDLINE, MailKind.CONFIRMATION, MailKind.CLARIFICATION, MailKind.APPROVAL_RECEIPT, MailKind.CANCEL_QUESTION,
    MailKind.NUDGE, MailKind.AGENDA_QUESTION,
})  # fmt: skip
_TOLD = frozenset({
    MailKind.RECEIPT, MailKind.APPROVAL_RECEIPT, MailKind.MINUTES, MailKind.NOTICE, MailKind.TRIAGE, MailKind.FORWARD,
    MailKind.BRIEFING, MailKind.CANCELLATION, MailKind.ADDRESSES, MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_GOODBYE,
    MailKind.SUBSCRIPTION_CHOICE, MailKind.SUBSCRIPTION_PROBE, MailKind.SUBSCRIBER_SUSPENDED,
    MailKind.PLANNED, MailKind.ACTION_NOTICE,
})  # fmt: skip
"""The mails that tell something and ask for nothing."""
SLOT_MAIL = frozenset({
    MailKind.INVITATION, MailKind.UPDATE, MailKind.RECEIPT, MailKind.UNREADABLE, MailKind.QUESTION, MailKind.NOTICE,
    MailKind.REMINDER,
})  # fmt: skip
_TESTS: tuple[Callable[[Signs], _Verdict], ...] = (
    _calendar_reply,
    _receipt,
    _bounce,
    _automatic,
    _encrypted,
    _courtesy,
    _command,
    _to_the_chairs_desk,
    _question,
    _report,
    _unknown,
)
