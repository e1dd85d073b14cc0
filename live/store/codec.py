"""Events to text and back, under names that never change, each with the version of its fields.

An event is stored as a stable name and its fields as JSON, the version first:
``{"v":1,"at_ms":…}``. Class names and module paths may change, stored text never does. Text without
a version has version 1. An event in an older form is converted as it is read
(`live.meeting.upcasting`); one in an unknown form is an error, never skipped.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from live.errors import Rejected
from live.meeting.events import Event
from live.meeting.names import EVENTS
from live.meeting.upcasting import UPCASTS, Upcasts, current_forms, upcast
from live.store.contract import Append
from live.store.keepable import require_keepable

VERSION: Final = re.compile(r'\{"v":([0-9]{1,9}),')
"""The beginning of an event's text, except in records older than versions."""
FIRST: Final = 1
"""The version of an event whose text has none."""


class EventCodec:
    """Encodes and decodes the events of one table of names.

    Args:
        types: stable name → class; no class under two names.
        upcasts: older form → the step to the next.

    Raises:
        ValueError: the tables contradict themselves.
    """

    def __init__(self, types: Mapping[str, type[Event]], upcasts: Upcasts) -> None:
        self._adapters = {name: TypeAdapter[Event](kind) for name, kind in types.items()}
        self._names = {kind: name for name, kind in types.items()}
        self._upcasts = dict(upcasts)
        self._current = current_forms(types, upcasts)
        if len(self._names) < len(types):
            raise ValueError("one class under two names")

    def encode(self, event: Event) -> tuple[str, str]:
        """Return an event's stable name, and its version and fields as JSON.

        Raises:
            Rejected: ``not_recordable``: a text in it cannot be encoded as UTF-8.
        """
        name = self._names[type(event)]
        try:
            fields = self._adapters[name].dump_json(event).decode()
        except PydanticSerializationError as error:
            raise Rejected("not_recordable") from error
        return name, f'{{"v":{self._current[name]},{fields[1:]}'

    def decode(self, name: str, body: str) -> Event:
        """Return the event that was stored, in its present form.

        Raises:
            KeyError: the name or version is unknown: a later release recorded the event.
            ValueError: the fields do not fit the form.
        """
        version = FIRST
        if said := VERSION.match(body):
            version, body = int(said[1]), "{" + body[said.end() :]
        form = (name, version)
        if form in self._upcasts:
            form, fields = upcast(form, json.loads(body), self._upcasts)
            name, body = form[0], json.dumps(fields)
        if self._current.get(name) != form[1]:
            raise KeyError(form)
        return self._adapters[name].validate_json(body)


CODEC: Final = EventCodec(EVENTS, UPCASTS)
"""The codec for the events of a meeting."""


def require_recordable(append: Append, codec: EventCodec) -> Sequence[tuple[str, str]]:
    """Return an append's events, encoded.

    Raises:
        Rejected: ``not_recordable``: it has a text that a database cannot store.
    """
    about = asdict(append.index).values() if append.index else ()
    require_keepable(append.meeting, append.command, append.actor, *about)
    return [codec.encode(event) for event in append.events]
