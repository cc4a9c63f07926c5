"""What each kind of mail says, by who reads it."""
