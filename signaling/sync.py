"""The difference of two views, and how to apply it: a subset of JSON Patch (RFC 6902).

Only ``add``, ``replace`` and ``remove`` occur, paths are JSON Pointers (RFC 6901), the pointer
``-`` is not used. Views are plain JSON values. Both functions are pure: `diff` shares parts of the
new view with its result, `apply` copies only the containers along each path.

Each path of a view holds one type of value, or null. So Python's ``True == 1`` does no harm, and
subtrees that compare equal, which is fast, are skipped.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, NotRequired

from typing_extensions import TypedDict

Json = Any
"""A JSON value; `Any` because Python has no finite type for it that pydantic and mypy share."""

IDENTITY: Final = ("id", "person", "key")
"""Fields by which an object in a list is recognised when it moves or changes, in this order."""


class Op(TypedDict):
    """One operation of a patch."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: NotRequired[Json]


def diff(old: Json, new: Json) -> list[Op]:
    """Return operations that turn ``old`` into ``new``; none when they are equal."""
    return list(_changes("", old, new))


def apply(view: Json, ops: Iterable[Op]) -> Json:
    """Return a copy of the view with the operations applied in order.

    Raises:
        KeyError, IndexError, ValueError: an operation does not fit the view.
    """
    for op in ops:
        tokens = [_unescape(token) for token in op["path"].split("/")[1:]]
        view = _applied(view, tokens, op)
    return view


def _changes(path: str, old: Json, new: Json) -> Iterator[Op]:
    if old is new or old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _object_changes(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(path, old, new)
    else:
        yield {"op": "replace", "path": path, "value": new}


def _object_changes(path: str, old: dict[str, Json], new: dict[str, Json]) -> Iterator[Op]:
    for key in old:
        if key not in new:
            yield {"op": "remove", "path": f"{path}/{_escape(key)}"}
    for key, value in new.items():
        if key not in old:
            yield {"op": "add", "path": f"{path}/{_escape(key)}", "value": value}
        else:
            yield from _changes(f"{path}/{_escape(key)}", old[key], value)


def _list_changes(path: str, old: list[Json], new: list[Json]) -> Iterator[Op]:
    """Match elements by identity: a queue that moves up by one is one removal."""
    keys, wanted = _identities(old), _identities(new)
    if keys is None or wanted is None:
        yield {"op": "replace", "path": path, "value": new}
        return
    kept = set(wanted)
    for index in reversed(range(len(old))):
        if keys[index] not in kept:
            yield {"op": "remove", "path": f"{path}/{index}"}
    left = [key for key in keys if key in kept]
    values = dict(zip(keys, old, strict=True))
    for index, (key, value) in enumerate(zip(wanted, new, strict=True)):
        item_path = f"{path}/{index}"
        if index < len(left) and left[index] == key:
            yield from _changes(item_path, values[key], value)
            continue
        if key in values:
            moved = left.index(key)
            left.pop(moved)
            yield {"op": "remove", "path": f"{path}/{moved}"}
        left.insert(index, key)
        yield {"op": "add", "path": item_path, "value": value}


def _identities(values: Sequence[Json]) -> list[tuple[str, Json]] | None:
    """Return the identity of each element; None when one has no identity or two have the same."""
    keys = [_identity(value) for value in values]
    found = [key for key in keys if key is not None]
    return found if len(found) == len(keys) == len(set(found)) else None


def _identity(value: Json) -> tuple[str, Json] | None:
    if isinstance(value, dict):
        for field in IDENTITY:
            if isinstance(value.get(field), str):
                return field, value[field]
        return None
    return None if isinstance(value, list) else ("", value)


def _applied(node: Json, tokens: Sequence[str], op: Op) -> Json:
    """Return a copy of ``node`` in which the place named by ``tokens`` is changed."""
    if not tokens:
        return op["value"]
    head, rest = tokens[0], tokens[1:]
    if isinstance(node, list):
        return _applied_list(node, int(head), rest, op)
    copy = dict(node)
    if rest:
        copy[head] = _applied(copy[head], rest, op)
    elif op["op"] == "remove":
        del copy[head]
    elif op["op"] == "replace" and head not in copy:
        raise KeyError(head)
    else:
        copy[head] = op["value"]
    return copy


def _applied_list(node: list[Json], index: int, rest: Sequence[str], op: Op) -> list[Json]:
    if not 0 <= index <= len(node) - (op["op"] != "add" or bool(rest)):
        raise IndexError(index)
    copy = list(node)
    if rest:
        copy[index] = _applied(copy[index], rest, op)
    elif op["op"] == "add":
        copy.insert(index, op["value"])
    elif op["op"] == "remove":
        del copy[index]
    else:
        copy[index] = op["value"]
    return copy


def _escape(key: str) -> str:
    """RFC 6901 §3: ``~`` becomes ``~0``, ``/`` becomes ``~1``."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def _unescape(token: str) -> str:
    """RFC 6901 §4: first ``~1``, then ``~0``."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token
