"""An answer that a browser saves as a file (RFC 6266). No cache keeps it: `web.security`."""

from collections.abc import Mapping


def saved_as(name: str, when: str = "") -> Mapping[str, str]:
    """Return the headers by which a browser saves a file; ``when``: stands in its name."""
    stem, _, ending = name.rpartition(".")
    dated = f"{stem}-{when}" if when else stem
    return {"content-disposition": f'attachment; filename="{dated}.{ending}"'}
