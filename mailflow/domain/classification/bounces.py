"""Does a mail report on another mail, and what does it say of it?

Several shapes add up; what a mailer alone writes decides by itself. A person who quotes a bounce, or passes one on, has none of the
shapes of a machine: no null sender, no mailer's name, no report of its own, but `Re:` or `Fw:` and a mail program.
Source: RFC 3464; RFC 5965; RFC 5321 4.5.5; list/flufl.bounce; the shapes of real bounces of some fifty systems.
"""

import re
from collections.abc import Iterator

from mailflow.domain.classification.failures import find_status, kind_of
from mailflow.domain.classification.folding import fold, shapes
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.classification.machine_marks import has_null_sender
from mailflow.domain.mail_reports import Bounce, BounceKind, ReportedRecipient
from mailflow.domain.message import InboundMessage

BOUNCE = "bounce"
"""The signal of a shape that bounces have."""
_ENOUGH = 1.0
_ROUNDING = 1e-9
_TEXT_LIMIT = 6000
_SUBJECT_LIMIT = 300
_SHOWN_ADDRESSES = 5
_REPORTS = {"delivery-status": "delivery status report (RFC 3464)", "feedback-report": "complaint (RFC 5965)"}
_MAILER_NAMES = shapes(r"""
mail delivery (?:sub)?system; mail (?:administrator|system|daemon|router); delivery (?:sub)?system; system administrator;
    internet mail service; postmaster; mail deliver(?:y|er); mailsystem; mta\b; mail server; delivery status
""")
_MACHINES = shapes(r"""
post-?_?master; (?:mail)?er?-?daemon; no-?_?reply; do-?_?not-?_?reply; bounces?; mail-?_?(?:admin|system|server|gateway|router);
    mailsystem; mdaemon; sysadmin; administrator; amavis; mta; mmdf; uucp; smtp; daemon; root; feedback(?:loop)?; fbl; abuse; staff;
    complaints?; arf; owner; request; admin
""")
_LIST_MANAGERS = ("-admin", "-request", "-bounces", "-owner")
_ANSWER = re.compile(r"(?:re|fwd?|aw|wg|tr|sv|vs|rv|enc|odp|pd|r|i|antw|doorst|vl)(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
_SUBJECT = shapes(r"""
undeliver; undelivr; non-?deliver; not? deliver; return(?:ed|ing)[^a-z]{0,3}(?:mail|message|to sender|e-?mail); returned mail;
    return receipt; fail(?:ed|ure)?(?:\s\S{1,40}+){0,3}\s(?:deliver|notice|notif|mail|message|send);
    (?:deliver|mail|message|sending|transmission)\w{0,10}+:?(?:\s\S{1,40}+){0,4}\s(?:fail|error|problem|delay|could
    not|couldn't|cannot|can't|unable|refus|reject|block|return|status|notification|report|has been delayed);
    could ?n[o']?t (?:be )?(?:deliver|send|sent); unable to deliver; warning: (?:message|could not); message you sent;
    delivery (?:notif|report|status); \bbounce; user unknown; unknown user; postmaster notify; loop alert; error (?:in )?(?:sending|mail);
    mail ?box (?:is )?full; \bndn:; \bndr\b; non (?:remis|recapitabil|distribu); echec de (?:la )?(?:remise|distribution|livraison);
    message non; courrier non; unzustellbar; nicht zugestellt; zustell(?:ung|fehler|bericht); unzustell; mancato recapito;
    mancata consegna; impossibile (?:recapitare|consegnare); no se (?:puede|pudo|ha podido) entregar; no entregado; error de entrega;
    devuelto; onbestelbaar; niet (?:afgeleverd|bezorgd|bestelbaar); niedostarcz; nie (?:zostala )?dostarczon; nao entreg;
    falha (?:na|de) entrega; devolvid; nedoruc; kezbesit; leverans; olevereras; kunne ikke leveres; ikke levert; toimitt; недостав;
    не доставлен; не удалось достав; 配信; エラー; メールエラー;
    送信(?:できません|エラー|失敗); 宛先; 不達; 退信; 投递; 无法; 傳送; 반송; 전송
""")
_COMPLAINT = shapes(r"""
complaint about; abuse report; spam report; feedback report; feedback loop; \bfbl\b; \barf\b; e-?mail abuse;
    unsolicited (?:bulk )?e?-?mail report
""")
_WORDS = shapes(r"""
(?:was|were|could|can|has|have|is|are|been|be) ?n[o']t (?:be |been |yet been )?(?:deliver|reach|sen[dt]|accept|process|complet|forward);
    undeliver; unable to (?:be )?(?:deliver|relay|send|reach); fail(?:ed|ure)? (?:to|permanent|deliver|recipient|for|address);
    permanent (?:fatal )?(?:error|failure); fatal error; delivery (?:fail|error|has|to|attempt|problem|status|notif);
    (?:user|recipient|mailbox|address|host|domain|account)\w{0,10}+(?:\s\S{1,40}+){0,3}\s(?:unknown|not found|not
    exist|unavailable|disabled|rejected|invalid|full|exceed);
    (?:unknown|invalid|no such) (?:user|recipient|address|mailbox|host|domain|account); \b5\d\d[ -]#?5\.\d; \b[45]\.\d\.\d{1,2}\b;
    \b55[0-4][ -]; returned (?:to (?:the )?sender|mail|message); was blocked; been rejected; rejected (?:by|your|the|for); over quota;
    quota exceed; message (?:was|has been) (?:block|reject|quarantin|delay); not accept; transcript of session; undelivered; sorry[, ];
    loop(?:ing)?\b; duplicated message-id; retry; deferred; bounced;
    送信できません; 配信できません; 届けられません; 届きません; 配送; エラー; 不明; 存在しません; 一杯;
    не доставлен; не удалось; не существует; 无法; 退回; nicht zugestellt; non (?:e stato possibile|recapitat); n'a (?:pas )?(?:pu|ete);
    no se (?:pudo|ha podido); niet (?:worden )?(?:bezorgd|afgeleverd); nie (?:mogl|zostal); nao (?:pode|foi)
""")
_RETURNED_TEXT = shapes(r"""
^[ \t]{0,8}[-_=*]{2}[^\n]{0,80}?(?:original|returned|copy|unsent|undelivered|below|message|header);
    original (?:mail|message|e-?mail)(?:\s\S{1,40}+){0,3}\s?(?:follow|:); below this line is a copy;
    (?:message|mail) (?:header|text|content)s? follow; returned message; here (?:is|follows) (?:a copy|the);
    ^[ \t]{0,8}received: (?:from|by)
""")


def bounce_evidence(message: InboundMessage) -> tuple[Evidence, ...]:
    """Return what shows that a mail is a bounce, a delivery report or a complaint; weights of 1 together are enough."""
    return tuple(Evidence(BOUNCE, detail, weight) for weight, detail in _signs(message))


def is_enough(evidence: tuple[Evidence, ...]) -> bool:
    """Tell whether the evidence adds up to a bounce, or one sign decides; nothing speaks against a report by its type."""
    return any(one.weight >= _ENOUGH for one in evidence) or sum(one.weight for one in evidence) >= _ENOUGH - _ROUNDING


def bounce_of(message: InboundMessage) -> Bounce:
    """Return what a bounce says of which addresses: of those that failed, or else of those that it speaks of at all."""
    report, words = message.report, fold(message.text[:_TEXT_LIMIT])
    told = report.recipients if report else ()
    failed = [one for one in told if one.action not in {"delivered", "relayed", "expanded"}] or list(told)
    addresses = tuple(dict.fromkeys(one.address for one in failed if one.address))
    if _is_complaint(message):
        return Bounce(BounceKind.COMPLAINT, addresses)
    first = next(iter(failed), None) or ReportedRecipient("", status=find_status(words))
    by_words = f"{fold(message.subject[:_SUBJECT_LIMIT])}\n{words}"
    return Bounce(kind_of(first, by_words), addresses, first.status or find_status(words), first.diagnostic)


def shown(bounce: Bounce) -> str:
    """Return what a bounce says, on one line."""
    about = ", ".join(bounce.addresses[:_SHOWN_ADDRESSES]) or "no address named"
    return f"{bounce.kind}: {about}" + (f" ({bounce.status})" if bounce.status else "")


def speaks_of_bounce(message: InboundMessage) -> str:
    """Say in which words subject and text are a bounce's, whoever sent it: a person may pass one on; empty where one of them is not."""
    words = [detail for _, detail in _word_signs(message)]
    return words[0] if len(words) > 1 and words[0].startswith("its subject") else ""


def _is_complaint(message: InboundMessage) -> bool:
    reported = message.report.report_type if message.report else ""
    return reported == "feedback-report" or (not reported and bool(_COMPLAINT.search(message.subject[:_SUBJECT_LIMIT])))


def _signs(message: InboundMessage) -> Iterator[tuple[float, str]]:
    """Yield what speaks for a bounce, with its weight, the surest first; words count only beside something else."""
    shapes = [*_report_signs(message), *_sender_signs(message)]
    yield from shapes
    if any(weight > 0 for weight, _ in shapes):
        yield from _word_signs(message)


def _report_signs(message: InboundMessage) -> Iterator[tuple[float, str]]:
    report = message.report
    if report and report.report_type in _REPORTS:
        yield (1.0 if report.is_whole else 0.7), _REPORTS[report.report_type]
    for mark in message.marks:
        if mark.name.lower() in {"x-failed-recipients", "from"}:
            yield 1.0, str(mark)
    if report and report.returns_mail:
        yield 0.6, "a mail came back inside"
    elif report and report.recipients:
        yield 0.3, f"it names {report.recipients[0].address or 'what failed'}"


def _sender_signs(message: InboundMessage) -> Iterator[tuple[float, str]]:
    if has_null_sender(message):
        yield 0.4, "its envelope has no sender"
    local = message.author.email.partition("@")[0]
    if not local or _MACHINES.fullmatch(local) or local.lower().endswith(_LIST_MANAGERS):
        yield 0.4, f"its author is {message.author.email or 'nobody'}"
    elif _MAILER_NAMES.search(message.author.name):
        yield 0.4, f"its author is {message.author.name}"
    elif not has_null_sender(message):
        yield from _persons_signs(message)


def _persons_signs(message: InboundMessage) -> Iterator[tuple[float, str]]:
    """Yield what tells that a person passes a bounce on, or speaks of one."""
    if any(mark.name.lower() in {"user-agent", "x-mailer"} for mark in message.marks):
        yield -1.5, "a person's mail program wrote it"
    if _ANSWER.match(message.subject[:_SUBJECT_LIMIT]):
        yield -1.5, "its subject is that of an answer"


def _word_signs(message: InboundMessage) -> Iterator[tuple[float, str]]:
    subject = fold(message.subject[:_SUBJECT_LIMIT])
    if not _ANSWER.match(subject) and (found := _SUBJECT.search(subject) or _COMPLAINT.search(subject)):
        yield 0.4, f"its subject says «{found[0].strip()[:40]}»"
    text = fold(message.text[:_TEXT_LIMIT])
    if found := _WORDS.search(text):
        yield 0.3, f"its text says «{' '.join(found[0].split())[:40]}»"
    if found := _RETURNED_TEXT.search(text):
        yield 0.2, f"a copy of a mail follows («{' '.join(found[0].split())[:40]}»)"
