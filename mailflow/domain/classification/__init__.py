"""Which kind of mail a message is, and on what evidence."""
