"""I/O and formats, one library each."""
