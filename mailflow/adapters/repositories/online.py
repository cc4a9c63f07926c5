"""How to join a meeting, as JSON and back."""

from collections.abc import Mapping

from mailflow.domain.agenda import OnlineAccess


def online_values(online: OnlineAccess) -> dict[str, object]:
    """Return the JSON of how to join."""
    return {
        "service": online.service,
        "url": online.url,
        "meeting_id": online.meeting_id,
        "passcode": online.passcode,
        "phones": list(online.phones),
    }


def online_of(values: Mapping[str, object]) -> OnlineAccess:
    """Return how to join from its JSON; what is missing there is empty."""
    phones = values.get("phones")
    return OnlineAccess(
        service=str(values.get("service", "")),
        url=str(values.get("url", "")),
        meeting_id=str(values.get("meeting_id", "")),
        passcode=str(values.get("passcode", "")),
        phones=tuple(str(phone) for phone in phones) if isinstance(phones, list) else (),
    )
