"""What a wall shows is recorded once it has lasted; a tour that passes leaves nothing behind."""

import re
from itertools import count
from pathlib import Path

import pytest

from live.bus import LocalBus
from live.clock import ManualClock
from live.errors import StoreUnavailable
from live.ids import DeviceId, MeetingId, NodeId, PersonId
from live.media.preference import MediaPreference
from live.meeting.state import Guest
from live.meeting.words import PictureSize
from live.service import Meetings
from signaling.admission import Admission
from signaling.client import Client
from signaling.hub import Hub
from signaling.negotiate import Negotiator
from signaling.peers import PeerConnection
from signaling.pictures import (
    LARGE_S,
    LESS_S,
    LOOK_S,
    TILE_S,
    PictureKeeper,
    WallSight,
    delay_s,
    due,
    shown,
)
from signaling.presence import PresenceKeeper, Process
from signaling.stage import Viewer, WallWish
from tests.memory import MemoryEvents
from tests.unit.signaling.world import FakeEngine, actor, open_meetings

NONE, TILE, LARGE = PictureSize
M, N = MeetingId("m"), MeetingId("n")
JUST = 0.001
"""Seconds before a moment."""


def test_a_step_of_the_automatic_tour_is_not_a_large_picture_on_record() -> None:
    tour = Path("web/static/js/ui/wall/tour.js").read_text()
    (stay_ms,) = re.findall(r"^const STAY_MS = ([\d_]+);", tour, re.MULTILINE)
    assert int(stay_ms) + LOOK_S * 1000 < LARGE_S * 1000


@pytest.mark.parametrize(
    ("recorded", "wanted", "lasted", "change"),
    [
        (NONE, TILE, TILE_S - JUST, None),
        (NONE, TILE, TILE_S, TILE),
        (TILE, LARGE, LARGE_S - JUST, None),
        (TILE, LARGE, LARGE_S, LARGE),
        (NONE, LARGE, TILE_S - JUST, None),
        (NONE, LARGE, TILE_S, TILE),
        (NONE, LARGE, LARGE_S, LARGE),
        (LARGE, TILE, LESS_S - JUST, None),
        (LARGE, TILE, LESS_S, TILE),
        (TILE, NONE, LESS_S - JUST, None),
        (TILE, NONE, LESS_S, NONE),
        (TILE, TILE, 1000.0, None),
        (LARGE, LARGE, 1000.0, None),
    ],
)
def test_a_change_is_recorded_once_it_has_lasted(
    recorded: PictureSize, wanted: PictureSize, lasted: float, change: PictureSize | None
) -> None:
    found = due(recorded, WallSight(wanted, 100.0), 100.0 + lasted)
    assert found == (None if change is None else (change, 100.0))


def test_less_takes_longer_than_a_look_beside_it() -> None:
    assert delay_s(LARGE, NONE) == delay_s(TILE, NONE) == LESS_S > LARGE_S > TILE_S


def test_the_largest_of_a_devices_walls_counts_and_only_with_pictures() -> None:
    walls = [WallWish(meetings=(M, N), large=N), WallWish(meetings=(M,), large=M)]
    assert shown(walls, MediaPreference.FULL) == {M: LARGE, N: LARGE}
    assert shown(walls[:1], MediaPreference.FULL) == {M: TILE, N: LARGE}
    assert shown(walls, MediaPreference.SOUND) == {}
    assert shown([WallWish(large=M)], MediaPreference.FULL) == {}


