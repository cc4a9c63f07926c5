"""Octets to messages and back (RFC 5322, 2045-2047, 2231, 3676)."""
