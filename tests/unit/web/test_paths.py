"""Fresh TURN credentials and trials of the path, for whose token is good and for nobody else."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from live.meeting.permissions import Role
from signaling import limits
from tests.unit.web.conftest import DAO, ROOM, House
from web.boot import TURN_S
from web.links import Holder

OFFER: Final = (Path(__file__).parents[2] / "data/offer_chromium.sdp").read_bytes().decode()
TURN: Final = ("turn:turn.test:3478",)


async def shown(house: House, role: Role = Role.MEMBER) -> dict[str, str]:
    """Return the header that shows the token of somebody's link."""
    holder = Holder(role=role, name="Đạo", person=DAO.id, site=ROOM.id)
    (link,) = await house.parts.links.issue([holder], await house.meeting())
    return {"authorization": f"Bearer {house.parts.links.token(link)}"}


def with_turn(house: House) -> None:
    """Let the program know a TURN server."""
    settings = replace(house.parts.settings, turn_urls=TURN, turn_secret="of both")
    house.app.state.services = replace(house.parts, settings=settings)


async def test_page_that_stays_open_gets_credentials_that_were_made_now(house: House) -> None:
    with_turn(house)
    token, visitor = await shown(house), house.visitor()
    first = (await visitor.post("/api/media/ice", headers=token)).json()
    house.clock.advance(600_000)
    answer = await visitor.post("/api/media/ice", headers=token)
    (server,) = answer.json()
    assert server["urls"] == list(TURN)
    expires_s = int(server["username"].split(":")[0])
    assert expires_s == house.clock.wall_ms() // 1000 + TURN_S
    assert server != first[0]
    assert answer.headers["cache-control"] == "no-store"


async def test_program_without_turn_has_no_credentials_to_give(house: House) -> None:
    answer = await house.visitor().post("/api/media/ice", headers=await shown(house))
    assert answer.json() == []


@pytest.mark.parametrize("path", ["/api/media/ice", "/api/media/trial"])
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer nonsense"}])
async def test_nobody_gets_anything_without_a_good_token(
    house: House, path: str, headers: dict[str, str]
) -> None:
    with_turn(house)
    answer = await house.visitor().post(path, headers=headers, json={"sdp": OFFER})
    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_link"


async def test_trial_is_answered_and_takes_nobodys_place(house: House) -> None:
    token, visitor = await shown(house), house.visitor()
    for count in (1, 2):
        answer = await visitor.post("/api/media/trial", headers=token, json={"sdp": OFFER})
        assert "a=ice-lite" in answer.json()["sdp"]
        assert house.parts.engine.stats()["peers"] == count
    assert house.parts.signaling.stats()["signaling_peers"] == 0


async def test_who_has_no_media_tries_no_path(house: House) -> None:
    token = await shown(house, Role.COMPANION)
    answer = await house.visitor().post("/api/media/trial", headers=token, json={"sdp": OFFER})
    assert answer.json()["code"] == "no_media_for_role"


async def test_offer_that_is_none_is_refused_and_so_are_too_many(house: House) -> None:
    token, visitor = await shown(house), house.visitor()
    codes = []
    for _ in range(limits.BURST_OFFERS + 1):
        answer = await visitor.post("/api/media/trial", headers=token, json={"sdp": "hello"})
        codes.append(answer.json()["code"])
    assert set(codes[:-1]) == {"bad_offer"}
    assert codes[-1] == "too_many_offers"
    assert house.parts.engine.stats()["peers"] == 0
