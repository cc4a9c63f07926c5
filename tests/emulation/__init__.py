"""Emulators of mail programs: what comes back when a chair corrects the quoted draft in place."""
