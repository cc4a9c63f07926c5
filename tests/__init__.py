"""Tests: unit, contract, integration and e2e."""
