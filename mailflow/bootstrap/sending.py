"""How mail in the outbox goes out: signed, by SMTP, one by one or in a mail-out to many."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation
from mailflow.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from mailflow.adapters.dkim_signing import DkimSigner
    from mailflow.adapters.smtp_wire import SmtpServer
    from mailflow.services.mailout import MailOut, Pace
    from mailflow.services.outbox import Dispatch
    from mailflow.services.ports.world import MailTransport


class Sending:
    """From the outbox to the mail server."""

    def __init__(self, on: Foundation) -> None:
        self._on = on

    @property
    def dispatch(self) -> "Dispatch":
        """Send what is due. Raises ConfigurationError where no mail server is set."""
        from mailflow.services.outbox import Dispatch

        world, storage = self._on.world, self._on.storage
        return Dispatch(storage.begin, self.transport, clock=world.clock, patience=storage.patience, new_owner=world.new_owner)

    @property
    def mail_out(self) -> "MailOut":
        """Send what is due to many. Raises ConfigurationError where no mail server is set."""
        from mailflow.adapters.smtp_bulk import SmtpBulkTransport
        from mailflow.services.mailout import MailOut

        storage, transport = self._on.storage, SmtpBulkTransport(self._smtp_server(), sign=self.signer)
        return MailOut(storage.begin, transport, storage.journal, clock=self._on.world.clock, pace=self._pace())

    @property
    def transport(self) -> "MailTransport":
        """A new way to the mail server. Raises ConfigurationError where none is set."""
        from mailflow.adapters.smtp import SmtpTransport

        return SmtpTransport(self._smtp_server(), sign=self.signer)

    @cached_property
    def signer(self) -> "DkimSigner | None":
        """What signs the mail that goes out; none where a mail server does it. Raises ConfigurationError."""
        from mailflow.adapters.dkim_signing import DkimSigner, SigningKey

        settings = self._on.settings
        files, selectors = _listed(settings.dkim_key_file), _listed(settings.dkim_selector)
        if len(files) != len(selectors):
            raise ConfigurationError(("MAILFLOW_DKIM_SELECTOR: expected one name for each file of MAILFLOW_DKIM_KEY_FILE",))
        domain = settings.dkim_domain or settings.address.rpartition("@")[2]
        keys = (SigningKey.load(Path(file), selector, domain) for file, selector in zip(files, selectors, strict=True))
        return DkimSigner(tuple(keys)) if files else None

    def _smtp_server(self) -> "SmtpServer":
        from mailflow.adapters.smtp_wire import SmtpServer

        if (url := self._on.settings.smtp_url) is None:
            raise ConfigurationError(("MAILFLOW_SMTP_URL: expected smtp://host:port; without it mail stays in the outbox",))
        return SmtpServer.parse(url.get_secret_value())

    def _pace(self) -> "Pace":
        """Return how fast mails to many go out."""
        from mailflow.domain.rates import RateLimits
        from mailflow.services.mailout import Pace

        return Pace(limits=RateLimits(self._on.settings.send_rate_domain, self._on.settings.send_rate_total))


def _listed(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]
