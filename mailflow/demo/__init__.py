"""The life of the model meeting, on loopback: `mailflow demo`."""
