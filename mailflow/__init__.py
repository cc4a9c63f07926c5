"""Run a recurring meeting's paperwork by email alone."""
