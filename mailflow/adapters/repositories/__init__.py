"""Rows to domain values and back; the unit of work."""
