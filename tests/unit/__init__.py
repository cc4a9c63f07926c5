"""Domain and services, without I/O."""
