"""A unit's own Word forms of minutes and resolutions: upload, what is missing in them, removal.

A form is read in a process of its own (`live.documents.confined`) before it is kept. Units without
a form of their own get the one that comes with the program.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from live.documents.confined import confined
from live.documents.docx import built_in_form
from live.documents.forms import FIELDS
from live.errors import Rejected
from live.ids import UnitId
from live.store.files import FileOrigin, KeptFile, form_id, kept
from live.store.registers import Unit
from web.access import account_required
from web.admin.frame import admin_page, found, go
from web.attachment import saved_as
from web.forms import shown_name, text_untrusted
from web.problems import ProblemPage
from web.records.papers import MEDIA_TYPES
from web.services import services

router = APIRouter(prefix="/admin/units/{unit}/forms", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class WordForm:
    """The form of one kind of document that a unit has."""

    kind: str
    file: KeptFile | None
    """None: the one that comes with the program."""
    report: Mapping[str, Any]
    """`live.documents.forms.FormReport` as JSON."""
    meanings: Mapping[str, str]
    """Field → what it holds, all there are."""


NOTHING: Final[Mapping[str, Any]] = {"missing": (), "unknown": ()}


@router.get("")
async def word_forms_page(request: Request, unit: UnitId) -> Response:
    """Show a unit's forms, and which fields they leave out or do not know."""
    own = await _unit(request, unit)
    files = {file.id: file for file in await services(request).database.files.of(unit)}
    forms = []
    for kind, meanings in FIELDS.items():
        file = files.get(form_id(unit, kind))
        report = json.loads(file.about) if file else NOTHING
        forms.append(WordForm(kind, file, report, meanings))
    return admin_page(request, "word_forms.html", unit=own, forms=forms)


@router.post("")
async def take_word_form(request: Request, unit: UnitId) -> Response:
    """Check a form and keep it in place of the one before."""
    await _unit(request, unit)
    async with request.form() as sent:
        kind, file = text_untrusted(sent, "kind"), sent.get("file")
        name = shown_name((file.filename if isinstance(file, UploadFile) else None) or "")
        content = await file.read() if isinstance(file, UploadFile) else b""
    if kind not in FIELDS:
        raise ProblemPage(400, "bad_request")
    if not content:
        raise Rejected("file_missing")
    parts = services(request)
    report = await parts.apart(confined, "check_form", content, kind=kind)
    key = (form_id(unit, kind), str(unit), f"{kind}_form")
    sent_by = FileOrigin(at_ms=parts.clock.wall_ms(), by=account_required(request).name)
    await parts.database.files.put(kept(key, name, content, sent_by, json.dumps(report)), content)
    return go(f"/admin/units/{unit}/forms", "word_form")


@router.post("/remove")
async def drop_word_form(request: Request, unit: UnitId) -> Response:
    """Go back to the form that comes with the program."""
    await _unit(request, unit)
    async with request.form() as sent:
        kind = text_untrusted(sent, "kind")
    await services(request).database.files.remove(form_id(unit, kind))
    return go(f"/admin/units/{unit}/forms", "word_form_gone")


@router.get("/{kind}.docx")
async def word_form(request: Request, unit: UnitId, kind: str) -> Response:
    """Send the form that is used: the unit's own, else that of the program."""
    await _unit(request, unit)
    if kind not in FIELDS:
        raise ProblemPage(404, "not_found")
    own = await services(request).database.files.content(form_id(unit, kind))
    return Response(
        own or built_in_form(kind),
        media_type=MEDIA_TYPES["docx"],
        headers=saved_as(f"{kind}.docx"),
    )


async def _unit(request: Request, unit: UnitId) -> Unit:
    return found(await services(request).registers.units.get(unit))
