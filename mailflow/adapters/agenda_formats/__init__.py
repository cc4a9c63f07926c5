"""Agenda files: our YAML (and the JSON that `agenda --json` writes), and an Indico page copied as text."""
