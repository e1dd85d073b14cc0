"""A simulated chair: opens, leads through the agenda, gives the floor, and stays in the talk."""

import random
from dataclasses import dataclass
from typing import Final

from live.bots.cast import Script
from live.bots.conduct.seen import Act, Deed, Json, Seen, SeenRoom
from live.bots.conduct.speech import speech_ms

BREATH_MS: Final = 2_500
"""Milliseconds between the end of one speech and the call of the next speaker."""
SILENCE_MS: Final = 9_000
"""Milliseconds with an empty list before the chair calls on somebody who did not ask."""
PATIENCE_MS: Final = 7_000
"""Milliseconds in which a speaker with a device may end the turn before the chair does."""
BETWEEN_ROUNDS_MS: Final = 240_000
"""Milliseconds of open discussion from the end of one round to the next."""
VISITOR_MS: Final = 30_000
"""Milliseconds beyond the limit before a visitor's turn is ended."""


@dataclass(slots=True)
class Chair:
    """Leads one meeting after its script."""

    script: Script
    room: SeenRoom
    chance: random.Random
    quiet_since_ms: int | None = None
    next_round_ms: int = 0
    _floor_was_set: bool = False

    def decide(self, seen: Seen) -> list[Deed]:
        """Return what the chair does now."""
        state = seen.view["meeting"]["state"]
        if state in {"draft", "announced"}:
            return [Act("open_meeting")]
        if state != "open":
            return []
        if seen.item is None:
            return self._next_item(seen)
        if seen.turn is not None:
            self.quiet_since_ms = None
            return self._end_long_turn(seen)
        if self.quiet_since_ms is None:
            self.quiet_since_ms = seen.now_ms
        quiet_ms = seen.now_ms - self.quiet_since_ms
        if self._lingers(seen):
            return self._moderate(seen, quiet_ms)
        return self._move_on(seen, quiet_ms)

    def _lingers(self, seen: Seen) -> bool:
        return seen.place is not None and seen.place >= self.script.linger

    def _next_item(self, seen: Seen) -> list[Deed]:
        """Start the next pending item; never go past the one where this meeting lingers."""
        pending = (item for item in seen.items if item["state"] == "pending")
        item = next(pending, None)
        return [] if item is None else [Act("start_item", {"item": item["id"]})]

    def _move_on(self, seen: Seen, quiet_ms: int) -> list[Deed]:
        """Lead through an item: presenter, then those who asked to speak, then the next item."""
        item = seen.item
        if item is None or quiet_ms < BREATH_MS:
            return []
        if seen.queue:
            return [Act("give_next", {"current": None})]
        presenter = item["presenter"]
        if presenter not in {None, self.script.chair} and not self._spoke_on(seen, item):
            return [Act("call_on", {"person": presenter})]
        if seen.now_ms - item["started_ms"] > self._pace_ms(item):
            return self._next_item(seen)
        return []

    def _pace_ms(self, item: Json) -> float:
        pace_s = self.script.pace_s
        return (item["planned_min"] * 60 if pace_s is None else pace_s) * 1000

    def _moderate(self, seen: Seen, quiet_ms: int) -> list[Deed]:
        """Keep a discussion going."""
        preset = self._preset(seen)
        if preset is not None:
            return [preset]
        if seen.floor["preset"] == "free" or quiet_ms < BREATH_MS:
            return []
        waiting = seen.queue or (seen.floor["round"] or {}).get("left")
        if waiting:
            return [Act("give_next", {"current": None})]
        if quiet_ms < SILENCE_MS:
            return []
        return self._call_somebody(seen)

    def _preset(self, seen: Seen) -> Deed | None:
        """Set the floor as the script wants it: free once, a round again and again."""
        floor = seen.floor
        if self.script.manner == "free" and not self._floor_was_set:
            self._floor_was_set = True
            return _set_floor(floor, "free")
        if self.script.manner != "round":
            return None
        if floor["preset"] == "round" and floor["round"] and not floor["round"]["left"]:
            self.next_round_ms = seen.now_ms + BETWEEN_ROUNDS_MS
            return _set_floor(floor, "queue")
        if floor["preset"] == "queue" and seen.now_ms >= self.next_round_ms:
            return _set_floor(floor, "round")
        return None

    def _call_somebody(self, seen: Seen) -> list[Deed]:
        """Call on somebody present, preferably on one who has not spoken yet."""
        if self.script.manner == "reading":
            reader = seen.item["presenter"] if seen.item is not None else None
            if reader not in {None, self.script.chair}:
                return [Act("call_on", {"person": reader})]
        present = [
            person
            for person, row in seen.rows.items()
            if row["state"] == "present" and person not in {self.script.chair, *self.script.mute}
        ]
        fresh = [person for person in seen.floor.get("not_spoken", ()) if person in present]
        return [
            Act("call_on", {"person": self.chance.choice(people)})
            for people in [fresh or present]
            if people
        ]

    def _end_long_turn(self, seen: Seen) -> list[Deed]:
        """Thank a speaker who does not end the turn, to give the floor to the next."""
        turn = seen.turn
        if turn is None or turn["running_since_ms"] is None:
            return []
        if seen.spoken_ms < self._allowed_ms(seen, turn):
            return []
        if seen.queue:
            return [Act("give_next", {"current": turn["id"]})]
        return [Act("take_back", {"turn": turn["id"]})]

    def _allowed_ms(self, seen: Seen, turn: Json) -> int:
        # A person on no list is a guest, and guests are not simulated.
        if turn["person"] in self.room.visitors or turn["person"] not in seen.rows:
            return int((turn["limit_s"] or 300) * 1000 + VISITOR_MS)
        reading = self.script.manner == "reading" and self._lingers(seen)
        with_device = seen.rows.get(turn["person"], {}).get("connected", False)
        return speech_ms(turn["id"], reading=reading) + (PATIENCE_MS if with_device else 0)

    @staticmethod
    def _spoke_on(seen: Seen, item: Json) -> bool:
        return any(
            turn["item"] == item["id"] and turn["person"] == item["presenter"]
            for turn in seen.floor.get("turns", ())
        )


def _set_floor(floor: Json, preset: str) -> Deed:
    kept = {key: floor[key] for key in ("limit_s", "overtime", "new_speakers_first")}
    return Act("set_floor", {"preset": preset, **kept})
