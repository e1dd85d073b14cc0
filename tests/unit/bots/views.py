"""A view of a meeting in progress, as the protocol describes it, for simulated people to see."""

from typing import Any

from live.bots.cast import CastSeat, Latecomer, Script
from live.bots.conduct.seen import Seen

NOW_MS = 1_790_000_000_000

SCRIPT = Script(
    meeting="m1",
    linger=1,
    manner="lively",
    chair="p-chair",
    main_site="s-main",
    latecomers=(Latecomer(person="p-late", number=9, site="s-main", after_s=10),),
)


def seat(role: str, **more: Any) -> CastSeat:
    return CastSeat(role=role, meeting="m1", name="Ma Thị Duyên", token="t", **more)  # type: ignore[arg-type]


def item(name: str, state: str = "pending", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "discussion",
        "state": state,
        "presenter": None,
        "started_ms": NOW_MS if state == "current" else None,
        **more,
    }


def row(state: str = "present", **more: Any) -> dict[str, Any]:
    return {"state": state, "where": "room", "connected": False, **more}


def turn(person: str = "p-1", **more: Any) -> dict[str, Any]:
    return {
        "id": "t-1",
        "person": person,
        "item": "i-2",
        "site": None,
        "spoken_ms": 0,
        "running_since_ms": NOW_MS,
        "limit_s": 300,
        "interposed": None,
        **more,
    }


def view(**more: Any) -> dict[str, Any]:
    """Return an open meeting at its second item, nobody speaking, two people in the room."""
    floor = {
        "preset": "queue",
        "limit_s": 300,
        "overtime": "count_up",
        "new_speakers_first": False,
        "turn": None,
        "queue": [],
        "round": None,
        "open": [],
        "not_spoken": [],
        "turns": [],
        **more.pop("floor", {}),
    }
    rows = {"p-chair": row(), "p-1": row(), "p-2": row(), "p-late": row("unchecked", where=None)}
    return {
        "meeting": {"state": more.pop("state", "open")},
        "me": {
            "request": None,
            "turn": None,
            "checked_in": False,
            "devices": 1,
            **more.pop("me", {}),
        },
        "people": {name: {"name": name, "site": "s-main"} for name in rows},
        "agenda": {
            "items": more.pop("items", [item("i-1", "done"), item("i-2", "current")]),
            "current": more.pop("current", "i-2"),
        },
        "floor": floor,
        "ballots": more.pop("ballots", []),
        "attendance": {"rows": more.pop("rows", rows), "roll_call": more.pop("roll_call", None)},
        **more,
    }


def seen(after_ms: int = 0, **more: Any) -> Seen:
    return Seen(view(**more), NOW_MS + after_ms)
