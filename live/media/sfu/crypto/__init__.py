"""Keys and ciphers: DTLS handshakes (aiortc), SRTP in place (libsrtp) and the cells it works in."""
