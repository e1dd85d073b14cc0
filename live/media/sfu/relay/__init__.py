"""From a packet that came to everybody who is to have it: streams, tracks, audiences, routes."""
