"""Events to text and back, under names that never change.

What is stored is a name from a table and the event's fields as JSON; class names and module paths
may change, stored text never does. An event whose fields change gets a new name, and its old name
an upcast: a step that turns the old fields into those of the next name. Steps follow each other,
so that each is written once and never touched again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from live.errors import Rejected
from live.meeting.events import Event
from live.meeting.names import EVENTS
from live.store.contract import Append
from live.store.keepable import require_keepable

Fields = dict[str, Any]
Upcast = Callable[[Fields], tuple[str, Fields]]
"""Fields of a retired name → the name that follows it, and its fields."""

UPCASTS: Final[dict[str, Upcast]] = {}
"""Retired name → the step out of it."""


class Codec:
    """Writes down and reads back the events of one table.

    Args:
        types: stable name → class; no class under two names.
        upcasts: retired name → step to the next one.
    """

    def __init__(self, types: Mapping[str, type[Event]], upcasts: Mapping[str, Upcast]) -> None:
        self._adapters = {name: TypeAdapter[Event](kind) for name, kind in types.items()}
        self._names = {kind: name for name, kind in types.items()}
        self._upcasts = dict(upcasts)
        if len(self._names) < len(types):
            raise ValueError("one class under two names")
        if both := types.keys() & upcasts.keys():
            raise ValueError(f"retired and in use: {sorted(both)}")

    def encode(self, event: Event) -> tuple[str, str]:
        """Return an event's stable name and its fields as JSON.

        Raises:
            Rejected: ``not_recordable``: it holds a text that UTF-8 has no signs for.
        """
        name = self._names[type(event)]
        try:
            return name, self._adapters[name].dump_json(event).decode()
        except PydanticSerializationError as error:
            raise Rejected("not_recordable") from error

    def decode(self, name: str, body: str) -> Event:
        """Return the event that was stored, in its present form.

        Raises:
            KeyError: a name that this program does not know: the record is from a later one.
        """
        if name not in self._upcasts:
            return self._adapters[name].validate_json(body)
        fields: Fields = json.loads(body)
        while step := self._upcasts.get(name):
            name, fields = step(fields)
        return self._adapters[name].validate_json(json.dumps(fields))


CODEC: Final = Codec(EVENTS, UPCASTS)
"""The events of a meeting."""


def require_recordable(append: Append, codec: Codec) -> Sequence[tuple[str, str]]:
    """Return an append's events as they are written down.

    Raises:
        Rejected: ``not_recordable``: a text of it is one that no database keeps.
    """
    about = asdict(append.index).values() if append.index else ()
    require_keepable(append.meeting, append.command, append.actor, *about)
    return [codec.encode(event) for event in append.events]
