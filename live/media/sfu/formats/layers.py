"""Comparing layers, and choosing one that is available within a limit. Pure."""

from collections.abc import Collection

from live.media.engine import Layer

_RANK = {layer: rank for rank, layer in enumerate(Layer)}


def rank(layer: Layer) -> int:
    """Return how many layers are smaller."""
    return _RANK[layer]


def lower(one: Layer, other: Layer) -> Layer:
    """Return the smaller of two layers."""
    return min(one, other, key=_RANK.__getitem__)


def choose(available: Collection[Layer], limit: Layer) -> Layer | None:
    """Return the best available layer up to ``limit``, else the smallest above it."""
    fitting = [layer for layer in available if _RANK[layer] <= _RANK[limit]]
    if fitting:
        return max(fitting, key=_RANK.__getitem__)
    return min(available, key=_RANK.__getitem__, default=None)
