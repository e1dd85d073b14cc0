"""How each event changes the state, by section. No event is refused: `decisions` has checked it."""
