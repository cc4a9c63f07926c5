"""Agendas from the web: one document over https, from a public address, within limits of size and time."""
