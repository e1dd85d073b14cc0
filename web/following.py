"""Meetings to come follow the registers: after every change of a branch or unit, whoever made it.

A router whose routes change registers takes `FollowedRoute` as its class. So no route can forget:
once a request that may change something was answered, the meetings of the branch that its path
names, or of the branches of the unit, follow.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from typing_extensions import override

from live.ids import BranchId
from web.access import account_required
from web.admission import actor_of
from web.services import services

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

CHANGES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class FollowedRoute(APIRoute):
    """A route after which the meetings of its branch follow the registers."""

    @override
    def get_route_handler(self) -> Handler:
        """Return the handler of the route, with what comes after it."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            response = await handler(request)
            if request.method in CHANGES:
                await follow(request)
            return response

        return handled


async def follow(request: Request) -> None:
    """Let meetings follow what a request has changed, in the name of who sent it."""
    parts = services(request)
    for branch in await _branches(request):
        await parts.meetings.follow(branch, actor_of(account_required(request)))


async def _branches(request: Request) -> Sequence[BranchId]:
    path = request.path_params
    if branch := path.get("branch"):
        return [BranchId(branch)]
    if unit := path.get("unit"):
        return [each.id for each in await services(request).registers.branches.find(unit=unit)]
    return []
