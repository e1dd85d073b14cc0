"""The small parts: QR codes, certificates, TURN credentials, the tree, plans, seats."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from live.clock import ManualClock
from live.ids import BranchId, LinkId, MeetingId, PersonId, UnitId
from live.meeting.evolve import fold
from live.meeting.permissions import SYSTEM, Role
from live.meeting.plan import create
from live.meeting.roster import Category
from live.meeting.state import Meeting, MeetingKind
from live.store.listing import members
from live.store.registers import Branch, Link, Person, Unit
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, ROOM, UNIT, VY
from web.admin.tree import grow, outside, totals
from web.boot import TURN_S, ice_servers
from web.links import AFTER_MEETING_MS
from web.organise.planning import MeetingBranch, Wish, likely_officers, officer, plan_meeting
from web.organise.seats import seats
from web.qr import LONGEST, svg
from web.settings import Settings
from web.tls import LIFETIME, self_signed

NOW = dt.datetime(2026, 12, 3, 12, 30, tzinfo=dt.UTC)


def test_a_qr_code_is_an_svg_that_brings_no_script() -> None:
    drawn = svg("https://example.vn/j/abc").decode()
    assert drawn.startswith("<svg")
    assert "script" not in drawn


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_what_no_phone_could_read_is_not_drawn(text: str) -> None:
    with pytest.raises(ValueError, match="length"):
        svg(text)


def test_a_certificate_names_this_machine_and_is_kept_until_it_nears_its_end(
    tmp_path: Path,
) -> None:
    cert, key = self_signed(tmp_path, NOW)
    read = x509.load_pem_x509_certificate(cert.read_bytes())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert ipaddress.ip_address("127.0.0.1") in names.get_values_for_type(x509.IPAddress)
    assert key.stat().st_mode & 0o077 == 0

    first = cert.read_bytes()
    self_signed(tmp_path, NOW + dt.timedelta(days=300))
    assert cert.read_bytes() == first
    self_signed(tmp_path, NOW + LIFETIME - dt.timedelta(days=10))
    assert cert.read_bytes() != first


def test_turn_credentials_expire_and_are_signed_as_coturn_checks_them() -> None:
    settings = Settings(turn_urls=("turn:a:3478", "turn:b:3478"), turn_secret="s")
    (server,) = ice_servers(settings, now_ms=1_000_000, token="a link")
    digest = hmac.digest(b"s", server["username"].encode(), hashlib.sha1)
    expires_s, _, whose = server["username"].partition(":")
    assert int(expires_s) == 1000 + TURN_S
    assert "a link" not in whose
    (other,) = ice_servers(settings, now_ms=1_000_000, token="another link")
    assert other["username"] != server["username"]
    assert server["credential"] == base64.b64encode(digest).decode()
    assert server["urls"] == ("turn:a:3478", "turn:b:3478")
    assert ice_servers(Settings(), now_ms=0) == []


def unit(name: str, parent: str | None) -> Unit:
    return Unit(id=UnitId(name), parent=UnitId(parent) if parent else None, name=name)


def test_the_tree_is_open_along_the_way_and_closed_elsewhere() -> None:
    units = [unit("tinh", None), unit("xa", "tinh"), unit("phuong", "tinh"), unit("to", "phuong")]
    branch = Branch(id=BranchId("b"), unit=UnitId("xa"), name="b")
    tree = grow(units, [branch], UnitId("xa"), branch.id)
    (root,) = tree.roots
    xa, phuong = root.children
    assert [each.id for each in tree.path] == ["tinh", "xa"]
    assert (xa.open, xa.branches) == (True, (branch,))
    assert (phuong.open, phuong.children) == (False, ())


def test_a_unit_whose_parent_is_gone_stands_at_the_top() -> None:
    (root,) = grow([unit("lost", "gone")], [], None).roots
    assert root.unit.name == "lost"


def test_a_unit_cannot_be_put_below_itself_or_what_is_below_it() -> None:
    units = [unit("a", None), unit("b", "a"), unit("c", "b"), unit("d", None)]
    assert [each.id for each in outside(units, UnitId("a"))] == ["d"]


def test_a_unit_counts_the_members_of_every_branch_below_it() -> None:
    units = [unit("tinh", None), unit("xa", "tinh"), unit("phuong", "tinh"), unit("moi", "tinh")]
    places = (("a", "xa"), ("b", "xa"), ("c", "phuong"))
    branches = [Branch(id=BranchId(b), unit=UnitId(u), name=b) for b, u in places]
    sums = totals(units, branches, {BranchId("a"): 22, BranchId("b"): 0, BranchId("c"): 46})
    assert dict(sums) == {"tinh": 68, "xa": 22, "phuong": 46}
    assert sums[UnitId("moi")] == 0


def test_people_without_a_number_get_the_next_free_one() -> None:
    new = replace(DAO, id=PersonId("new"), number=None, name="An")
    found = {member.person: member.number for member in members([new, LICH, DAO])}
    assert found == {"lich": 1, "dao": 3, "new": 2}


@pytest.mark.parametrize(
    ("role", "maker", "expected"),
    [
        (Role.ADMINISTRATOR, None, ("lich", "hien")),
        (Role.CHAIR, "lich", ("lich", "hien")),
        (Role.SECRETARY, "hien", ("lich", "hien")),
        (Role.SECRETARY, "dao", ("lich", "dao")),
        (Role.CHAIR, "dao", ("dao", "hien")),
        (Role.CHAIR, "hien", ("hien", None)),
        (Role.SECRETARY, "lich", (None, "lich")),
        (Role.SECRETARY, "of another branch", ("lich", "hien")),
        (Role.SUPERVISOR, "dao", ("lich", "hien")),
    ],
)
def test_who_makes_a_meeting_has_the_own_part_in_it_and_the_other_goes_by_office(
    role: Role, maker: str | None, expected: tuple[str | None, str | None]
) -> None:
    own = PersonId(maker) if maker else None
    assert likely_officers([LICH, HIEN, DAO], role, own) == expected


def test_offices_are_looked_for_in_their_order() -> None:
    deputy = replace(DAO, title="Phó bí thư")
    assert officer([deputy, LICH], ("bí thư", "phó bí thư")) == LICH.id
    assert officer([deputy], ("bí thư", "phó bí thư")) == deputy.id
    assert officer([HIEN], ("bí thư",)) is None


def meeting_of(*people: Person) -> Meeting:
    clock = ManualClock()
    wish = Wish(
        title="Tháng 12",
        kind=MeetingKind.REGULAR,
        scheduled_ms=clock.wall_ms(),
        chair=LICH.id,
        secretary=HIEN.id,
        state_secret=False,
    )
    host = MeetingBranch(branch=BRANCH, unit=UNIT, people=people, sites=[ROOM])
    plan = plan_meeting(wish, host, None, MeetingId("m"), "secret")
    numbers = iter(range(100))
    return fold([create(plan, SYSTEM, clock.wall_ms(), lambda: str(next(numbers)))])


def link(role: Role, person: Person, created_ms: int, revoked_ms: int | None = None) -> Link:
    return Link(
        id=LinkId(f"{role}-{created_ms}"),
        role=role,
        name=person.name,
        created_ms=created_ms,
        expires_ms=1000,
        meeting=MeetingId("m"),
        person=person.id,
        revoked_ms=revoked_ms,
    )


def test_a_plan_takes_the_main_rooms_place_and_the_branches_rules() -> None:
    meeting = meeting_of(LICH, HIEN, DAO)
    assert meeting.facts.place == ROOM.place
    assert meeting.facts.rules == BRANCH.settings


def test_everybody_has_a_seat_but_who_is_suspended() -> None:
    assert VY.category is Category.SUSPENDED
    found = seats(meeting_of(LICH, HIEN, DAO, VY), [], now_ms=0)
    names = {group: [seat.holder.name for seat in each] for group, each in found.items()}
    assert names == {
        "sites": [ROOM.name],
        "desk": [LICH.name, HIEN.name],
        "members": [DAO.name],
    }


def test_the_desk_stands_in_the_main_room_and_a_member_anywhere() -> None:
    found = seats(meeting_of(LICH, HIEN, DAO), [], now_ms=0)
    where = {group: {seat.holder.site for seat in each} for group, each in found.items()}
    assert where == {"sites": {ROOM.id}, "desk": {ROOM.id}, "members": {None}}


def test_a_seat_has_the_newest_link_that_is_good() -> None:
    meeting = meeting_of(LICH, HIEN, DAO)
    old, new = link(Role.MEMBER, DAO, 1), link(Role.MEMBER, DAO, 2)
    (seat,) = seats(meeting, [old, new], now_ms=10)["members"]
    assert seat.link == new
    over_ms = meeting.facts.scheduled_ms + AFTER_MEETING_MS
    (seat,) = seats(meeting, [old, new], now_ms=over_ms - 1)["members"]
    assert (seat.link, seat.ends_ms) == (new, over_ms)
    (seat,) = seats(meeting, [old, new], now_ms=over_ms)["members"]
    assert (seat.link, seat.revoked) == (None, False)
    (seat,) = seats(meeting, [link(Role.MEMBER, DAO, 1, revoked_ms=5)], now_ms=10)["members"]
    assert (seat.link, seat.revoked) == (None, True)


def test_links_of_another_part_and_of_a_phone_belong_to_the_same_seat() -> None:
    given = [link(Role.MEMBER, LICH, 1), link(Role.COMPANION, LICH, 2)]
    chair = seats(meeting_of(LICH, HIEN, DAO), given, now_ms=10)["desk"][0]
    assert (chair.link, chair.links, chair.key) == (given[0], tuple(given), "chair:lich")
    phone = link(Role.COMPANION, DAO, 1)
    (seat,) = seats(meeting_of(LICH, HIEN, DAO), [phone], now_ms=10)["members"]
    assert (seat.link, seat.links) == (None, (phone,))