class Wall:
    """A supervisor at a wall of two meetings, on a clock that a test moves."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        numbers = count(1)
        self.events = MemoryEvents()
        bus = LocalBus(self.clock.monotonic)
        self.meetings = Meetings(self.events, bus, self.clock, lambda: f"i{next(numbers)}")
        self.hub = Hub(self.meetings, bus, self.clock)
        self.negotiator = Negotiator(FakeEngine(), self.hub.state, self.clock.monotonic)
        self.presence = PresenceKeeper(self.meetings, bus, Process(NodeId("n1")), self.clock)
        self.keeper = PictureKeeper(self.meetings, self.hub, self.negotiator, self.clock)
        who = actor("supervisor")
        self.client = Client(
            id="c1", token="t", device=DeviceId("d"), number=0, opened_ms=0,
            admission=Admission(
                key="k", session="s", actor=who, meetings=frozenset({M, N}), expires_ms=None
            ),
        )  # fmt: skip

    async def begin(self) -> None:
        await open_meetings(self.meetings, M, N)
        for meeting in (M, N):
            await self.presence.came(meeting, self.client.actor)
            watch = await self.hub.watch(meeting, self.client.actor, self.client.outbox)
            self.client.watches[meeting] = watch
        peer = PeerConnection(
            id="p", pc="a", client=self.client,  # type: ignore[arg-type]
            receiver=Viewer(actor=self.client.actor, slots=(), wish=WallWish()),
        )  # fmt: skip
        self.negotiator.peers[peer.id] = peer

    async def shows(
        self, seconds: float, *meetings: MeetingId, large: MeetingId | None = None
    ) -> None:
        """Let the wall show this for so long, looked at every second."""
        self.negotiator.show(self.client, "a", WallWish(meetings=meetings, large=large))
        for _ in range(int(seconds)):
            await self.keeper.look([self.client])
            await self.hub.refresh(M)
            await self.hub.refresh(N)
            self.clock.advance(1000)
        await self.keeper.look([self.client])
        await self.hub.refresh(M)
        await self.hub.refresh(N)

    async def guest(self, meeting: MeetingId = M) -> Guest:
        return (await self.meetings.state(meeting)).supervision.guests[PersonId("guest")]

    async def versions(self) -> int:
        return sum([(await self.meetings.state(each)).version for each in (M, N)])


async def wall() -> Wall:
    it = Wall()
    await it.begin()
    return it


async def test_a_tile_that_stays_is_recorded_from_when_it_came() -> None:
    it = await wall()
    began_ms = it.clock.wall_ms()
    await it.shows(60, M, N)
    guest = await it.guest()
    assert list(guest.pictures.values()) == [TILE]
    assert {span.way.value: span.from_ms for span in guest.spans} == {
        "follow": began_ms,
        "tile": began_ms,
    }


async def test_a_tour_leaves_no_more_than_the_tiles_behind() -> None:
    it = await wall()
    await it.shows(10, M, N)
    before = await it.versions()
    for _ in range(30):
        await it.shows(20, M, N, large=M)
        await it.shows(20, M, N, large=N)
    assert await it.versions() == before


async def test_scrolling_past_a_tile_and_back_is_no_event() -> None:
    it = await wall()
    await it.shows(10, M)
    before = await it.versions()
    for _ in range(20):
        await it.shows(3, N)
        await it.shows(20, M)
    assert await it.versions() == before


async def test_a_wall_that_is_closed_shows_nothing_after_a_while() -> None:
    it = await wall()
    await it.shows(40, M, large=M)
    closed_ms = it.clock.wall_ms()
    await it.shows(LESS_S + 1)
    spans = (await it.guest()).spans
    assert [span.until_ms for span in spans if span.way.value == "large"] == [closed_ms]


async def test_what_cannot_be_recorded_is_recorded_later_from_when_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await wall()
    began_ms = it.clock.wall_ms()

    async def away(*_: object) -> None:
        raise StoreUnavailable("storage_away")

    with monkeypatch.context() as patched:
        patched.setattr(it.meetings, "do", away)
        await it.shows(20, M)
    assert not (await it.guest()).pictures
    await it.shows(2, M)
    tiles = [span for span in (await it.guest()).spans if span.way.value == "tile"]
    assert [span.from_ms for span in tiles] == [began_ms]
