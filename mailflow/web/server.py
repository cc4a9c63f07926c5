"""Serve the pages with uvicorn until told to stop."""

import signal
from contextlib import suppress

import uvicorn

from mailflow.bootstrap.application import Application
from mailflow.web.app import create_app

_GRACE_S = 5


def run(house: Application) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished.

    Raises:
        SystemExit: 1, where the port is taken; uvicorn has logged it.
    """
    # When uvicorn has shut down it raises the signal again, for whoever listened before: nobody, so that we end with 0.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    settings = house.settings
    config = uvicorn.Config(
        create_app(house),
        host=settings.web_host,
        port=settings.web_port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = uvicorn.Server(config)
    with suppress(SystemExit):  # by which uvicorn says, with a number of its own, that it could not start
        server.run()
    if not server.started:
        raise SystemExit(1)
