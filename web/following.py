"""Updates unopened meetings after every change of a branch or unit in the registers.

Routers whose routes change registers use `FollowedRoute` as their route class, so that no route can
forget it: after a request that may have changed something, the meetings of the branch in its path,
or of the branches of the unit in its path, follow the registers.
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
        """Return the handler of the route, followed by `follow`."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            response = await handler(request)
            if request.method in CHANGES:
                await follow(request)
            return response

        return handled


async def follow(request: Request) -> None:
    """Let meetings follow the registers that a request changed, in the name of its account."""
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
