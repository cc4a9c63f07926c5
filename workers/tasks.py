"""One thin task per use case. Tasks carry ids and read the state anew, so that each may run twice."""

import structlog

from mailflow.domain.message import InboundId, OutboundId
from workers.app import app, application

_log = structlog.get_logger(__name__)


@app.task(name="workers.tasks.ingest")
def ingest(ids: list[int]) -> None:
    """Read stored messages; one on which we fail is given back or set aside, and stops none of the others."""
    use_case = application().ingest
    for inbound_id in use_case.claim([InboundId(number) for number in ids]):
        try:
            state = use_case(inbound_id)
        except Exception as error:
            _log.exception("ingest_failed", inbound_id=inbound_id)
            use_case.record_crash(inbound_id, f"{type(error).__name__}: {error}")
        else:
            _log.info("ingested", inbound_id=inbound_id, state=state)
    use_case.announce()


@app.task(name="workers.tasks.dispatch")
def dispatch(ids: list[str]) -> None:
    """Send messages that are owed."""
    for delivery in application().dispatch([OutboundId(name) for name in ids]):
        _log.info("delivery", outbound_id=delivery.id, state=delivery.state, code=delivery.reply_code)


@app.task(name="workers.tasks.sweep")
def sweep() -> None:
    """Find what waits and ring for it."""
    swept = application().sweep()
    if swept.to_ingest or swept.to_dispatch or swept.released:
        _log.info("swept", to_ingest=len(swept.to_ingest), to_dispatch=len(swept.to_dispatch), released=swept.released)
