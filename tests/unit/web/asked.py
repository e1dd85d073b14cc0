"""Requests to a program that has something of everything, and those that it failed."""

from collections.abc import Mapping

import httpx

from live.meeting.permissions import Role
from tests.unit.web.conftest import BRANCH, LICH, ROOM, UNIT, House, Visitor


async def known_in(house: House) -> Mapping[str, str]:
    """Return what stands in addresses → something that there is."""
    meeting = await house.meeting()
    administrator = await house.account(Role.ADMINISTRATOR)
    return {
        "unit": UNIT.id,
        "branch": BRANCH.id,
        "person": LICH.id,
        "site": ROOM.id,
        "account": administrator.id,
        "template": "standard-monthly",
        "meeting": meeting,
    }


class Failures(list[str]):
    """The requests that the program failed."""

    async def send(self, visitor: Visitor, request: httpx.Request, what: object = "") -> None:
        """Send a request and keep it when it failed."""
        response = await visitor.send(request)
        if response.status_code >= 500:
            self.append(f"{response.status_code} {request.method} {request.url.path} {what!r:.200}")
