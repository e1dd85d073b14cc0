"""Converts events recorded by earlier releases to the present ones (upcasting). Pure.

An event is recorded with its name and the version of its fields, its *form*. Recorded events never
change; a change of an event's fields gives it the next version, and adds to `UPCASTS` the step from
the form before to the new one. Steps are applied one after the other, so each is written once and
never changed. They work on JSON, because the classes of earlier releases are gone.

A new field with a default needs no step: older events get the default.
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
    """A step from one form to the next."""

    to: Form
    """Most often the same name with the next version; another name when a kind was replaced."""
    change: Callable[[Fields], Fields]
    """Returns the fields of the new form."""


Upcasts = Mapping[Form, Upcast]
"""Form → the step out of it."""

UPCASTS: Final[dict[Form, Upcast]] = {}
"""A step for every form that was released and is no longer written. None yet."""


def current_forms(names: Mapping[str, object], upcasts: Upcasts) -> dict[str, int]:
    """Return the present version of each name: one more than the highest that has a step.

    Raises:
        ValueError: steps lead to no present event, or form a circle.
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
    """Apply all steps from a form on; return the last form and its fields."""
    while step := upcasts.get(form):
        form, fields = step.to, step.change(fields)
    return form, fields
