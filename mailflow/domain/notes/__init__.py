"""What a chair or a minute-taker notes of a meeting: an outline by item in plain text, read into remarks, actions and the next date."""
