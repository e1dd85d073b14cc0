"""Meetings before they open: made from a template, agenda edited, announced, links given out.

For chairs and secretaries (their own branches) and administrators (all). What is changed here goes
through the same commands as in the meeting; this package adds no rule of its own.
"""
