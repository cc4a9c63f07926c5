"""Is the author of a mail a machine, or a role that machines answer for, by the local part of the address?

Nobody reads what is sent to `noreply@`; behind `escape-owner@` is the manager of a list, behind `support@` a ticket system. None of them
needs a header field to be known, and many write none.
Source: RFC 2142 4 and 6; RFC 3834 2; the addresses of Sympa, LISTSERV, Majordomo, ezmlm, Mailman, Google Groups and of ticket systems.
"""

import re

from mailflow.domain.classification.folding import fold
from mailflow.domain.message import InboundMessage

_LOCAL_LIMIT = 64  # RFC 5321 4.5.3.1.1
_NOT = r"(?:no|not|do[-_.]?not|dont|never|ne[-_.]?pas|nao|nicht|niet|nie)"
_ANSWER = r"(?:reply|replies|respond|answer|response|repondre|responda|responder|antworten|beantwoorden|odpowiadaj|odpowiadac)"
_NO_REPLY = rf"(?:.*[-_.])?{_NOT}[-_.]?{_ANSWER}(?:[-_.\d].*)?"
_MACHINES = r"""
(?:mail(?:er)?|mda)[-_.]?daemon|post[-_.]?master|mailer|daemon|root|cron|nobody|robot|bot
|auto[-_.]?(?:reply|responder|respond|response|answer|mail|mailer|confirm|notify)
|(?:.*[-_.])?(?:notifications?|notifier|notify|alerts?|automailer|automation)
|list-?serv|list-?proc|majordomo|sympa|mailman|ezmlm|mlmmj|smartlist|schleuder
|owner-.+|.+-(?:owner|requests?|bounces?|confirm|confirmation|errors?|editor|admin|help|subscribe|unsubscribe)
|bounces?(?:[-_.=].*)?
"""
_DESKS = r"""
(?:.*[-_.])?(?:support|supporto|help-?desk|service-?desk|servicecenter|tickets?|ticketing|incidents?|otrs|osticket|glpi|jira|zammad
|zendesk|freshdesk|servicenow|redmine|gitlab|github|bugzilla|soporte|assistenza|suporte|atendimento|hotline|kundenservice|kundendienst)
|(?:it|rt|help|hilfe|aide|assistance|ayuda|ajuda|pomoc|requests?|it[-_.]?(?:service|support|help)|customer[-_.]?(?:service|care))
"""
_LOCAL = re.compile(f"(?:{_NO_REPLY}|{_MACHINES}|(?:{_DESKS})(?:[-_.](?:desk|team|center|centre|it|\\d+))?)".replace("\n", ""))


def machine_author(message: InboundMessage) -> str:
    """Return what shows that a machine or a role is the author; empty for a person's address."""
    found = (author.email for author in message.authors if _is_machines(author.email))
    address = next(found, "")
    return f"its author is {address}" if address else ""


def _is_machines(address: str) -> bool:
    local = fold(address.rpartition("@")[0][:_LOCAL_LIMIT]).partition("+")[0]
    return bool(_LOCAL.fullmatch(local))
