"""What a publisher is told to send: more at once, less after a while."""

from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.demand import LINGER_S, REPEAT_S, Demand

Q, H, F = LAYERS


def layers(demand: Demand) -> str:
    return "".join(demand.layers)


def test_picture_that_nobody_watches_is_stopped_after_a_while_and_wanted_again_at_once() -> None:
    demand = Demand([Q, H, F])
    assert layers(demand) == "qhf"
    assert not demand.review([], 10.0)
    assert not demand.review([], 10.0 + LINGER_S / 2)
    assert demand.review([], 10.0 + LINGER_S)
    assert layers(demand) == ""
    assert demand.want(H, 20.0)
    assert (layers(demand), demand.since) == ("qh", 20.0)


def test_layers_above_the_highest_wanted_one_stop_and_those_below_go_on() -> None:
    demand = Demand([Q, H, F])
    for now in (0.0, LINGER_S):
        demand.review([Q, H, Q], now)
    assert layers(demand) == "qh"
    assert not demand.want(Q, 4.0)
    assert demand.want(F, 4.0)
    assert (layers(demand), demand.since) == ("qhf", 0.0)


def test_short_absence_of_watchers_stops_nothing() -> None:
    demand = Demand([Q, H, F])
    for now in range(100):
        assert not demand.review([F] if now % 3 == 0 else [], float(now))
    assert layers(demand) == "qhf"


def test_what_is_wanted_is_told_again_but_not_before_anything_was_told() -> None:
    demand = Demand([Q])
    assert not any(demand.review([Q], float(now)) for now in range(100))
    told = [now for now in range(100, 120) if demand.review([], float(now))]
    assert told == [100 + LINGER_S + REPEAT_S * n for n in range(4)]
    assert demand.want(Q, 120.0)


def test_publisher_of_one_layer_is_wanted_whatever_layer_a_slot_takes() -> None:
    demand = Demand([F])
    for now in (0.0, LINGER_S):
        demand.review([], now)
    assert layers(demand) == ""
    assert demand.want(Q, 9.0)
    assert layers(demand) == "f"
