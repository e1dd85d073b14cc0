"""The rules of a meeting, pure: ``decide`` turns commands into events, ``evolve`` applies them."""
