"""A receiver over a bad wire: what he hears and sees while the link gets worse and better.

Recovery times are stated here: a fall of the link is answered within 2 s, a link that carries
everything again shows a picture within 10 s and the top layer within 20 s.
"""

from itertools import pairwise

import pytest

from live.media.engine import Layer, Paused
from live.media.sfu.bandwidth import LAYERS
from tests.media.wire import CAMERA, SOUND_SSRC, VIDEO_SSRC, Weather, World

Q, H, F = LAYERS
SEEDS = range(6)
RANK = {None: -1, Q: 0, H: 1, F: 2}


def ups(world: World, since: float) -> int:
    """Return how often the camera's layer went up."""
    later = [layer for at, layer in world.layers if at >= since]
    return sum(RANK[b] > RANK[a] for a, b in pairwise(later))


def layer(world: World) -> Layer | None:
    return world.layers[-1][1]


@pytest.mark.parametrize("seed", SEEDS)
def test_good_link_has_the_top_layer_after_a_probe_or_two_and_loses_nothing(seed: int) -> None:
    world = World(seed, Weather())
    begin = world.now
    world.run(6)
    assert layer(world) is F
    world.run(20)
    assert layer(world) is F
    assert ups(world, begin + 5.5) == 0
    assert not any(each.missing() for each in world.watcher.heard.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_picture_goes_before_sound_when_the_link_falls_and_comes_back_with_it(seed: int) -> None:
    """2 Mbit/s, then 150 kbit/s, then 2 Mbit/s again."""
    world = World(seed, Weather(rate_bps=2e6))
    world.run(15)
    assert layer(world) is F
    world.weather.rate_bps = 150e3
    world.run(2)
    assert layer(world) in (None, Q)
    sound = world.watcher.heard[SOUND_SSRC]
    missing, begin = sound.missing(), world.now
    world.run(20)
    assert sound.missing() - missing < 0.03 * 50 * 20, (
        "less than 3 % of the sound is lost meanwhile"
    )
    assert ups(world, begin) <= 1
    assert Paused(peer=world.peer.id, mids=(world.slots[CAMERA].slot.mid,)) in world.told
    world.weather.rate_bps = 2e6
    begin = world.now
    world.run(10)
    assert layer(world) is not None, "a picture within 10 s"
    world.run(10)
    assert layer(world) is F, "the top layer within 20 s"
    assert ups(world, begin) <= 4, "each layer once"
    assert world.told[-1] != Paused(peer=world.peer.id, mids=("0",))


@pytest.mark.parametrize(
    "weather",
    [
        Weather(lost=0.02),
        Weather(lost=0.05),
        Weather(lost=0.08),
        Weather(lost=0.04, burst=3, repeated=0.02, overtaken=0.03),
        Weather(lost=0.01, delay_s=0.5),
        Weather(rate_bps=500e3),
        Weather(rate_bps=800e3, lost=0.02),
    ],
    ids=lambda weather: f"{weather.lost}-{weather.burst}-{weather.delay_s}-{weather.rate_bps:.0f}",
)
def test_layers_do_not_go_up_and_down_and_lost_pictures_are_repaired(weather: Weather) -> None:
    world = World(1, weather)
    world.run(10)
    settled = world.now
    world.run(50)
    assert layer(world) is not None
    assert ups(world, settled) <= 2, world.layers
    pictures = world.watcher.heard[VIDEO_SSRC]
    assert pictures.missing() < 0.02 * len(pictures.numbers)


def test_screen_stays_beside_the_picture_of_the_floor_where_both_fit() -> None:
    world = World(2, Weather(rate_bps=800e3), screen=True)
    world.run(40)
    assert layer(world) in (Q, H)
    assert ups(world, world.now - 30) <= 2
    assert not any(isinstance(event, Paused) and event.mids for event in world.told[-3:])


def test_link_that_loses_a_third_still_carries_the_sound_that_it_can() -> None:
    world = World(3, Weather(lost=0.3))
    world.run(20)
    sound = world.watcher.heard[SOUND_SSRC]
    assert len(sound.numbers) > 0.6 * 50 * 20
