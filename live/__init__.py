"""The meeting and what carries it: rules, record, bus, media.

Nothing here knows HTTP, HTML or WebSockets; imports go ``web → signaling → live``.
"""
