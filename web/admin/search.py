"""One search over units, branches, people and accounts; diacritics and case do not matter."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.rosters.words import plain
from web.admin.frame import admin_page
from web.services import services

MOST: Final = 50
"""Most results shown of one kind. Chosen."""

router = APIRouter(prefix="/admin/search", include_in_schema=False)


@router.get("")
async def search_page(request: Request, q: str = "") -> Response:
    """Show everything whose name holds all words that were typed."""
    registers = services(request).registers
    words = plain(q).split()

    def fits(text: str) -> bool:
        return bool(words) and all(word in plain(text) for word in words)

    branches = await registers.branches.find()
    units = [unit for unit in await registers.units.find() if fits(unit.name)]
    people = [each for each in await registers.people.find(active=True) if fits(each.name)]
    accounts = [
        each for each in await registers.accounts.find() if fits(f"{each.name} {each.username}")
    ]
    return admin_page(
        request,
        "search.html",
        query=q[:100],
        units=units[:MOST],
        branches=[branch for branch in branches if fits(branch.name)][:MOST],
        people=people[:MOST],
        accounts=accounts[:MOST],
        branch_names={branch.id: branch.name for branch in branches},
    )
