"""How mail comes in, by IMAP or LMTP, and is read."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation
from mailflow.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from mailflow.adapters.lmtp.server import LmtpServer
    from mailflow.services.accept import Accept
    from mailflow.services.acts import Acts
    from mailflow.services.collect import Collect
    from mailflow.services.floodgate import Floodgate
    from mailflow.services.ingest import Ingest
    from mailflow.services.intake import InboxWatch
    from mailflow.services.ports.world import Authenticator


class Receiving:
    """From the mailbox to what a message asks."""

    def __init__(self, on: Foundation) -> None:
        self._on = on

    @property
    def watch(self) -> "InboxWatch":
        """The loop that watches the inbox. Raises ConfigurationError where none is set."""
        from mailflow.adapters.imap.account import ImapAccount, Manner
        from mailflow.adapters.imap.mailbox import ImapMailbox
        from mailflow.adapters.repositories.leases import SqlReaderLease
        from mailflow.services.intake import InboxWatch, Rhythm

        if (settings := self._on.settings).imap_url is None:
            raise ConfigurationError(("MAILFLOW_IMAP_URL: expected imaps://user:password@host:port/INBOX; without it no mail is read",))
        account = ImapAccount.parse(settings.imap_url.get_secret_value())
        manner = Manner(settings.imap_processed, settings.max_message_bytes, settings.imap_poll_s)
        mailbox, lease = ImapMailbox(account, manner, now=self._on.world.clock.now), SqlReaderLease(self._on.storage.engine, account.name)
        return InboxWatch(self.collect, mailbox, lease, Rhythm(jitter=lambda: 0.75 + secrets.randbelow(500) / 1000))

    @cached_property
    def collect(self) -> "Collect":
        """Store what is new in a mailbox."""
        from mailflow.services.collect import Collect

        return Collect(self._on.storage.begin, self._on.world.doorbell)

    @property
    def lmtp(self) -> "LmtpServer":
        """The server that takes mail from an MTA. Raises ConfigurationError where it has no port."""
        from mailflow.adapters.lmtp.connection import Mailroom
        from mailflow.adapters.lmtp.server import LmtpServer

        if not (settings := self._on.settings).lmtp_port:
            raise ConfigurationError(("MAILFLOW_LMTP_PORT: expected the port on which mail is taken by LMTP, such as 8024",))
        _ = self._on.storage.engine  # made before the threads need it
        mailroom = Mailroom(settings.lmtp_host, settings.lmtp_port, settings.address, settings.max_message_bytes)
        return LmtpServer(mailroom, accept=self.accept, now=self._on.world.clock.now)

    @property
    def accept(self) -> "Accept":
        """Store a message that somebody hands over."""
        from mailflow.services.accept import Accept

        return Accept(self._on.storage.begin, self._on.world.doorbell)

    @cached_property
    def ingest(self) -> "Ingest":
        """Read stored messages and do what they ask."""
        from mailflow.services.ingest import Ingest
        from mailflow.services.recollection import Recollection
        from mailflow.services.senses import Senses
        from mailflow.services.settle import Settle

        world, storage, post = self._on.world, self._on.storage, self._on.post
        senses = Senses(post.codec, self.authenticator, Recollection(storage.begin, post.office, post.codec))
        settle = Settle(post.office, clock=world.clock, senses=senses, acts=self._acts())
        doorbell, patience = world.doorbell, storage.patience
        return Ingest(storage.begin, settle, floodgate=self._floodgate(), clock=world.clock, doorbell=doorbell, patience=patience)

    def _acts(self) -> "Acts":
        """Return what is done about each kind of message."""
        from mailflow.adapters.agenda_formats.mailed import MailedAgendas
        from mailflow.services.acts import Acts, Scribes

        post = self._on.post
        scribes = Scribes(post.codec, post.calendar, MailedAgendas())
        return Acts.by(post.correspondence, clock=self._on.world.clock, scribes=scribes, invitations=post.invitations)

    def _floodgate(self) -> "Floodgate":
        """Return what holds back a flood."""
        from mailflow.domain.floods import FloodLimits
        from mailflow.services.floodgate import Floodgate

        settings, post = self._on.settings, self._on.post
        limits = FloodLimits(settings.flood_sender, settings.flood_domain, settings.flood_total)
        return Floodgate(self._on.storage.begin, post.office, codec=post.codec, clock=self._on.world.clock, limits=limits)

    @cached_property
    def authenticator(self) -> "Authenticator":
        """Who says whether a sender is who they claim: the trusted server, and signatures verified here unless that is switched off."""
        from mailflow.adapters.authentication.key_records import KeyRecords
        from mailflow.adapters.authentication.signatures import SignatureVerifier
        from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator

        settings, now = self._on.settings, self._on.world.clock.now
        signatures = SignatureVerifier(KeyRecords(now=now), now=now) if settings.dkim_verify else None
        return TrustedServerAuthenticator(settings.trusted_authserv_id, signatures)
