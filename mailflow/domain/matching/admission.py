"""Whether a mail may be a report at all, whatever it is about."""

from mailflow.domain.classification.classify import documents_of
from mailflow.domain.classification.kinds import ANSWERS, Classified, MessageKind


def may_report(classified: Classified) -> bool:
    """Tell whether a mail is taken for a report, or for nothing in particular and says or brings something."""
    if classified.kind is MessageKind.REPORT:
        return True
    is_open = classified.kind is MessageKind.UNKNOWN and classified.evidence[0].signal == ANSWERS
    return is_open and bool(classified.extraction.text or documents_of(classified.message))
