"""Limits on what one client may send, and on what the server queues for it.

Each constant says its unit and where it comes from. Nothing here does I/O or reads a clock.
"""

from typing import Final

MESSAGE_BYTES: Final = 256 * 1024
"""Longest message taken, in bytes of UTF-8. An offer of our page in Chromium 156 with 3 audio and
49 video sections is 64 kB, because pictures are offered in one format; in all formats that the
browser has it would be 247 kB. Chosen with room for browsers that cannot leave any out."""
SDP_CHARACTERS: Final = 200_000
"""Longest session description, in characters; see `MESSAGE_BYTES`."""
TOKEN_CHARACTERS: Final = 2_000
"""Longest token, in characters; a signed link is under 200; chosen."""
NAME_CHARACTERS: Final = 64
"""Longest id in a message of a client, in characters; ids that we make have 12; chosen."""
TILES: Final = 64
"""Most meetings that a wall may show at once, one for each video slot; a district has 48; chosen.
The number of meetings followed is not bounded here: `have` may name as many as `MESSAGE_BYTES`
hold, about ten thousand, and those that the client may not see are ignored."""
SECTIONS: Final = 3
"""Most sending sections of an offer: microphone, camera, screen."""

BURST_MESSAGES: Final = 100
"""Messages in a burst: a secretary marking a list, a client catching up; chosen."""
MESSAGES_PER_S: Final = 20.0
"""Messages per second in the long run; nobody types faster; chosen."""
BURST_OFFERS: Final = 6
"""Offers in a burst: each costs a certificate check and a new peer; chosen."""
OFFERS_PER_S: Final = 0.5
"""Offers per second in the long run; a client that reconnects waits longer than this; chosen."""
BURST_HELLOS: Final = 30
"""Connections that one link may open in a burst: a page loaded again and again; chosen."""
HELLOS_PER_S: Final = 0.5
"""Connections per second and link in the long run: each costs an admission and two events on
record; a network that breaks that often carries no meeting; chosen."""
DEVICES: Final = 8
"""Most devices connected by one link; one more disconnects the oldest; chosen."""
BROKEN_OFF_S: Final = 15.0
"""Seconds for which a device's media go on after its WebSocket broke off; a device that changes
networks is back within seconds. Chosen."""
BURST_CODES: Final = 6
"""Check-in codes that may be tried in a burst, because people mistype; chosen."""
CODES_PER_S: Final = 0.05
"""Check-in codes per second and link in the long run: in a meeting of two hours 366 tries at six
digits, of which two are good for each room, so one guesser in a thousand gets in; chosen."""
PEERS: Final = 2
"""Peer connections per device with one media process: one in use, one replacing it; chosen."""

OUTBOX_MESSAGES: Final = 64
"""Most replies queued for one client; one more closes its connection. Views and figures are not
queued, so only a client that sends requests without reading comes near; chosen."""
HELLO_S: Final = 10.0
"""Seconds in which a new connection must say who it is; chosen."""
