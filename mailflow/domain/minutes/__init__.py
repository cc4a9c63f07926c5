"""The minutes of a meeting: what they say, how they read, and their revisions."""
