"""`replace` as that of `dataclasses`, about twice as fast: playing a record again is mostly this.

The standard function reads the names of the fields anew with each call, and has the class check and
set each of them by name. Here the slots of a class are looked up once, and copied one by one.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="DataclassInstance")
Slot = tuple[Callable[[Any], Any], Callable[[Any, Any], None]]

_NEW: Final = object.__new__
_SET: Final = object.__setattr__
_SLOTS: Final[dict[type, tuple[Slot, ...]]] = {}
"""Class → what reads and what writes each of its slots; filled as classes are met."""


def replace(value: Value, /, **changes: Any) -> Value:  # noqa: ANN401 - of any field
    """Return a copy of a value with some fields changed; its class is a dataclass with slots.

    Raises:
        AttributeError: there is no such field.
    """
    kind = type(value)
    slots = _SLOTS.get(kind)
    if slots is None:
        slots = _SLOTS[kind] = _slots_of(kind)
    copy = _NEW(kind)
    for read, write in slots:
        write(copy, read(value))
    for name, change in changes.items():
        _SET(copy, name, change)
    return copy


def _slots_of(kind: type) -> tuple[Slot, ...]:
    """Return the slots of a class. Writing goes round `frozen`; only a copy that nobody has yet may
    be written so."""
    named = (getattr(kind, field.name) for field in fields(kind))
    return tuple((slot.__get__, slot.__set__) for slot in named)
