"""How a receiver's bandwidth is divided among its slots. Pure.

Audio is never stopped: only the bandwidth that remains beside it is divided. In order of importance
every picture first gets its smallest layer; the rest then raises the pictures in the same order. So
under congestion the least important pictures pause first, and the speaker's last.
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
"""Assumed bit rate of a layer that does not arrive, so cannot be measured: the clients' encoder
limits; of three temporal layers libvpx gives the base 40 %."""
LONE_BPS: Final = 500_000.0
"""The same for a picture of one layer: a shared screen, whose text moves little."""
MARGIN: Final = 1.25
"""Factor by which the proven bandwidth must exceed the need before a layer is raised; a layer that
is shown already needs no margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One slot that wants a picture."""

    costs: Mapping[Layer, float]
    """Bits per second of each layer that the slot may have."""
    shown: Layer | None
    """The layer last granted; None: paused."""

    def steps(self) -> list[Layer]:
        """Return the layers that the slot may have, smallest first."""
        return sorted(self.costs, key=rank)


Grants = list[Layer | None]
"""The layer of each picture, in the order of the pictures; None: paused."""


def allocate(pictures: Sequence[Picture], *, now_bps: float, proven_bps: float) -> Grants:
    """Return the layer granted to each picture.

    Args:
        pictures: most important first.
        now_bps: the bandwidth estimate; the sum of all grants stays within it.
        proven_bps: the rate that the link has carried; layers are raised only within it, with
            `MARGIN`.
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
    """Return the bits per second of all granted layers together."""
    return sum(
        picture.costs[layer]
        for picture, layer in zip(pictures, grants, strict=True)
        if layer is not None
    )


def next_goal(
    pictures: Sequence[Picture], grants: Grants, *, all_paused: bool = False
) -> float | None:
    """Return the rate to prove (bits/s) before a layer can be raised; None: all are highest.

    Args:
        pictures: most important first.
        grants: what they have now.
        all_paused: aim at the smallest layer of every paused picture together, if one is shown:
            a wall of many would otherwise come up one picture a probe.
    """
    one = _next_step(pictures, grants)
    if one is None or not all_paused or not any(grants):
        return one
    wanted: Grants = [
        grant or each.steps()[0] for each, grant in zip(pictures, grants, strict=True)
    ]
    return max(one, cost(pictures, wanted) * MARGIN)


def _next_step(pictures: Sequence[Picture], grants: Grants) -> float | None:
    """Return the rate at which the most important picture that can be raised would be."""
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
