"""What holds in every weather, whatever is asked for, shown or lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from live.media.engine import MediaKind, Paused
from tests.media.weather import Weather
from tests.media.wire import CAMERA, MICROPHONE, SCREEN, World

WEATHERS = st.builds(
    Weather,
    rate_bps=st.sampled_from([60e3, 150e3, 600e3, 2e6, 20e6]),
    delay_s=st.floats(0, 2),
    queue_s=st.floats(0.05, 1),
    lost=st.floats(0, 0.3),
    burst=st.floats(1, 6),
    repeated=st.floats(0, 0.2),
    overtaken=st.floats(0, 0.2),
    jitter_s=st.floats(0, 0.05),
    others_bps=st.sampled_from([0, 100e3, 1e6]),
)
SHOWN = st.lists(st.sets(st.sampled_from([CAMERA, SCREEN, MICROPHONE])), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), down=WEATHERS, up=WEATHERS, shown=SHOWN, asks=st.booleans())
def test_no_number_protects_two_contents_and_everything_can_be_opened(
    seed: int, down: Weather, up: Weather, shown: list[set[str]], asks: bool
) -> None:
    """The number is the cipher's nonce, and a receiver follows it only within a window."""
    world = World(seed, down, up=up, asks=asks)
    for sources in shown:
        world.run(1.5)
        world.route(world.viewer, [each for each in world.viewer.slots if each in sources])
    world.run(1.5)
    watcher = world.viewer.watcher
    assert all(len(same) == 1 for same in watcher.datagrams.values())
    assert not watcher.closed


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), down=WEATHERS, up=WEATHERS)
def test_sound_is_never_paused_and_pictures_get_no_more_than_the_link_is_thought_to_carry(
    seed: int, down: Weather, up: Weather
) -> None:
    world = World(seed, down, up=up, shows=(CAMERA, SCREEN, MICROPHONE))
    world.run(5)
    viewer = world.viewer
    sounds = {slot.slot.mid for slot in viewer.slots.values() if slot.kind is MediaKind.AUDIO}
    assert not any(sounds & set(e.mids) for e in world.told if isinstance(e, Paused))
    came = world.tracks[MICROPHONE].streams
    assert not came or viewer.slots[MICROPHONE].stream is not None
    link = viewer.peer.downstream
    assert link is not None
    viewer.peer.allot(world.now)
    assert link.spent_bps <= link.bandwidth.bps
