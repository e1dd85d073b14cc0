"""The rules of a meeting: pure. ``decide`` says what happens, ``evolve`` what is then so."""
