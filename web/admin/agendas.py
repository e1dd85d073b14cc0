"""Agenda templates: data of a unit and all below it, or of everybody."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from live.ids import TemplateId, UnitId
from live.meeting.plan import PlannedItem
from live.meeting.state import MeetingKind
from live.meeting.templates import COMBINED, MODEL, MONTHLY, THEMATIC
from live.store.registers import Registers, Template
from web.admin.frame import admin_page, found, go
from web.forms import EMPTY, Filled, Form, Id, Name, read_form
from web.services import services

LONGEST: Final = 60
"""Lines of one agenda; chosen."""

STANDARD: Final = (
    ("standard-monthly", "Sinh hoạt định kỳ hằng tháng", MeetingKind.REGULAR, MONTHLY),
    ("standard-thematic", "Sinh hoạt chuyên đề", MeetingKind.THEMATIC, THEMATIC),
    ("standard-combined", "Sinh hoạt định kỳ kết hợp chuyên đề", MeetingKind.COMBINED, COMBINED),
    ("standard-model", "Sinh hoạt chi bộ mẫu", MeetingKind.MODEL, MODEL),
)
"""What a new database begins with; content, free to be changed, not screen text."""

router = APIRouter(prefix="/admin/agendas", include_in_schema=False)


class NewAgendaForm(Form):
    """A new template."""

    name: Name
    kind: MeetingKind
    unit: Annotated[UnitId, Id] | None = None


async def seed_agendas(registers: Registers) -> None:
    """Put the standard agendas into a database that has none; harmless when done twice."""
    if await registers.templates.find():
        return
    await registers.templates.put(
        *(
            Template(
                id=TemplateId(name),
                unit=None,
                name=title,
                kind=kind,
                items=items,
            )
            for name, title, kind, items in STANDARD
        )
    )


@router.get("")
async def agendas_page(request: Request) -> Response:
    """Show every template."""
    return await show(request)


async def show(request: Request, form: Filled[Form] = EMPTY) -> Response:
    """Show every template, and the form for a new one."""
    registers = services(request).registers
    units = await registers.units.find()
    return admin_page(
        request,
        "agendas.html",
        422 if form.problems else 200,
        templates=await registers.templates.find(),
        units=units,
        unit_names={unit.id: unit.name for unit in units},
        kinds=list(MeetingKind),
        form=form,
    )


@router.post("")
async def add_agenda(request: Request) -> Response:
    """Make a template with one line to begin from."""
    parts = services(request)
    form = await read_form(request, NewAgendaForm)
    if form.value is None:
        return await show(request, form)
    value = form.value
    template = Template(
        id=TemplateId(parts.ids()), unit=value.unit, name=value.name, kind=value.kind, items=()
    )
    await parts.registers.templates.put(template)
    return go(f"/admin/agendas/{template.id}", "added")


@router.get("/{template}")
async def agenda_page(request: Request, template: TemplateId) -> Response:
    """Show one template line by line."""
    registers = services(request).registers
    record = found(await registers.templates.get(template))
    unit = await registers.units.get(record.unit) if record.unit else None
    total_min = sum(item.planned_min for item in record.items if item.counted)
    return admin_page(request, "agenda.html", agenda=record, unit=unit, total_min=total_min)


@router.post("/{template}")
async def change_agenda_template(request: Request, template: TemplateId) -> Response:
    """Save all lines; with a button, also move, remove or add one."""
    registers = services(request).registers
    record = found(await registers.templates.get(template))
    sent = await request.form()
    items = rearranged(items_untrusted(sent), str(sent.get("do", "")))
    name = str(sent.get("name", "")).strip()[:200] or record.name
    await registers.templates.put(replace(record, name=name, items=tuple(items)))
    return go(f"/admin/agendas/{template}", "saved")


def items_untrusted(sent: FormData) -> list[PlannedItem]:
    """Read the lines of the page; one without a title is left out."""
    items = []
    for place in range(LONGEST):
        title = str(sent.get(f"title.{place}", "")).strip()[:200]
        minutes = str(sent.get(f"minutes.{place}", ""))
        if title:
            items.append(
                PlannedItem(
                    kind=str(sent.get(f"kind.{place}", ""))[:40] or "other",
                    title=title,
                    planned_min=max(1, min(int(minutes), 480)) if minutes.isdecimal() else 5,
                    required=f"required.{place}" in sent,
                    counted=f"counted.{place}" in sent,
                )
            )
    return items


def rearranged(items: Sequence[PlannedItem], pressed: str) -> Sequence[PlannedItem]:
    """Return the lines after a button: ``up:<place>``, ``down:<place>`` or ``remove:<place>``."""
    verb, _, text = pressed.partition(":")
    place = int(text) if text.isdecimal() else -1
    moved = list(items)
    if not 0 <= place < len(moved):
        return moved
    item = moved.pop(place)
    if verb != "remove":
        moved.insert(max(0, place + (1 if verb == "down" else -1)), item)
    return moved


@router.post("/{template}/remove")
async def drop_agenda(request: Request, template: TemplateId) -> Response:
    """Remove a template; meetings made from it keep their agenda."""
    await services(request).registers.templates.remove(template)
    return go("/admin/agendas", "removed")
