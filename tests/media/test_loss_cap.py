"""Steps down and up by loss."""

from live.media.engine import Layer
from live.media.sfu.formats.layers import choose, lower
from live.media.sfu.link.loss_cap import LAYERS, UP_AFTER_S, LossCap


def after(cap: LossCap, loss: float, seconds: int, start: float = 0.0) -> Layer:
    """Report the same loss each second."""
    for second in range(seconds):
        cap.report(loss, start + second)
    return cap.layer


def test_good_link_has_the_top_layer_and_one_burst_does_not_take_it_away() -> None:
    cap = LossCap()
    assert after(cap, 0.0, 60) is Layer.FULL
    assert not cap.report(0.5, 60.0)
    assert after(cap, 0.0, 60, 61.0) is Layer.FULL


def test_lasting_loss_steps_down_to_the_lowest_layer_and_no_further() -> None:
    cap = LossCap()
    assert after(cap, 0.2, 2) is Layer.HALF
    assert after(cap, 0.2, 60, 2.0) is Layer.QUARTER


def test_quiet_link_steps_up_again_one_layer_at_a_time() -> None:
    cap = LossCap()
    after(cap, 0.2, 10)
    assert after(cap, 0.01, int(UP_AFTER_S) + 1, 10.0) is Layer.HALF
    assert after(cap, 0.01, int(UP_AFTER_S) + 1, 30.0) is Layer.FULL


def test_link_that_relapses_is_tried_less_and_less_often() -> None:
    """Loss whenever the middle layer is tried: the layer must not swing."""
    cap = LossCap()
    after(cap, 0.2, 10)
    ups = 0
    for second in range(10, 300):
        was = cap.layer
        cap.report(0.0 if was is Layer.QUARTER else 0.3, float(second))
        ups += was is Layer.QUARTER and cap.layer is Layer.HALF
    assert 1 < ups < 7


def test_slot_shows_the_best_layer_up_to_its_limit_else_the_smallest_there_is() -> None:
    every = list(LAYERS)
    assert choose(every, Layer.HALF) is Layer.HALF
    assert choose([Layer.QUARTER, Layer.FULL], Layer.HALF) is Layer.QUARTER
    assert choose([Layer.FULL], Layer.QUARTER) is Layer.FULL
    assert choose([], Layer.FULL) is None
    assert lower(Layer.FULL, Layer.QUARTER) is Layer.QUARTER
