"""Applies a patch of `signaling/PROTOCOL.md`: ``add``, ``replace``, ``remove`` (RFC 6902).

Written from the document alone, as another client's would be; does not check the server's data.
"""

from collections.abc import Sequence
from typing import Any

View = dict[str, Any]


def patched(view: View, operations: Sequence[dict[str, Any]]) -> View:
    """Return the view after a patch; ``view`` is not changed."""
    whole: Any = view
    for operation in operations:
        path = [
            part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]
        ]
        whole = _changed(whole, path, operation["op"], operation.get("value"))
    result: View = whole
    return result


def _changed(node: Any, path: list[str], op: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a changed copy of ``node``; parts off the path are shared."""
    if not path:
        return value
    copy = list(node) if isinstance(node, list) else dict(node)
    key: Any = int(path[0]) if isinstance(copy, list) else path[0]
    if len(path) > 1:
        copy[key] = _changed(copy[key], path[1:], op, value)
    elif op == "remove":
        del copy[key]
    elif op == "add" and isinstance(copy, list):
        copy.insert(key, value)
    else:
        copy[key] = value
    return copy
