"""What is due when, to whom and why: computed from a meeting, its series, and what was sent."""
