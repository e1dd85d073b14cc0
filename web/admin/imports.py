"""A branch's list from a file, in two steps: look at what it would do, then do it.

The file travels with the preview and is read again when it is applied, so the server keeps nothing
in between and any process can take the second step. Corrections and choices travel likewise; what
has been changed since the last look is looked at again before it is applied.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from live.errors import Rejected
from live.ids import BranchId
from live.rosters import (
    Choices,
    Fate,
    Plan,
    Problem,
    Roster,
    apply_roster,
    preview_roster,
    read_roster_untrusted,
)
from live.rosters.headings import FIELDS
from live.rosters.reading import Use
from web.admin import import_form as form
from web.admin.frame import admin_page, branch_of, found, go
from web.following import FollowedRoute
from web.i18n import catalogue
from web.problems import ProblemPage
from web.rendering import language_of
from web.security import LARGEST_BODY, TooLarge
from web.services import services

router = APIRouter(
    prefix="/admin/branches/{branch}/import", include_in_schema=False, route_class=FollowedRoute
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file with what was answered about it."""

    name: str
    data: bytes
    answers: Sequence[tuple[str, str]] = ()
    looked_at: bool = True
    """Whether these answers are the ones that the last preview showed."""

    leave_out: bool = False
    remove_missing: bool = False

    @property
    def choices(self) -> Choices:
        """What was answered."""
        return form.choices_of(self.answers)


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
        sent = await sent_untrusted(request)
        roster = await asyncio.to_thread(read_roster_untrusted, sent.data, sent.choices)
    except TooLarge:
        return await show(request, branch, 413, text.refusal("file_too_big", {}))
    except Rejected as rejected:
        return await show(request, branch, 422, text.refusal(rejected.code, rejected.facts))
    return await show_preview(request, branch, sent, roster)


async def show_preview(
    request: Request, branch: BranchId, sent: SentFile, roster: Roster, again: bool = False
) -> Response:
    """Show a list as it would be applied; ``again``: something was changed since the last look."""
    record, tree = await branch_of(request, branch)
    plan = await preview_roster(services(request).registers, branch, roster)
    choices = sent.choices
    fixes = form.controls_of(plan)
    columns = form.columns_of(roster)
    swaps = form.swaps_of(plan, roster, choices)
    blank = choices.blank is not None or any(p.code == "category_blank" for p in plan.problems)
    controls = [*fixes.values(), *columns.values(), *swaps.values()]
    return admin_page(
        request,
        "import_preview.html",
        tree=tree,
        branch=record,
        plan=plan,
        roster=roster,
        choices=choices,
        again=again,
        fates=list(Fate),
        uses=Use,
        missing=[line.name for line in plan.lines if line.fate is Fate.MISSING],
        renumbered=[line for line in plan.lines if line.gives_way_to],
        problems=by_row(plan, fixes),
        columns=columns,
        swaps=swaps,
        blank=blank,
        categories=form.CATEGORIES,
        fields=FIELDS,
        file_name=sent.name,
        content=base64.b64encode(sent.data).decode(),
        seen=form.print_of(form.answers_of(controls, choices, roster, blank)),
    )


Fixable = tuple[Problem, form.Control | None]
"""A problem, and the field of the form that corrects it."""


def by_row(
    plan: Plan, fixes: Mapping[int, form.Control]
) -> Mapping[tuple[int, int], Sequence[Fixable]]:
    """Return the problems row by row as the tables go down; in a row those that block first."""
    rows: dict[tuple[int, int], list[Fixable]] = {}
    for number, each in sorted(
        enumerate(plan.problems),
        key=lambda n: (n[1].sheet, n[1].row, not n[1].blocking, len(n[1].column), n[1].column),
    ):
        rows.setdefault((each.sheet, each.row), []).append((each, fixes.get(number)))
    return rows


@router.post("/apply")
async def apply(request: Request, branch: BranchId) -> Response:
    """Make the branch's list what the file says.

    Raises:
        Rejected: ``roster_has_problems``, ``roster_unanswered``, or what reading the file raises.
    """
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    sent = await sent_untrusted(request)
    roster = await asyncio.to_thread(read_roster_untrusted, sent.data, sent.choices)
    if not sent.looked_at:
        return await show_preview(request, branch, sent, roster, again=True)
    plan = await apply_roster(
        parts.registers,
        branch,
        roster,
        parts.ids,
        leave_out_faulty=sent.leave_out,
        deactivate_missing=sent.remove_missing,
    )
    return go(
        f"/admin/branches/{branch}",
        "imported",
        new=plan.count(Fate.NEW),
        changed=plan.count(Fate.CHANGED),
        same=plan.count(Fate.SAME),
        left_out=plan.faulty,
        removed=plan.count(Fate.MISSING) if sent.remove_missing else 0,
    )


async def sent_untrusted(request: Request) -> SentFile:
    """Return the file that was chosen, or that came along with the preview, and the answers.

    Raises:
        Problem: something else came.
    """
    limits = {"max_part_size": LARGEST_BODY, "max_fields": form.MOST_ANSWERS}
    async with request.form(**limits) as sent:
        file = sent.get("file")
        if isinstance(file, UploadFile):
            return SentFile(name=file.filename or "", data=await file.read())
        answers = form.answers_untrusted(sent)
        return SentFile(
            name=str(sent.get("file_name", ""))[:200],
            data=content_untrusted(sent),
            answers=answers,
            looked_at=sent.get("seen") in (None, form.print_of(answers)),
            leave_out="leave_out" in sent,
            remove_missing="remove_missing" in sent,
        )


def content_untrusted(sent: FormData) -> bytes:
    """Return the file that came along with the preview.

    Raises:
        Problem: something else came.
    """
    try:
        return base64.b64decode(str(sent.get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise ProblemPage(400, "bad_request") from None
