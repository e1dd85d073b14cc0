"""The forms of recorded events, written down so that a later release can be held against them.

A form is the JSON schema of an event's fields, with everything inlined and without the names of
classes, descriptions and defaults: what has to be readable, and nothing else.
"""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import TypeAdapter

from live.meeting.names import EVENTS
from live.meeting.upcasting import UPCASTS, current_forms

Schema = dict[str, Any]
SAID: Final = {"title", "description", "default", "$defs"}
"""What a schema says beside what it admits."""


def forms_of_today() -> dict[str, Schema]:
    """Return the version and the schema of every event that this program records."""
    current = current_forms(EVENTS, UPCASTS)
    return {
        name: {"version": current[name], "schema": inlined(TypeAdapter[Any](kind).json_schema())}
        for name, kind in EVENTS.items()
    }


def inlined(schema: Schema) -> Schema:
    """Return a schema without references and without what is only said."""
    known = schema.get("$defs", {})

    def plain(part: Any) -> Any:
        if isinstance(part, list):
            return [plain(each) for each in part]
        if not isinstance(part, dict):
            return part
        if reference := part.get("$ref"):
            return plain(known[reference.rpartition("/")[2]])
        return {
            # Fields may be called as what is only said is, such as "title".
            key: {name: plain(field) for name, field in value.items()}
            if key == "properties"
            else plain(value)
            for key, value in part.items()
            if key not in SAID
        }

    admitted: Schema = plain(schema)
    return admitted


def unreadable(old: Any, new: Any, at: str = "") -> Iterator[str]:
    """Yield why values of an old schema do not fit a new one. Strict: what it does not know to be
    readable is not."""
    choices = alternatives(new)
    if len(choices) > 1 or "anyOf" in old:
        for each in alternatives(old):
            if all(any(unreadable(each, choice)) for choice in choices):
                yield f"{at}: no {each}"
        return
    if "enum" in old and "enum" in new:
        if gone := [value for value in old["enum"] if value not in new["enum"]]:
            yield f"{at}: no {gone}"
        return
    if added := set(new.get("required", ())) - set(old.get("required", ())):
        yield f"{at}: {sorted(added)} without a default"
    fields = new.get("properties", {})
    for name, field in old.get("properties", {}).items():
        if name in fields:
            yield from unreadable(field, fields[name], f"{at}.{name}")
        else:
            yield f"{at}.{name}: gone"
    nested = {"required", "properties"}
    for key in (old.keys() | new.keys()) - nested:
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            yield from unreadable(old[key], new[key], f"{at}[{key}]")
        elif old.get(key) != new.get(key):
            yield f"{at}: {key} {old.get(key)} is {new.get(key)}"


def alternatives(schema: Schema) -> list[Schema]:
    """Return what a schema admits one of."""
    choices: list[Schema] = schema.get("anyOf", [schema])
    return choices
