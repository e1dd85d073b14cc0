"""A program in this process, and visitors who ask it for pages as browsers do."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from argon2 import PasswordHasher

from live.clock import ManualClock
from live.ids import AccountId, BranchId, MeetingId, PersonId, SiteId, UnitId, random_id
from live.meeting.permissions import Actor, Role
from live.meeting.roster import Category
from live.meeting.state import MeetingKind
from live.store.directory import follow, save_account
from live.store.registers import Account, Branch, Person, Site, Unit
from web import auth
from web.app import create_app
from web.organise.planning import MeetingBranch, Wish, plan_meeting
from web.services import Services
from web.settings import Settings

PASSWORD: Final = "mật khẩu đủ dài"
UNIT: Final = Unit(id=UnitId("xa"), parent=None, name="Đảng ủy xã Thượng Bình", kind="Đảng bộ xã")
BRANCH: Final = Branch(id=BranchId("na-khoang"), unit=UNIT.id, name="Chi bộ thôn Nà Khoang")
OTHER_BRANCH: Final = Branch(id=BranchId("khe-bac"), unit=UNIT.id, name="Chi bộ Khe Bạc")
LICH: Final = Person(
    id=PersonId("lich"), branch=BRANCH.id, number=1, name="Hoàng Văn Lịch", title="Bí thư"
)
HIEN: Final = Person(
    id=PersonId("hien"), branch=BRANCH.id, number=2, name="Quan Thị Hiền", title="Thư ký"
)
DAO: Final = Person(id=PersonId("dao"), branch=BRANCH.id, number=3, name="Lương Văn Đạo")
VY: Final = Person(
    id=PersonId("vy"),
    branch=BRANCH.id,
    number=4,
    name="Hà Quang Vỹ",
    category=Category.SUSPENDED,
)
ROOM: Final = Site(
    id=SiteId("nvh"), branch=BRANCH.id, name="Nhà văn hóa", place="Thôn Nà Khoang", main=True
)
ROLES: Final = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.CHAIR, Role.SECRETARY)


class Visitor(httpx.AsyncClient):
    """A browser: keeps cookies, sends what browsers send, follows no redirect by itself."""

    async def send_form(self, path: str, data: Mapping[str, Any] | None = None) -> httpx.Response:
        """Send a form as a page of the program does."""
        headers = {"sec-fetch-site": "same-origin"}
        return await self.post(path, data=data or {}, headers=headers)

    async def done(self, path: str, data: Mapping[str, Any] | None = None) -> str:
        """Send a form that must be accepted; return where the browser is sent."""
        response = await self.send_form(path, data)
        assert response.status_code == 303, words(response)
        return response.headers["location"]


def words(response: httpx.Response) -> str:
    """Return what a person reads of a page."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()


@dataclass(frozen=True, slots=True)
class House:
    """The running program, its parts and its clock."""

    app: Any
    parts: Services
    clock: ManualClock

    def visitor(self) -> Visitor:
        """Return somebody who has just opened a browser."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return Visitor(transport=transport, base_url="http://diemcau.test")

    async def account(self, role: Role) -> Account:
        """Return the account of a role, as `seeded` made it."""
        found = await self.parts.registers.accounts.get(f"a-{role}")
        assert found is not None
        return found

    async def as_role(self, role: Role | None) -> Visitor:
        """Return a visitor who is signed in in a role; None: not at all."""
        visitor = self.visitor()
        if role is not None:
            account = await self.account(role)
            session = await self.parts.sessions.begin(account, "127.0.0.1", "Firefox/140.0")
            visitor.cookies.set(self.parts.session_cookie, self.parts.sessions.cookie(session))
        return visitor

    async def meeting(
        self, branch: Branch = BRANCH, kind: MeetingKind = MeetingKind.REGULAR
    ) -> MeetingId:
        """Make a meeting of a branch and return its id."""
        registers = self.parts.registers
        host = MeetingBranch(
            branch=branch,
            unit=UNIT,
            people=await registers.people.find(branch=branch.id),
            sites=await registers.sites.find(branch=branch.id),
        )
        wish = Wish(
            title="Sinh hoạt chi bộ tháng 12",
            kind=kind,
            scheduled_ms=self.clock.wall_ms() + 3600_000,
            chair=LICH.id if branch is BRANCH else None,
            secretary=HIEN.id if branch is BRANCH else None,
            state_secret=False,
        )
        template = await registers.templates.get("standard-monthly")
        plan = plan_meeting(wish, host, template, MeetingId(random_id()), "secret")
        return await self.parts.meetings.create(plan, Actor(role=Role.ADMINISTRATOR, name="Q"))


@asynccontextmanager
async def house_in(folder: Path) -> AsyncIterator[House]:
    """Run a program with an empty database in a folder."""
    clock = ManualClock()
    settings = Settings(
        data=folder, secret="a secret for tests only", media=("in-process",), media_port=0
    )
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        yield House(app, app.state.services, clock)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[House]:
    """A program with an empty database."""
    async with house_in(tmp_path) as house:
        yield house


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords in a moment: that real ones take long is for whoever guesses.

    `test_auth` says what the real parameters are.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        auth.nobody.cache_clear()
        yield
    auth.nobody.cache_clear()


@pytest.fixture(scope="session")
def password_hash(quick_hashes: None) -> str:
    """The hash of `PASSWORD`."""
    return auth.HASHER.hash(PASSWORD)


@pytest.fixture
async def house(empty: House, password_hash: str) -> House:
    """A program with a unit, two branches, four people and an account of every role."""
    return await furnish(empty, password_hash)


async def furnish(empty: House, password_hash: str) -> House:
    """Put a unit, two branches, four people and an account of every role into a program."""
    registers = empty.parts.registers
    await registers.units.put(UNIT)
    await registers.branches.put(BRANCH, OTHER_BRANCH)
    await registers.people.put(LICH, HIEN, DAO, VY)
    await registers.sites.put(ROOM)
    people = {Role.CHAIR: LICH.id, Role.SECRETARY: HIEN.id}
    for role in ROLES:
        account = Account(
            id=AccountId(f"a-{role}"),
            username=str(role),
            name=f"Đồng chí {role}",
            password_hash=password_hash,
            role=role,
            person=people.get(role),
            unit=UNIT.id if role is Role.SUPERVISOR else None,
        )
        await save_account(registers, account)
    await follow(registers, AccountId(f"a-{Role.SUPERVISOR}"), [BRANCH.id])
    return empty
