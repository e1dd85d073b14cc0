"""Several engines as one: who goes where, and what of one is no concern of the others."""

import asyncio
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import EngineError
from live.media.engine import (
    LoudnessLevels,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceName,
    carrier_of,
)
from live.media.spread import Spread
from tests.media.conftest import Events
from tests.media.test_node import ScriptedEngine

PEER = PeerId("p")
SOURCE = SourceName("s")
HERE, THERE = "m1", "m5"
"""Places of two carriers (see the first test)."""


class Two:
    """Two engines as one."""

    def __init__(self) -> None:
        self.engines = [ScriptedEngine(), ScriptedEngine()]
        self.spread = Spread(self.engines)
        self.events = Events()
        self.spread.listen(self.events)

    def at(self, room_key: str) -> ScriptedEngine:
        """Return the engine of a place."""
        return self.engines[carrier_of(room_key, 2)]


def test_a_place_has_the_same_carrier_in_every_process_and_for_ever() -> None:
    assert [carrier_of(room_key, 2) for room_key in (HERE, THERE)] == [1, 0]
    assert [carrier_of("na-khoang-1", carriers) for carriers in (1, 2, 3, 15)] == [0, 1, 1, 4]


@given(room_key=st.text(), carriers=st.integers(min_value=1, max_value=64))
def test_every_room_key_has_one_of_the_carriers(room_key: str, carriers: int) -> None:
    assert 0 <= carrier_of(room_key, carriers) < carriers
    assert carrier_of(room_key, 1) == 0


@given(
    carriers=st.integers(min_value=2, max_value=16),
    prefix=st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", max_size=12),
    seed=st.integers(),
)
def test_many_room_keys_are_spread_roughly_evenly(carriers: int, prefix: str, seed: int) -> None:
    many, ids = 200 * carriers, random.Random(seed)
    found = Counter(
        carrier_of(f"{prefix}{ids.getrandbits(64):016x}", carriers) for _ in range(many)
    )
    assert len(found) == carriers
    assert max(found.values()) < 2 * many / carriers


async def test_peers_go_to_the_carrier_of_their_place_and_stay_with_it() -> None:
    two = Two()
    await two.spread.connect(PEER, "offer", (SOURCE,), room_key=HERE)
    await two.spread.route(PEER, (Route(mid="0", source=None),))
    await two.spread.close(PEER)
    assert two.at(HERE).asked == [(PEER, (SOURCE,)), (Route(mid="0", source=None),), PEER]
    assert two.at(THERE).asked == []
    with pytest.raises(EngineError, match="no_such_peer"):
        await two.spread.route(PEER, ())
    await two.spread.close(PEER)


async def test_peer_that_comes_again_elsewhere_is_closed_at_the_first_and_not_told_down() -> None:
    two = Two()
    await two.spread.connect(PEER, "offer", (), room_key=HERE)
    await two.spread.connect(PEER, "offer", (), room_key=THERE)
    assert two.at(HERE).asked == [(PEER, ()), PEER]
    two.at(HERE).says(PeerDown(peer=PEER, reason="closed"))
    await two.spread.route(PEER, ())
    assert two.events.seen == []
    two.at(THERE).says(PeerDown(peer=PEER, reason="silent"))
    assert two.events.seen == [PeerDown(peer=PEER, reason="silent")]
    with pytest.raises(EngineError, match="no_such_peer"):
        await two.spread.route(PEER, ())


async def test_a_refused_offer_at_another_place_leaves_the_peer_where_it_is() -> None:
    two = Two()
    await two.spread.connect(PEER, "offer", (), room_key=HERE)
    with pytest.raises(EngineError, match="bad_offer"):
        await two.spread.connect(PEER, "", (), room_key=THERE)
    await two.spread.route(PEER, ())
    assert two.at(HERE).asked == [(PEER, ()), ()]


async def test_an_offer_whose_client_left_meanwhile_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two, asked = Two(), asyncio.Event()

    async def long(*_: object, **__: object) -> None:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(two.at(HERE), "connect", long)
    offering = asyncio.create_task(two.spread.connect(PEER, "offer", (), room_key=HERE))
    await asked.wait()
    offering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await offering
    assert two.at(HERE).asked == [PEER]


async def test_events_of_all_are_told_and_counters_are_summed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = Two()
    for engine in two.engines:
        engine.says(PeerUp(peer=PEER))
        engine.says(LoudnessLevels(levels={}))
        monkeypatch.setattr(engine, "stats", lambda: {"peers": 2, "process_up": 1.0})
    assert two.events.seen == [PeerUp(peer=PEER), LoudnessLevels(levels={})] * 2
    assert two.spread.stats() == {"peers": 4, "process_up": 2.0, "processes": 2}


async def test_when_one_cannot_start_none_has_started(monkeypatch: pytest.MonkeyPatch) -> None:
    two, stopped = Two(), []

    async def refuse() -> None:
        raise OSError("UDP port 8002 of media: taken")

    async def stop() -> None:
        stopped.append(1)

    monkeypatch.setattr(two.engines[1], "start", refuse)
    for engine in two.engines:
        monkeypatch.setattr(engine, "stop", stop)
    with pytest.raises(OSError, match="UDP port 8002"):
        await two.spread.start()
    assert len(stopped) == 2
