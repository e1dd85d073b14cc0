"""The selective forwarding unit: one UDP port, ICE-lite, DTLS, SRTP, slots. No transcoding.

Wings; each imports only itself and those before it (``tests/house``)::

    formats   bytes of two devices: STUN, SDP, RTP, RTCP, VP8, RED
    crypto    DTLS handshakes, SRTP in place
    sockets   the media port, many datagrams in one system call
    link      what one receiver's link carries, and who gets what of it
    relay     from a packet that came to everybody who is to have it

On the ground stands what assembles them: `server` reads datagrams, `peer` is one client, `control`
acts on its RTCP, `reports` on the timer (`ticker`), `negotiate` on its offer.
"""
