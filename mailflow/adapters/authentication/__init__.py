"""Is the sender who they say: the word of the trusted receiving server, and signatures that are verified here."""
