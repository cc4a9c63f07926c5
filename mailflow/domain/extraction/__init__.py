"""The newly written text of a reply: lines are classed by shape, then the sequence is decided upon."""
