"""Whether a mail may be a report at all, whatever it is about."""

from mailflow.domain.classification.kinds import ANSWERS, Classified, MessageKind
from mailflow.domain.commands.errands import errand_in
from mailflow.domain.commands.orders import Command, Order, parse_command
from mailflow.domain.matching.kinds import Match, Matched


def may_report(classified: Classified) -> bool:
    """Tell whether a mail is taken for a report, or for nothing in particular and says or brings something."""
    if classified.kind is MessageKind.REPORT:
        return True
    return classified.kind is MessageKind.UNKNOWN and classified.evidence[0].signal == ANSWERS


def is_statement(classified: Classified) -> bool:
    """Tell whether a mail is an order that goes into a slot like a report: `nothing to report`."""
    command = _command_of(classified)
    return command is not None and command.order is Order.NOTHING


def names_no_slot(classified: Classified) -> bool:
    """Tell whether a mail is an order that says of no slot in particular that it is for it."""
    command = _command_of(classified)
    return command is not None and not command.argument


def _command_of(classified: Classified) -> Command | None:
    if classified.kind is not MessageKind.COMMAND:
        return None
    return parse_command(classified.extraction.text, names=tuple(author.name for author in classified.message.authors))


def claims_a_slot(matched: Match) -> bool:
    """Tell whether the words of a mail claim a slot."""
    return any(one.signal in _CLAIMS for one in matched.evidence)


def errand_of(classified: Classified, matched: Matched) -> str:
    """Return the words by which a mail that fits is about attending, or the list; empty where it claims a slot, or brings a file."""
    return "" if claims_a_slot(matched) or classified.message.attachments else errand_in(classified.extraction.text)


_CLAIMS = frozenset({"subject", "heading", "opening", "declared"})
