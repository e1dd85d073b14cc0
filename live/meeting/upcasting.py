"""What earlier releases recorded, turned into the events of this one. Pure.

An event is recorded with its name and the version of its fields, its *form*. What was recorded
never changes; whoever changes the fields of an event gives it the next version, and adds to
`UPCASTS` the step from the form before to the new one. Steps follow each other, so each is written
once and never touched again. They work on JSON, for the classes of then are gone.

No step is needed for a new field that has a default: that is what older events have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Fields = dict[str, Any]
"""An event's fields, as JSON has them."""
Form = tuple[str, int]
"""The stable name of an event, and the version of its fields, from 1."""


@dataclass(frozen=True, slots=True)
class Upcast:
    """A step out of a form."""

    to: Form
    """Most often the same name with the next version; another name when a kind was replaced."""
    change: Callable[[Fields], Fields]
    """Returns the fields of the new form."""


Upcasts = Mapping[Form, Upcast]
"""Form → the step out of it."""

UPCASTS: Final[dict[Form, Upcast]] = {}
"""Every form that was ever released, but for those of today. None yet."""


def current_forms(names: Mapping[str, object], upcasts: Upcasts) -> dict[str, int]:
    """Return the version that each name of today has: the one after the last that a step leaves.

    Raises:
        ValueError: a step leads nowhere: to no event of today, or round in a circle.
    """
    current = dict.fromkeys(names, 1)
    for name, version in upcasts:
        if name in current:
            current[name] = max(current[name], version + 1)
    for start in upcasts:
        form, passed = start, {start}
        while step := upcasts.get(form):
            form = step.to
            if form in passed:
                raise ValueError(f"the steps from {start} go in a circle")
            passed.add(form)
        if current.get(form[0]) != form[1]:
            raise ValueError(f"the steps from {start} end at {form}, which is no event of today")
    return current


def upcast(form: Form, fields: Fields, upcasts: Upcasts) -> tuple[Form, Fields]:
    """Take every step there is from a form; return where it ends."""
    while step := upcasts.get(form):
        form, fields = step.to, step.change(fields)
    return form, fields
