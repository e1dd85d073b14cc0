"""The tree of units beside every page of administration: open along the way, closed elsewhere.

Pure: it is given the units and branches and returns what to draw.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from live.ids import BranchId, UnitId
from live.store.registers import Branch, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit with what is below it; a closed one has nothing below that is drawn."""

    unit: Unit
    open: bool
    children: tuple["Node", ...] = ()
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What stands in the side column, and where we are in it."""

    roots: tuple[Node, ...]
    path: tuple[Unit, ...]
    """From the topmost unit to the present one; empty at the very top."""
    branch: BranchId | None = None

    @property
    def here(self) -> UnitId | None:
        """Return the present unit."""
        return self.path[-1].id if self.path else None


def grow(
    units: Sequence[Unit],
    branches: Sequence[Branch],
    here: UnitId | None,
    branch: BranchId | None = None,
) -> Tree:
    """Build the tree for a page about a unit or a branch.

    Units whose parent is missing stand at the top, so that nothing is ever out of reach.
    """
    by_id = {unit.id: unit for unit in units}
    path = climb(by_id, here)
    opened = {unit.id for unit in path}
    children: dict[UnitId | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent if unit.parent in by_id else None].append(unit)
    own: dict[UnitId, list[Branch]] = defaultdict(list)
    for each in branches:
        own[each.unit].append(each)

    def node(unit: Unit) -> Node:
        if unit.id not in opened:
            return Node(unit=unit, open=False)
        below = tuple(node(child) for child in children[unit.id])
        return Node(unit=unit, open=True, children=below, branches=tuple(own[unit.id]))

    return Tree(roots=tuple(node(unit) for unit in children[None]), path=path, branch=branch)


def totals(
    units: Sequence[Unit], branches: Sequence[Branch], counts: Mapping[BranchId, int]
) -> Counter[UnitId]:
    """Sum what the branches count, for every unit above them."""
    by_id = {unit.id: unit for unit in units}
    sums: Counter[UnitId] = Counter()
    for branch in branches:
        for unit in climb(by_id, branch.unit):
            sums[unit.id] += counts[branch.id]
    return sums


def climb(by_id: dict[UnitId, Unit], here: UnitId | None) -> tuple[Unit, ...]:
    """Return the way from the top to a unit."""
    path: list[Unit] = []
    while here is not None and here in by_id and by_id[here] not in path:
        path.insert(0, by_id[here])
        here = by_id[here].parent
    return tuple(path)


def outside(units: Sequence[Unit], unit: UnitId) -> Sequence[Unit]:
    """Return the units that may become the parent of a unit: all but itself and those below."""
    below: Collection[UnitId] = {unit}
    while True:
        wider = set(below) | {each.id for each in units if each.parent in below}
        if len(wider) == len(below):
            return [each for each in units if each.id not in wider]
        below = wider
