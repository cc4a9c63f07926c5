"""LMTP: mail taken from an MTA."""
