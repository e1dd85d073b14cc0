"""How much one link may ask, over all its devices and however often they come back.

A connection is cheap to make anew, and so is the name of a device; what bounds a hostile holder of
a good link must therefore hang on the link. Pure: times are passed in.
"""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import Final

from live.bucket import TokenBucket
from signaling import limits

REMEMBERED: Final = 10_000
"""Allowances kept at once, the ones unused longest forgotten first. Only good links have one, so
nobody can push others out by inventing names. Chosen."""


@dataclass(slots=True, eq=False)
class Allowance:
    """What is left to everybody who comes by one link."""

    hellos: TokenBucket = field(
        default_factory=lambda: TokenBucket(limits.BURST_HELLOS, limits.HELLOS_PER_S)
    )
    messages: TokenBucket = field(
        default_factory=lambda: TokenBucket(limits.BURST_MESSAGES, limits.MESSAGES_PER_S)
    )
    offers: defaultdict[int, TokenBucket] = field(
        default_factory=lambda: defaultdict(
            lambda: TokenBucket(limits.BURST_OFFERS, limits.OFFERS_PER_S)
        )
    )
    """By media process: each answers its own, and a wall connects to all of them."""
    codes: TokenBucket = field(
        default_factory=lambda: TokenBucket(limits.BURST_CODES, limits.CODES_PER_S)
    )


class Allowances:
    """The allowances of a process, by the key of an admission."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, key: str) -> Allowance:
        """Return what a link has left; a full one for a link that was not seen lately."""
        allowance = self._known.setdefault(key, Allowance())
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return allowance
