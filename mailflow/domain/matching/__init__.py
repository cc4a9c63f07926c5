"""To which slot, or to which revision of the minutes, a mail belongs, and on what evidence."""
