"""``diemcau demo``: a demonstration commune with six branch meetings in progress.

Nothing outside this package depends on it. It fills the registers, records the first part of each
meeting through `live.service`, and starts simulated members (`live.bots`) that enter by ordinary
personal links.
"""
