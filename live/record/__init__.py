"""Readings of a meeting for its documents: minutes, resolution. Pure: no clock, no I/O."""
