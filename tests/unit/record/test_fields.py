"""The fields of documents: all are in the table, none is missing, all are plain JSON."""

import dataclasses
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from live.bots.rosters import BranchRoster
from live.record.fields import MINUTES_FIELDS, RESOLUTION_FIELDS, fields
from live.record.minutes import draft
from live.record.resolution import resolution
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.room import Room, opened
from tests.unit.meeting.test_rosters import attended

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def paths(value: Any, at: str = "") -> set[str]:
    """Return every path of a value, as the tables write them."""
    if isinstance(value, dict):
        return {p for key, each in value.items() for p in paths(each, f"{at}.{key}" if at else key)}
    if isinstance(value, list):
        return {p for each in value for p in paths(each, f"{at}[]")} or {f"{at}[]"}
    return {at}


def listed(table: set[str], found: set[str]) -> set[str]:
    """Return the table's paths, those below an empty list as the list itself."""
    empty = {path for path in found if path.endswith("[]") and path not in table}
    return {next((e for e in empty if path.startswith(f"{e}.")), path) for path in table}


@pytest.mark.parametrize("room", [Room(), opened()], ids=["draft", "open"])
def test_the_tables_list_exactly_the_fields(room: Room) -> None:
    minutes = paths(fields(draft(room.meeting, ZONE)))
    assert minutes == listed(set(MINUTES_FIELDS), minutes)
    resolved = paths(fields(resolution(room.meeting, ZONE)))
    assert resolved == listed(set(RESOLUTION_FIELDS), resolved)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("12", "12-BB/CB"),
        ("12-BB/CBNK", "12-BB/CBNK"),
        ("12-BB", "12-BB/CB"),
        ("", "…-BB/CB"),
        ("12/2026", "12/2026-BB/CB"),
    ],
)
def test_a_number_gets_the_symbol_of_minutes_unless_one_was_typed(
    number: str, printed: str
) -> None:
    heading = dataclasses.replace(draft(opened().meeting, ZONE).heading, number=number)
    minutes = dataclasses.replace(draft(opened().meeting, ZONE), heading=heading)
    assert fields(minutes)["so_ky_hieu"] == printed


def test_a_meeting_without_a_place_was_held_in_its_main_room() -> None:
    meeting = opened().meeting
    assert (meeting.facts.place, draft(meeting, ZONE).place) == ("", "Nhà văn hóa")


def test_fields_are_plain_json() -> None:
    made = fields(draft(opened().meeting, ZONE))
    assert json.loads(json.dumps(made, ensure_ascii=False)) == made


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_the_figures_of_a_sample_branch_are_in_its_minutes(
    roster: BranchRoster, expected: Expected
) -> None:
    made = fields(draft(attended(roster).meeting, ZONE))
    assert expected.listed == made["tong_so"]
    assert (expected.in_room, expected.online) == (made["truc_tiep"], made["truc_tuyen"])
    assert (expected.present, expected.base) == (made["co_mat_tinh_ty_le"], made["dien_tinh_ty_le"])
    assert made["ty_le"] == f"{expected.rate_pct:.1f}".removesuffix(".0").replace(".", ",")
    assert (expected.excused, expected.unexcused) == (
        len(made["vang_co_ly_do"]),
        len(made["vang_khong_ly_do"]),
    )
    assert (expected.denominator, expected.pass_at) == (made["mau_so"], made["can_tan_thanh"])
    assert made["mau_so_cach_tinh"].endswith(f"= {expected.denominator}")
