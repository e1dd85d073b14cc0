"""Events to text and back, under names that never change, each with the version of its fields.

What is stored is a name from a table and the event's fields as JSON, the version first:
``{"v":1,"at_ms":…}``. Class names and module paths may change, stored text never does. Before the
version was stored it was 1. What is in an older form is brought up to date as it is read
(`live.meeting.upcasting`); what is in an unknown one is refused, never passed over.
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
"""How the text of every event begins, but for those from before."""
FIRST: Final = 1
"""The version of the events from before."""


class EventCodec:
    """Writes down and reads back the events of one table.

    Args:
        types: stable name → class; no class under two names.
        upcasts: older form → the step out of it.

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
            Rejected: ``not_recordable``: it holds a text that UTF-8 has no signs for.
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
            KeyError: a name or a version that this program does not know: the record is from a
                later one.
            ValueError: fields that do not fit the form.
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
"""The events of a meeting."""


def require_recordable(append: Append, codec: EventCodec) -> Sequence[tuple[str, str]]:
    """Return an append's events as they are written down.

    Raises:
        Rejected: ``not_recordable``: a text of it is one that no database keeps.
    """
    about = asdict(append.index).values() if append.index else ()
    require_keepable(append.meeting, append.command, append.actor, *about)
    return [codec.encode(event) for event in append.events]
