"""The selective forwarding unit: one UDP port, ICE-lite, DTLS, SRTP, slots. No transcoding.

From a datagram to the receivers' sockets::

    udp → demux → stun            who is this, where is he now
                → dtls → srtp     keys
                → rtp → simulcast → uplink (ring, statistics, feedback)
                                  → forward → downlink (rewrite) → srtp → udp
                → rtcp → nack, keyframes, reports
"""
