"""Where meetings and media meet: messages, sessions, state and patches, offers and slots.

`PROTOCOL.md` beside this file documents the wire. Imports go to `live` only.
"""
