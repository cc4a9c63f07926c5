"""The mailflow command."""
