"""A branch's list from a file, in two steps: look at what it would do, then do it.

The file travels with the preview and is read again when it is applied, so the server keeps nothing
in between and any process can take the second step.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from live.errors import Rejected
from live.ids import BranchId
from live.rosters import Fate, Problem, read_roster_untrusted
from live.store.directory import apply_roster, preview_roster
from web.admin.frame import admin_page, branch_of, found, go
from web.following import FollowedRoute
from web.i18n import catalogue
from web.problems import Problem as WebProblem
from web.rendering import language_of
from web.security import LARGEST_BODY, TooLarge
from web.services import services

router = APIRouter(
    prefix="/admin/branches/{branch}/import", include_in_schema=False, route_class=FollowedRoute
)


@router.get("")
async def import_page(request: Request, branch: BranchId) -> Response:
    """Ask for a file."""
    return await show(request, branch)


async def show(
    request: Request, branch: BranchId, status: int = 200, refusal: str = ""
) -> Response:
    """Show the first step; with why the file could not be read, if one was sent."""
    record, tree = await branch_of(request, branch)
    return admin_page(request, "import.html", status, tree=tree, branch=record, refusal=refusal)


@router.post("/preview")
async def preview(request: Request, branch: BranchId) -> Response:
    """Show what applying a file would do, with every problem by row and column."""
    text = catalogue(language_of(request))
    try:
        name, data = await uploaded(request)
        roster = await asyncio.to_thread(read_roster_untrusted, data)
    except TooLarge:
        return await show(request, branch, 413, text.refusal("file_too_big", {}))
    except Rejected as rejected:
        return await show(request, branch, 422, text.refusal(rejected.code, rejected.facts))
    record, tree = await branch_of(request, branch)
    plan = await preview_roster(services(request).registers, branch, roster)
    return admin_page(
        request,
        "import_preview.html",
        tree=tree,
        branch=record,
        plan=plan,
        fates=list(Fate),
        missing=[line.name for line in plan.lines if line.fate is Fate.MISSING],
        renumbered=[line for line in plan.lines if line.gives_way_to],
        problems=by_row(plan.problems),
        file_name=name,
        content=base64.b64encode(data).decode(),
    )


async def uploaded(request: Request) -> tuple[str, bytes]:
    """Return name and content of the file that was sent; empty: there was none."""
    async with request.form() as sent:
        file = sent.get("file")
        if not isinstance(file, UploadFile):
            return "", b""
        return file.filename or "", await file.read()


def by_row(problems: Sequence[Problem]) -> Mapping[int, Sequence[Problem]]:
    """Return the problems row by row as the table goes down; in a row those that block first."""
    rows: dict[int, list[Problem]] = {}
    for problem in sorted(
        problems,
        key=lambda each: (each.row, not each.blocking, len(each.column), each.column),
    ):
        rows.setdefault(problem.row, []).append(problem)
    return rows


@router.post("/apply")
async def apply(request: Request, branch: BranchId) -> Response:
    """Make the branch's list what the file says.

    Raises:
        Rejected: ``roster_has_problems``, or what reading the file raises.
    """
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    sent = await request.form(max_part_size=LARGEST_BODY)
    remove = "remove_missing" in sent
    plan = await apply_roster(
        parts.registers,
        branch,
        await asyncio.to_thread(read_roster_untrusted, content_untrusted(sent)),
        parts.ids,
        leave_out_faulty="leave_out" in sent,
        deactivate_missing=remove,
    )
    return go(
        f"/admin/branches/{branch}",
        "imported",
        new=plan.count(Fate.NEW),
        changed=plan.count(Fate.CHANGED),
        same=plan.count(Fate.SAME),
        left_out=plan.faulty,
        removed=plan.count(Fate.MISSING) if remove else 0,
    )


def content_untrusted(sent: FormData) -> bytes:
    """Return the file that came along with the preview.

    Raises:
        Problem: something else came.
    """
    try:
        return base64.b64decode(str(sent.get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise WebProblem(400, "bad_request") from None
