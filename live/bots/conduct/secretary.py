"""A simulated minute-taker: reads the roll, marks who comes, writes down what was said."""

import random
from dataclasses import dataclass, field
from typing import Final

from live.bots.cast import Script
from live.bots.conduct.lines import NOTES
from live.bots.conduct.seen import Act, Deed, Seen, SeenRoom

WAITING: Final = 2
"""Length of the queue from which on the secretary adds nobody without a device to it."""
NOTE_AFTER_MS: Final = 6_000
"""Milliseconds that writing a note takes."""


@dataclass(slots=True)
class Secretary:
    """Keeps the record of one meeting."""

    script: Script
    room: SeenRoom
    chance: random.Random
    began_ms: int | None = None
    next_ask_ms: int = 0
    _seen_ended: dict[str, int] = field(default_factory=dict)

    def decide(self, seen: Seen) -> list[Deed]:
        """Return what the minute-taker does now."""
        if not seen.open or seen.item is None:
            return []
        if self.began_ms is None:
            self.began_ms = seen.now_ms
        first = (self._read_roll, self._mark_latecomers, self._open_ballot)
        for step in (*first, self._note, self._ask_for):
            deeds = step(seen)
            if deeds:
                return deeds
        return []

    def _read_roll(self, seen: Seen) -> list[Deed]:
        item, reported = seen.item, seen.view["attendance"]["roll_call"]
        if item is None or item["kind"] != "roll_call":
            return []
        if reported is not None and reported["at_ms"] >= item["started_ms"]:
            return []
        settled = seen.now_ms - item["started_ms"] > NOTE_AFTER_MS
        return [Act("report_roll_call")] if settled else []

    def _mark_latecomers(self, seen: Seen) -> list[Deed]:
        """Mark latecomers without a device who did not use the number pad."""
        return [
            Act("mark_person", {"person": late.person, "mark": "in_room", "site": late.site})
            for late in self.script.latecomers
            if seen.now_ms - (self.began_ms or 0) > (late.after_s + 20) * 1000
            and seen.rows.get(late.person, {}).get("state") == "unchecked"
        ]

    def _open_ballot(self, seen: Seen) -> list[Deed]:
        """Open the evening's ballot, by name, where the meeting stays; visitors may end it."""
        at_place = seen.place is not None and seen.place >= self.script.linger
        if not self.script.ballot or not at_place or seen.item is None or seen.view["ballots"]:
            return []
        asked = {"item": seen.item["id"], "matter": self.script.ballot, "method": "named"}
        return [Act("open_ballot", asked)]

    def _note(self, seen: Seen) -> list[Deed]:
        """Write down the last speech, some seconds after it ended."""
        turns = seen.floor.get("turns", ())
        if not turns or turns[-1]["note"]:
            return []
        turn = turns[-1]["id"]
        ended_ms = self._seen_ended.setdefault(turn, seen.now_ms)
        if seen.now_ms - ended_ms < NOTE_AFTER_MS:
            return []
        self._seen_ended = {turn: ended_ms}
        return [Act("note_turn", {"turn": turn, "text": self.chance.choice(NOTES)})]

    def _ask_for(self, seen: Seen) -> list[Deed]:
        """Put somebody who has no device on the list now and then."""
        if seen.now_ms < self.next_ask_ms or len(seen.queue) >= WAITING:
            return []
        self.next_ask_ms = seen.now_ms + int(self.chance.uniform(25, 60) * 1000)
        recent = {turn["person"] for turn in seen.floor.get("turns", ())[-6:]}
        waiting = {request["person"] for request in seen.queue}
        able = [
            person
            for person, row in seen.rows.items()
            if row["state"] == "present"
            and row["where"] == "room"
            and not row["connected"]
            and person not in recent | waiting | {self.script.chair}
        ]
        speaker = seen.turn["person"] if seen.turn is not None else None
        able = [person for person in able if person != speaker]
        return [Act("ask_for", {"person": self.chance.choice(able)})] if able else []
