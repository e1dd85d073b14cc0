"""Media between two devices as bytes: STUN, SDP, RTP, RTCP, VP8, RED. Pure; no state of a peer."""
