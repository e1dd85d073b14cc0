"""How simulated members vote: once in each ballot that is open to them, after thinking it over."""

import random
from dataclasses import dataclass, field

from live.bots.conduct.seen import Act, Deed, Json, Seen

THINKING_S = (5.0, 45.0)
"""Shortest and longest time that a member takes to vote. Chosen."""
ANSWERS = ("for", "against", "other")
WEIGHTS = (88, 4, 8)
"""How often each answer to a motion is given, in percent. Chosen."""


@dataclass(slots=True)
class Voter:
    """The votes of one member."""

    chance: random.Random
    _at_ms: dict[str, int] = field(default_factory=dict)
    """Ballot → when the member votes in it, or has voted."""
    _voted: set[str] = field(default_factory=set)

    def decide(self, seen: Seen) -> list[Deed]:
        """Return the vote, once the member has made up the mind."""
        vote: Json | None = seen.me.get("vote")
        if vote is None or not vote["may"] or vote["voted"] or vote["ballot"] in self._voted:
            return []
        ballot: str = vote["ballot"]
        thinking = int(self.chance.uniform(*THINKING_S) * 1000)
        if seen.now_ms < self._at_ms.setdefault(ballot, seen.now_ms + thinking):
            return []
        self._voted.add(ballot)
        asked: Json = next(each["ask"] for each in seen.view["ballots"] if each["id"] == ballot)
        return [Act("cast_vote", {"ballot": ballot, "choice": self._choice(asked)})]

    def _choice(self, asked: Json) -> list[str]:
        if asked["kind"] == "motion":
            return self.chance.choices(ANSWERS, WEIGHTS)
        candidates = [candidate["id"] for candidate in asked["candidates"]]
        return self.chance.sample(candidates, asked["at_most"])
