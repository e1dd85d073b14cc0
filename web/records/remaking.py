"""The check that adopted documents are what the record says: they are made again and compared.

The kept file counts in any case. A later release, or a processor of another kind, may set the same
text in other bytes; the page says so where they differ.
"""

from collections.abc import Mapping

from fastapi import Request

from live.meeting.state import Meeting
from web.records.papers import KINDS, adopted_id, has_document, made, source_of
from web.services import services


async def made_again(request: Request, meeting: Meeting) -> Mapping[str, bool]:
    """Return for each adopted PDF that is kept whether the record gives the same bytes again.

    Args:
        request: for the parts of the program.
        meeting: whose minutes are adopted.

    Returns:
        kind of document → whether it is the same.
    """
    source = await source_of(request, meeting)
    found = {}
    for kind in KINDS.values():
        kept = await services(request).database.files.content(adopted_id(meeting, kind, "pdf"))
        if has_document(meeting, kind) and kept is not None:
            found[kind] = await made(request, source, kind, "pdf") == kept
    return found
