"""The simulated members together: who comes first, what they share, and that they end."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from live.bots.bot import Bot
from live.bots.cast import CAST, Cast, CastSeat, Script
from live.bots.conduct.seen import SeenRoom
from live.bots.crew import in_turn, prepare
from live.bots.scenery import DrawnPerson, Hall
from live.bots.studio import Studio, scene_of

WITHIN_S = 30.0
"""How long a test waits for something that must happen."""
STUBBORN = """
import asyncio, live.bots.crew as crew

async def stay(*_):
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

crew.END_S, crew._prepare_and_play = 0.1, stay
cast = type("Cast", (), {"folder": "", "likenesses": None})
asyncio.run(crew.run(cast, print))
"""
"""A crew in which somebody does not hear that it is over."""


def seat(meeting: str, role: str, name: str, **more: object) -> CastSeat:
    return CastSeat(role=role, meeting=meeting, name=name, token="t", person=name, **more)  # type: ignore[arg-type]


SITE = CastSeat(
    role="site",
    meeting="m1",
    name="Nhà văn hóa",
    token="t",
    site="s1",
    camera=True,
    people=tuple(f"Người {number}" for number in range(12)),
)
SEATS = (
    seat("m1", "chair", "Hoàng Văn Lịch"),
    SITE,
    seat("m1", "member", "Lương Văn Đạo", camera=True),
    seat("m2", "chair", "Phạm Quốc Thịnh"),
    seat("m2", "member", "Tạ Minh Đức", camera=True),
)


def cast(folder: Path) -> Cast:
    scripts = tuple(
        Script(meeting=meeting, linger=0, manner="lively", chair="c", main_site="s1")
        for meeting in ("m1", "m2")
    )
    return Cast(url="ws://x/ws", folder=str(folder), seed=1, scripts=scripts, seats=SEATS)


def test_no_meeting_waits_for_another() -> None:
    assert [one.meeting for one in in_turn(SEATS)] == ["m1", "m2", "m1", "m2", "m1"]


async def test_rooms_are_drawn_first_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    studio = Studio(tmp_path)
    await prepare(cast(tmp_path), studio, lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert await studio.pictures(SITE) is await studio.pictures(SITE)


async def test_one_voice_is_made_once_for_all_who_hear_it(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    assert await studio.voice("Ma Thị Duyên") is await studio.voice("Ma Thị Duyên")
    assert await studio.voice("Ma Thị Duyên") != await studio.voice("Quan Thị Hiền")


def test_a_room_shows_a_table_full_of_people_and_a_member_one_face() -> None:
    hall, face = scene_of(SITE), scene_of(SEATS[2])
    assert isinstance(hall, Hall)
    assert len(hall.people) == 7
    assert isinstance(face, DrawnPerson)


async def test_many_meetings_share_a_few_pictures_and_voices(tmp_path: Path) -> None:
    halls = [replace(SITE, meeting=f"m{number}", name=f"Phòng {number}") for number in range(30)]
    assert len({scene_of(hall, 2) for hall in halls}) == 2
    assert len({scene_of(hall) for hall in halls}) == 30
    studio = Studio(tmp_path, 1)
    assert await studio.voice("Ma Thị Duyên") is await studio.voice("Quan Thị Hiền")
    assert await studio.voice("Ma Thị Duyên") is not await studio.voice("Lý A Sềnh")
    faces = {scene_of(replace(SEATS[2], name=f"Tạ Minh {number}"), 1) for number in range(9)}
    assert len(faces) == 1


def test_a_cast_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert CAST.validate_json(CAST.dump_json(cast(tmp_path))) == cast(tmp_path)


def test_seats_are_told_apart_over_restarts() -> None:
    assert len({one.key for one in SEATS}) == len(SEATS)


async def test_who_is_told_to_end_ends_though_something_happens_at_that_moment(
    tmp_path: Path,
) -> None:
    its, studio = cast(tmp_path), Studio(tmp_path)
    for turns in range(8):
        bot = Bot(its, SEATS[0], its.scripts[0], SeenRoom(), studio)
        behaving = asyncio.create_task(bot._behave())
        for _ in range(8):
            await asyncio.sleep(0)  # it waits for a change
        async with bot.client.changed:
            bot.client.changed.notify_all()
        for _ in range(turns):
            await asyncio.sleep(0)
        behaving.cancel()
        await asyncio.wait([behaving], timeout=WITHIN_S)
        assert behaving.cancelled(), turns


def test_a_crew_that_does_not_end_in_order_ends_anyhow_when_its_parent_has(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdin=subprocess.PIPE, cwd=tmp_path
    ) as crew:
        assert crew.stdin is not None
        crew.stdin.close()
        assert crew.wait(4 * WITHIN_S) == 1
