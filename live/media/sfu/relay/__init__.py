"""From an incoming packet to all receivers of its stream: streams, tracks, audiences, routes."""
