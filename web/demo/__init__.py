"""``diemcau demo``: a demonstration commune with six branch meetings in progress.

Nothing outside this package knows that there is a demonstration: it fills the registers, holds the
meetings' past through the same door as everybody, and lets simulated members (`live.bots`) come in
by links like everybody's.
"""
