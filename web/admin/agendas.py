"""Agenda templates: data of a unit and all below it, or of everybody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import TemplateId, UnitId
from live.meeting.plan import PlannedItem
from live.meeting.state import MeetingKind
from live.meeting.templates import COMBINED, MODEL, MONTHLY, THEMATIC
from live.store.registers import Registers, Template
from web.admin.frame import admin_page, found, go
from web.forms import (
    EMPTY,
    LOCAL,
    FilledForm,
    Form,
    Id,
    Minutes,
    Name,
    check,
    read_form,
    typed_untrusted,
)
from web.services import services

LONGEST: Final = 60
"""Most lines of one agenda; chosen."""
NO_MINUTES: Final = "admin.problem.minutes"

STANDARD: Final = (
    ("standard-monthly", "Sinh hoạt định kỳ hằng tháng", MeetingKind.REGULAR, MONTHLY),
    ("standard-thematic", "Sinh hoạt chuyên đề", MeetingKind.THEMATIC, THEMATIC),
    ("standard-combined", "Sinh hoạt định kỳ kết hợp chuyên đề", MeetingKind.COMBINED, COMBINED),
    ("standard-model", "Sinh hoạt chi bộ mẫu", MeetingKind.MODEL, MODEL),
)
"""The templates put into a new database; content that may be changed, not screen text."""

router = APIRouter(prefix="/admin/agendas", include_in_schema=False)


class NameForm(Form):
    """What a template is called."""

    name: Name


class LineForm(Form):
    """A line of a template."""

    title: Name
    minutes: Minutes


class NewAgendaForm(NameForm):
    """A new template."""

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


async def show(request: Request, form: FilledForm[Form] = EMPTY) -> Response:
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
    record = found(await services(request).registers.templates.get(template))
    return await show_lines(request, record, shown(record))


async def show_lines(request: Request, record: Template, lines: "Lines") -> Response:
    """Show a template with its lines as they stand, or as they were typed and could not be kept."""
    unit = await services(request).registers.units.get(record.unit) if record.unit else None
    total_min = sum(item.planned_min for item in record.items if item.counted)
    return admin_page(
        request,
        "agenda.html",
        422 if lines.problems else 200,
        agenda=record,
        unit=unit,
        total_min=total_min,
        values=lines.typed,
        problems=lines.problems,
        places=range(lines.count),
    )


@router.post("/{template}")
async def change_agenda_template(request: Request, template: TemplateId) -> Response:
    """Save all lines; with a button, also move, remove or add one, or go on elsewhere."""
    registers = services(request).registers
    record = found(await registers.templates.get(template))
    sent = typed_untrusted(await request.form())
    pressed, _, what = sent.get("do", "").partition(":")
    lines = lines_untrusted(sent, removed=what if pressed == "remove" else "")
    if lines.problems:
        return await show_lines(request, record, lines)
    items = rearranged(lines.items, sent.get("do", ""))
    name = sent["name"].strip()
    await registers.templates.put(replace(record, name=name, items=tuple(items)))
    if pressed == "go" and LOCAL.fullmatch(what):
        return go(what)
    return go(f"/admin/agendas/{template}", "saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a page: as typed, and what they make when all fit."""

    typed: Mapping[str, str]
    """Every field of the page by name: ``name``, and of each line ``title.<place>`` and so on."""
    count: int
    """How many lines the page has; the last is for a new one."""
    items: Sequence[PlannedItem] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    """Keys of sentences by field."""


def shown(record: Template) -> Lines:
    """Return the lines of a template as its page shows them."""
    typed = {"name": record.name}
    for place, item in enumerate(record.items):
        typed |= {
            f"kind.{place}": item.kind,
            f"title.{place}": item.title,
            f"minutes.{place}": str(item.planned_min),
            **({f"required.{place}": "on"} if item.required else {}),
            **({f"counted.{place}": "on"} if item.counted else {}),
        }
    return Lines(typed=typed, count=min(len(record.items) + 1, LONGEST), items=record.items)


def lines_untrusted(sent: Mapping[str, str], removed: str = "") -> Lines:
    """Read the lines of the page; the last one is left out when it has no title, and nothing is
    said against the one that is to go."""
    count = sum(f"title.{place}" in sent for place in range(LONGEST))
    problems = dict(check(NameForm, {"name": sent.get("name", "")}).problems)
    items = []
    for place in range(count):
        title, minutes = sent.get(f"title.{place}", ""), sent.get(f"minutes.{place}", "")
        if place == count - 1 and not title.strip():
            continue
        line = check(LineForm, {"title": title, "minutes": minutes})
        if line.value is None and str(place) != removed:
            problems |= {f"{name}.{place}": key for name, key in line.problems.items()}
        items.append(
            PlannedItem(
                kind=sent.get(f"kind.{place}", "")[:40] or "other",
                title=line.value.title if line.value else title,
                planned_min=line.value.minutes if line.value else 0,
                required=f"required.{place}" in sent,
                counted=f"counted.{place}" in sent,
            )
        )
    problems = {
        name: NO_MINUTES if name.startswith("minutes.") else key for name, key in problems.items()
    }
    return Lines(typed=sent, count=count, items=items, problems=problems)


def rearranged(items: Sequence[PlannedItem], pressed: str) -> Sequence[PlannedItem]:
    """Return the lines after a button: ``up:<place>``, ``down:<place>`` or ``remove:<place>``."""
    verb, _, text = pressed.partition(":")
    place = int(text) if re.fullmatch("[0-9]{1,4}", text) else -1
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
