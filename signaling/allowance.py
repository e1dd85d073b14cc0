"""Rate limits of one personal link, over all its devices and reconnections.

Connections and device names are cheap to make, so what limits a hostile holder of a valid link must
be counted per link. Pure: times are passed in.
"""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import Final

from live.bucket import TokenBucket
from signaling import limits

REMEMBERED: Final = 10_000
"""Most allowances kept; the least recently used is dropped first. Only valid links have one, so
invented tokens cannot push others out. Chosen."""


@dataclass(slots=True, eq=False)
class Allowance:
    """The rate limits that all devices of one link share."""

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
    """By media process, because a wall makes an offer to each of them."""
    codes: TokenBucket = field(
        default_factory=lambda: TokenBucket(limits.BURST_CODES, limits.CODES_PER_S)
    )


class Allowances:
    """The allowances of a process, by the key of an admission."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, key: str) -> Allowance:
        """Return the allowance of a link; a full one if the link is not remembered."""
        allowance = self._known.setdefault(key, Allowance())
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return allowance
