"""What receivers hear and see over bad wires, with seeds and on a manual clock.

Sound first. Of what is spoken, this much is there half a second later (beyond the ways' delay):

- all of it with up to 5 % lost on each way; with 10 % all over ways of 20 ms, all but one packet in
  200 over ways of 50 ms: whoever misses something asks, and is answered;
- 99 % with 10 % lost on the way down, however long it takes (2 s): it is repeated unasked;
- 95 % with 20 %, 80 % with 30 % on each way.

Recovery: a fall of the link is answered within 2 s; a link that carries everything again shows a
picture within 10 s and the top layer within 20 s. Layers do not swing: what did not hold is tried
again after 10 s, 20 s, 40 s …
"""

import pytest

from live.media.engine import Layer
from tests.media.ends import RATES
from tests.media.weather import Weather
from tests.media.wire import CAMERA, MICROPHONE, SCREEN, VIDEO_SSRC, World

Q, H, F = Layer.QUARTER, Layer.HALF, Layer.FULL
SEEDS = range(3)
SOUND = (MICROPHONE,)
IN_TIME_S = 0.5


def bad(lost: float, burst: float = 1.0, **more: float) -> Weather:
    return Weather(lost=lost, burst=burst, **more)


def heard(world: World, warm_up_s: float = 3.0, seconds: float = 10.0) -> float:
    """Return the share of the sound that comes in time."""
    world.run(warm_up_s)
    since = world.now
    world.run(seconds)
    return world.heard(world.viewer, since, IN_TIME_S)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("lost", "burst", "delay_s", "share"),
    [
        (0.02, 1, 0.05, 1.0),
        (0.05, 1, 0.02, 1.0),
        (0.05, 3, 0.02, 0.998),
        (0.10, 1, 0.02, 1.0),
        (0.10, 1, 0.05, 0.995),
        (0.10, 3, 0.02, 0.995),
        (0.20, 1, 0.05, 0.95),
        (0.30, 1, 0.05, 0.80),
    ],
)
def test_sound_is_complete_where_both_ways_lose(
    seed: int, lost: float, burst: float, delay_s: float, share: float
) -> None:
    down, up = (bad(lost, burst, delay_s=delay_s) for _ in range(2))
    assert heard(World(seed, down, up=up, shows=SOUND)) >= share


@pytest.mark.parametrize("delay_s", [0.02, 0.2, 0.5, 1.0, 2.0])
def test_sound_is_complete_over_a_long_way_because_it_is_repeated_unasked(delay_s: float) -> None:
    world = World(1, bad(0.10, delay_s=delay_s), shows=SOUND)
    assert heard(world, warm_up_s=8 + 2 * delay_s) >= 0.99


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("delay_s", [0.2, 0.5, 1.0, 2.0])
def test_sound_of_a_speaker_on_a_long_way_is_complete_because_each_packet_has_a_copy_of_others(
    seed: int, delay_s: float
) -> None:
    """One copy, as browsers send, leaves one packet in a hundred to Opus, whose every packet knows
    a little of the one before it; the share here is of packets."""
    up = bad(0.10, delay_s=delay_s)
    alone = heard(World(seed, Weather(), up=up, shows=SOUND), warm_up_s=3 + delay_s)
    once, twice = (World(seed, Weather(), up=up, shows=SOUND, copies=n) for n in (1, 2))
    assert heard(once, warm_up_s=3 + delay_s) >= max(0.975, alone)
    assert heard(twice, warm_up_s=3 + delay_s) >= 0.99
    assert not once.context.forwarder.repeated, (
        "what the way up lost is not repeated on the way down"
    )


@pytest.mark.parametrize("lost", [0.05, 0.10, 0.20])
def test_sound_is_complete_for_who_cannot_ask_because_it_is_repeated_unasked(lost: float) -> None:
    world = World(1, bad(lost), shows=SOUND, asks=False)
    assert heard(world, warm_up_s=10) >= 0.98
    good = World(1, Weather(), shows=SOUND, asks=False)
    assert heard(good, warm_up_s=10) == 1.0
    assert not good.context.forwarder.repeated, "nothing is repeated over a good link"


@pytest.mark.parametrize("seed", SEEDS)
def test_packets_that_overtake_each_other_or_come_twice_break_nothing(seed: int) -> None:
    up = Weather(overtaken=0.1, repeated=0.1)
    down = Weather(overtaken=0.1, repeated=0.1, lost=0.05)
    world = World(seed, down, up=up)
    assert heard(world) >= 0.998
    assert world.viewer.watcher.heard[VIDEO_SSRC].missing() <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_good_link_has_the_top_layer_after_a_probe_or_two_and_loses_nothing(seed: int) -> None:
    world = World(seed, Weather())
    begin, viewer = world.now, world.viewer
    world.run(6)
    assert viewer.layer is F
    world.run(20)
    assert viewer.layer is F
    assert viewer.ups(begin + 6) == 0
    assert not any(each.missing() for each in viewer.watcher.heard.values())


