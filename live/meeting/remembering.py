"""Readings that are made once for the same objects. Pure: what is remembered was read from frozen
values, so reading it again would give the same.

A change replaces only the sections of the state that it concerns (`evolve`). From one event to the
next, and for one role after the other, a reading that takes sections, and not the meeting, mostly
takes the same objects. They are compared by identity, which takes less than comparing their values,
and kept as long as the result, so that no other object comes to have their identity.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from typing_extensions import override

KEPT: Final = 128
"""Results of each reading; chosen: for each of 48 meetings those of two states."""

Taken = ParamSpec("Taken")
Result = TypeVar("Result")


class Same:
    """A value that equals nothing but itself."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value: Any = value

    @override
    def __hash__(self) -> int:
        return id(self.value)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value


def remembered(reading: Callable[Taken, Result]) -> Callable[Taken, Result]:
    """Return a reading that remembers its last results. It takes frozen values, by position, and
    nobody changes what it returns."""

    @lru_cache(maxsize=KEPT)
    def kept(*taken: Same) -> Result:
        return cast("Callable[..., Result]", reading)(*(each.value for each in taken))

    @wraps(reading)
    def found(*taken: Taken.args, **named: Taken.kwargs) -> Result:
        return kept(*map(Same, taken)) if not named else reading(*taken, **named)

    return found
