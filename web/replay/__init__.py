"""A past meeting drawn as one picture: what it says (`lanes`), where it stands (`layout`), pages.

Who looks decides what is in it: supervisors have their alerts and their own notes, others neither.
"""
