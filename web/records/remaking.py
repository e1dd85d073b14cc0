"""The check that adopted documents are what the record says: the PDF is made again and compared.

The kept file counts in any case. A later release, or a processor of another kind, may set the same
text in other bytes; the page says so where they differ.
"""

from collections.abc import Mapping

from fastapi import Request

from live.meeting.state import Meeting
from web.records.papers import KINDS, adopted_id, has_document, made, source_of
from web.services import services


async def made_again(request: Request, meeting: Meeting) -> Mapping[str, bool | None]:
    """Return for each adopted PDF whether the record gives the bytes again that are kept.

    Args:
        request: for the parts of the program.
        meeting: whose minutes are adopted.

    Returns:
        kind of document → whether it is the same; None: none is kept yet.
    """
    source = await source_of(request, meeting)
    found: dict[str, bool | None] = {}
    for kind in KINDS.values():
        if not has_document(meeting, kind):
            continue
        kept = await services(request).database.files.content(adopted_id(meeting, kind, "pdf"))
        found[kind] = None if kept is None else await made(request, source, kind, "pdf") == kept
    return found
