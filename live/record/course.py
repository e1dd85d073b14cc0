"""What happened item by item, as the texts of the minutes' second part say it. Pure."""

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from live.ids import ItemId
from live.meeting.agenda import numbers, outside_items
from live.meeting.scoring import CONCLUDING
from live.meeting.state import Item, ItemState, Meeting, Phase, Turn, TurnKind
from live.record.attending import ItemAttendance, in_force
from live.record.blocks import TextBlock, block_of_item
from live.record.wording import Names, hour, lines, local, sentence

_WITHOUT_NOTE: Final = {
    TurnKind.POINT_OF_ORDER: "nêu ý kiến về trình tự.",
    TurnKind.REPLY: "phát biểu trả lời.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCourse:
    """One item of the agenda and how it went."""

    item: ItemId
    number: str
    title: str
    began: dt.datetime | None
    ended: dt.datetime | None
    attendance: ItemAttendance | None
    block: TextBlock
    """Who spoke and what, one a line; then the conclusion."""


def courses(meeting: Meeting, names: Names, zone: dt.tzinfo) -> tuple[ItemCourse, ...]:
    """Return all items that belong to the branch's meeting, in their order."""
    number = numbers(meeting.agenda.items)
    off_ms = meeting.facts.off_ms

    def when(ms: int | None) -> dt.datetime | None:
        return None if ms is None else local(ms, off_ms, zone)

    return tuple(
        ItemCourse(
            item=item.id,
            number=number[item.id],
            title=item.title,
            began=when(item.started_ms),
            ended=when(item.finished_ms),
            attendance=in_force(meeting, item, names),
            block=block_of_item(
                meeting,
                item.id,
                f"{number[item.id]}. {item.title}",
                "\n".join(_course(meeting, item, names)),
            ),
        )
        for item in meeting.agenda.items
        if item.counted
    )


def other_turns(meeting: Meeting, names: Names) -> str:
    """Return who spoke while no item was current, or one before the first that counts."""
    items = meeting.agenda.items
    others = {item.id for item in items if not item.counted} - outside_items(items)
    return "\n".join(_turns(meeting, {None, *others}, names))


def outside_turns(meeting: Meeting, names: Names) -> str:
    """Return who spoke in the talk after the branch's meeting, and what."""
    return "\n".join(_turns(meeting, outside_items(meeting.agenda.items), names))


def heading(course: ItemCourse) -> str:
    """Return the line above an item: number, title, hours, attendance in force."""
    told = []
    if course.began:
        until = f"–{hour(course.ended)}" if course.ended else ""
        told.append(f"{hour(course.began)}{until}")
    if here := course.attendance:
        told.append(f"có mặt {here.present} đồng chí")
        told.extend(f"đến thêm: {name}" for name in here.came)
        told.extend(f"ra về: {name}" for name in here.left)
    words = f"{course.number}. {course.title}"
    return f"{words} ({'; '.join(told)})" if told else words


def conclusion(meeting: Meeting) -> str:
    """Return the chair's conclusion: that of the concluding item, else of all items."""
    items = [item for item in meeting.agenda.items if item.counted]
    final = [item.conclusion for item in items if item.kind == CONCLUDING and item.conclusion]
    if final:
        return "\n".join(final)
    number = numbers(meeting.agenda.items)
    return "\n".join(
        f"Mục {number[item.id]} ({item.title}): {item.conclusion}"
        for item in items
        if item.conclusion
    )


def _course(meeting: Meeting, item: Item, names: Names) -> Iterator[str]:
    if item.state is ItemState.SKIPPED:
        yield f"Không thực hiện. Lý do: {sentence(item.reason or '…')}"
    elif item.state is ItemState.PENDING and meeting.facts.phase is Phase.CLOSED:
        yield "Chưa thực hiện."
    if item.presenter and item.started_ms is not None:
        yield f"{names.comrade(item.presenter)} trình bày."
    yield from _turns(meeting, {item.id}, names)
    if item.conclusion and item.kind != CONCLUDING:
        yield f"Kết luận: {item.conclusion}"


def _turns(meeting: Meeting, items: Set[ItemId | None], names: Names) -> Iterator[str]:
    for turn in meeting.floor.turns:
        if turn.item in items:
            yield from _turn(meeting, turn, names)


def _turn(meeting: Meeting, turn: Turn, names: Names) -> Iterator[str]:
    guest = meeting.supervision.guests.get(turn.person)
    who = names.comrade(turn.person)
    if guest and turn.person not in meeting.members:
        of = ", ".join(filter(None, (guest.title, guest.unit)))
        who = f"{who}, {of}" if of else who
    first, *more = lines(turn.note) or ("",)
    if first:
        yield f"{who}: {first}"
        yield from more
    else:
        yield f"{who} {_WITHOUT_NOTE.get(turn.kind, 'phát biểu.')}"
