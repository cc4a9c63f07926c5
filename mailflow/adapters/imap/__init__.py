"""An IMAP mailbox, read so that nothing is lost in it and nothing that a server says can hurt us."""
