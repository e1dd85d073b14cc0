"""The selective forwarding unit: one UDP port, ICE-lite, DTLS, SRTP, slots. No transcoding.

Wings; each imports only itself and those before it (``tests/house``)::

    formats   wire formats: STUN, SDP, RTP, RTCP, VP8, RED
    crypto    DTLS handshakes, SRTP in place
    sockets   the media port, many datagrams in one system call
    link      one receiver's bandwidth, and how it is divided among the slots
    relay     from an incoming packet to all receivers of its stream

The modules beside them assemble the engine: `server` reads datagrams, `peer` is one client,
`control` acts on its RTCP, `reports` on the timer (`ticker`), `negotiate` on its offer.
"""
