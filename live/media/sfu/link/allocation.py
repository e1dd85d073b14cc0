"""What each slot of a receiver gets of its link. Pure.

Sound goes first and is never stopped: what is divided is what the link carries beside it. Every
picture gets its smallest layer, in the order of their importance, and what is left raises them in
the same order. So under congestion the least important pictures pause first, and the picture of the
floor last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.media.engine import Layer
from live.media.sfu.formats.layers import rank

NOMINAL_BPS: Final[Mapping[Layer, float]] = {
    Layer.THUMBNAIL: 60_000.0,
    Layer.QUARTER: 150_000.0,
    Layer.HALF: 500_000.0,
    Layer.FULL: 1_700_000.0,
}
"""What a layer needs while it is not known because it does not come: the clients' own limits; of
three temporal layers libvpx gives the base 40 %."""
LONE_BPS: Final = 500_000.0
"""The same for a picture of one layer: a shared screen, whose text moves little."""
MARGIN: Final = 1.25
"""A layer that is not shown yet must fit with so much to spare; one that is shown, just so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One slot that wants a picture."""

    costs: Mapping[Layer, float]
    """Bits per second of each layer that it may have."""
    shown: Layer | None
    """What it was given last; None: paused."""

    def steps(self) -> list[Layer]:
        """Return what it may have, smallest first."""
        return sorted(self.costs, key=rank)


Grants = list[Layer | None]
"""What each picture gets, in the order of the pictures; None: nothing."""


def allocate(pictures: Sequence[Picture], *, now_bps: float, proven_bps: float) -> Grants:
    """Return what each picture gets, most important first.

    Args:
        pictures: in the order of their importance.
        now_bps: what the link carries, as far as is known: what is shown is kept within it.
        proven_bps: what it has carried: more than is shown is given within it, with a margin.
    """
    grants: Grants = [None] * len(pictures)
    for first in (True, False):
        for index, picture in enumerate(pictures):
            steps = picture.steps()
            if not first and grants[index] is None:
                continue
            for layer in steps[:1] if first else steps[1:]:
                wanted = [*grants]
                wanted[index] = layer
                need = cost(pictures, wanted)
                kept = picture.shown is not None and _is_up_to(layer, picture.shown)
                if need <= now_bps and (kept or need * MARGIN <= proven_bps):
                    grants = wanted
    return grants


def cost(pictures: Sequence[Picture], grants: Grants) -> float:
    """Return the bits per second of what is granted."""
    return sum(
        picture.costs[layer]
        for picture, layer in zip(pictures, grants, strict=True)
        if layer is not None
    )


def next_goal(pictures: Sequence[Picture], grants: Grants) -> float | None:
    """Return what the link must be proven to carry for one step more; None: all have all."""
    for index, (picture, layer) in enumerate(zip(pictures, grants, strict=True)):
        steps = picture.steps()
        at = -1 if layer is None else steps.index(layer)
        if at + 1 < len(steps):
            wanted = [*grants]
            wanted[index] = steps[at + 1]
            return cost(pictures, wanted) * MARGIN
    return None


def _is_up_to(layer: Layer, limit: Layer) -> bool:
    return rank(layer) <= rank(limit)
