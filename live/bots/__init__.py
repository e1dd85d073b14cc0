"""Simulated members: real clients over WebSocket and WebRTC, for the demonstration and tests.

They know the protocol (`signaling/PROTOCOL.md`), not the program: nothing here imports the
rules, the store or the server, so that a protocol that works for them works for any client.
"""