@pytest.mark.parametrize(
    ("seed", "queue_s", "share"), [(0, 0.05, 0.99), (1, 0.3, 0.98), (2, 0.3, 0.98), (3, 1.0, 0.95)]
)
def test_picture_goes_before_sound_when_the_link_falls_and_comes_back_with_it(
    seed: int, queue_s: float, share: float
) -> None:
    """2 Mbit/s, then 150 kbit/s, then 2 Mbit/s again."""
    world = World(seed, Weather(rate_bps=2e6, queue_s=queue_s))
    viewer = world.viewer
    world.run(15)
    assert viewer.layer is F
    viewer.down.weather.rate_bps = 150e3
    world.run(2 + queue_s)
    assert viewer.layer in (None, Q)
    begin = world.now
    world.run(20)
    assert world.heard(viewer, begin + queue_s, IN_TIME_S) > share, "sound goes on"
    assert viewer.ups(begin) <= 2
    assert world.paused(viewer) == {viewer.slots[CAMERA].slot.mid}
    viewer.down.weather.rate_bps = 2e6
    begin = world.now
    world.run(10)
    assert viewer.layer is not None, "a picture within 10 s"
    world.run(10)
    assert viewer.layer is F, "the top layer within 20 s"
    assert viewer.ups(begin) <= 4, "each layer once"
    assert not world.paused(viewer)


@pytest.mark.parametrize(
    "weather",
    [
        pytest.param(bad(0.02), id="loses 2 %"),
        pytest.param(bad(0.05), id="loses 5 %"),
        pytest.param(bad(0.10), id="loses 10 %"),
        pytest.param(bad(0.04, 3, repeated=0.02, overtaken=0.03), id="loses in bursts"),
        pytest.param(bad(0.01, delay_s=0.5), id="long"),
        pytest.param(bad(0, delay_s=2.0, rate_bps=2e6), id="very long"),
        pytest.param(Weather(rate_bps=1e6, queue_s=1.0), id="half as wide, long queue"),
        pytest.param(bad(0.02, rate_bps=800e3), id="half as wide, loses 2 %"),
        pytest.param(Weather(rate_bps=2e6, jitter_s=0.005), id="radio"),
        pytest.param(Weather(rate_bps=2e6, others_bps=1e6), id="shared"),
    ],
)
def test_layers_do_not_go_up_and_down_and_lost_pictures_are_repaired(weather: Weather) -> None:
    world = World(1, weather)
    world.run(14)
    settled = world.now
    world.run(30)
    viewer = world.viewer
    assert viewer.layer in (H, F)
    assert viewer.ups(settled) <= 1, viewer.layers
    pictures = viewer.watcher.heard[VIDEO_SSRC]
    assert pictures.missing() < 0.005 * len(pictures.numbers)
    assert world.heard(viewer, settled, IN_TIME_S) > 0.99


@pytest.mark.parametrize(("delay_s", "queue_s"), [(0.01, 0.05), (0.25, 0.3), (0.5, 1.0)])
def test_layer_that_just_does_not_fit_is_tried_ever_more_rarely(
    delay_s: float, queue_s: float
) -> None:
    world = World(1, Weather(rate_bps=550e3, delay_s=delay_s, queue_s=queue_s))
    world.run(60)
    viewer = world.viewer
    assert viewer.layer in (Q, H), viewer.layers
    assert viewer.ups(1010.0) <= 3
    assert world.heard(viewer, 1020.0, IN_TIME_S) > 0.98


def test_others_that_fill_the_link_leave_the_sound() -> None:
    world = World(1, Weather(rate_bps=2e6, others_bps=1.7e6))
    world.run(40)
    viewer = world.viewer
    assert viewer.layer in (None, Q)
    assert world.heard(viewer, 1010.0, IN_TIME_S) > 0.98


def test_each_receiver_gets_what_his_link_carries() -> None:
    world = World(1, Weather(rate_bps=350e3), Weather(rate_bps=1e6), Weather(rate_bps=5e6))
    world.run(30)
    assert [viewer.layer for viewer in world.viewers] == [Q, H, F]
    assert all(world.heard(viewer, 1010.0, IN_TIME_S) > 0.98 for viewer in world.viewers)


def test_screen_goes_before_the_picture_of_the_floor() -> None:
    world = World(2, Weather(rate_bps=5e6), shows=(CAMERA, SCREEN, MICROPHONE))
    viewer = world.viewer
    world.run(10)
    assert not world.paused(viewer)
    viewer.down.weather.rate_bps = 1.3 * (RATES[Q] + 64e3)
    world.run(25)
    assert world.paused(viewer) == {viewer.slots[SCREEN].slot.mid}
    assert viewer.layer is Q
    viewer.down.weather.rate_bps = 5e6
    world.run(20)
    assert not world.paused(viewer)
    assert viewer.layer is F


def test_feedback_that_does_not_come_stops_nothing() -> None:
    world = World(1, Weather(rate_bps=2e6))
    world.run(10)
    world.viewer.up.weather.lost = 1.0
    world.run(10)
    assert world.viewer.layer is F
    world.viewer.up.weather.lost = 0.3
    begin = world.now
    world.run(20)
    assert world.viewer.layer is F
    assert world.heard(world.viewer, begin, IN_TIME_S) == 1.0
