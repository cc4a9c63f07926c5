"""What a role says while it runs: one `key=value` line per event on stderr, in UTC, whoever speaks (we, Celery, uvicorn).

Lines carry ids, never what people wrote; whatever looks like an address, a reply token or a login is masked on the way out.
"""

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_LOGIN = re.compile(r"://[^\s/\"'@]*@")
_LOCAL_PART = re.compile(r"[^\s\"'<>()\[\]{}:;,=/\\@]+@(?=\w)")
_FIRST_KEYS = ("at", "level", "role", "event")
_LEVELS = {
    "": logging.WARNING,
    "mailflow": logging.INFO,
    "workers": logging.INFO,
    "flufl.bounce": logging.CRITICAL,  # tells by a traceback of each of its patterns that a mail does not fit
    "kombu.connection": logging.ERROR,  # wonders at every start that the queue of files has no host name
    "py.warnings": logging.ERROR,  # these are for whoever writes the code, and the tests make errors of them
}


def configure_logging(role: str) -> None:
    """Let this process speak as a role; harmless when done twice."""
    told: tuple[Processor, ...] = (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *told, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=told,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _Line(role)],
        )
    )
    logging.getLogger().handlers = [handler]
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)


def masked(line: str) -> str:
    """Return a line without logins in URLs and without the part of an address that names a person or carries a token."""
    return _LOCAL_PART.sub("***@", _LOGIN.sub("://***@", line))


class _Line:
    """Renders an event as one line; a traceback stays readable below it."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._logfmt = structlog.processors.LogfmtRenderer(key_order=_FIRST_KEYS)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        traceback = event.pop("exception", None)
        line = self._logfmt(logger, name, {**event, "role": self._role})
        return masked(f"{line}\n{traceback}" if traceback else line)
