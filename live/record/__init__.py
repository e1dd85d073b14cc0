"""Readings of a meeting for what it leaves behind: minutes, resolution, log, sheets. Pure."""
