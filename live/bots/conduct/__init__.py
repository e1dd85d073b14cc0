"""How simulated people behave: from what they see to what they do.

One class per role; each ``decide`` takes the view and the time and returns what to do now. Random
numbers come from a seed, so the same views at the same times lead to the same deeds. Nothing here
sends, waits or draws.
"""
