"""A peer's timers: what nobody watches is stopped, who waits for nothing is looked at seldom."""

from itertools import pairwise

import pytest

from live.media.engine import (
    Layer,
    WantedLayers,
)
from live.media.sfu.control import CALM_S
from live.media.sfu.formats.rtcp import SenderReport, receiver_reports, sender_report
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.demand import LINGER_S
from live.media.sfu.relay.downlink import EARLY_REPORT_S, EARLY_REPORTS
from live.media.sfu.relay.downstream import Downstream
from live.media.sfu.relay.wallclock import NTP_HZ
from live.media.sfu.reports import LAYERS_S, LISTENER_REST_S, LISTENER_S, Timers, handle_timer
from tests.media.hall import CAMERA, Hall, block


def wanted(hall: Hall) -> list[tuple[Layer, ...]]:
    """Return what the publisher was told to send since the last call."""
    told = [event.layers for event in hall.told if isinstance(event, WantedLayers)]
    hall.told.clear()
    return told


def pass_time(hall: Hall, seconds: float) -> None:
    """Let the publisher's timers run."""
    for _ in range(round(seconds / 0.25)):
        hall.now += 0.25
        handle_timer(hall.publisher, hall.timers, hall.now)
        hall.publisher.notice_sources(hall.now, 5.0)


def test_publisher_stops_what_nobody_watches_and_begins_again_at_once() -> None:
    hall = Hall()
    board = hall.context.switchboard
    for number, rid in enumerate("qhf"):
        hall.send(rid, ssrc=10 + number)
    assert hall.slot.stream is not None
    board.want(hall.slot, CAMERA, Layer.QUARTER, hall.now)
    hall.send("q", ssrc=10)
    pass_time(hall, LINGER_S + 0.25)
    assert wanted(hall) == [(Layer.QUARTER,)]
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, LINGER_S + 0.25)
    assert wanted(hall) == [()]
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    assert wanted(hall) == [LAYERS]


def test_source_that_rests_unwanted_stays_up_and_shows_with_its_first_key_frame() -> None:
    hall = Hall()
    board = hall.context.switchboard
    for number, rid in enumerate("qhf"):
        hall.send(rid, ssrc=10 + number)
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, 60)
    assert hall.camera.up
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    before, shown = hall.slot.stream, hall.camera.streams[Layer.FULL]
    hall.send("f", ssrc=12)
    assert (before, hall.slot.stream) == (None, shown)
    assert hall.camera.up


def test_source_that_is_wanted_again_and_does_not_come_is_down() -> None:
    hall = Hall()
    board = hall.context.switchboard
    hall.send("q", ssrc=10)
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, 60)
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    pass_time(hall, 4)
    assert hall.camera.up
    pass_time(hall, 2)
    assert not hall.camera.up


async def test_who_only_listens_is_looked_at_twice_a_second_and_who_sends_at_every_turn() -> None:
    hall, timers = Hall(), Timers()
    handle_timer(hall.watcher, timers, hall.now)
    assert hall.watcher.look_at == hall.now + LISTENER_S
    hall.publisher.look_at = hall.now + 9
    hall.send("f", ssrc=5)
    assert hall.publisher.look_at == hall.now
    hall.send("f", ssrc=5, skip=1)
    handle_timer(hall.publisher, Timers(), hall.now)
    assert hall.publisher.look_at == hall.now, "what is missing is asked for until it came"


async def test_who_has_all_is_looked_at_once_a_second_unless_something_is_waited_for() -> None:
    hall, timers = Hall(), Timers()
    link = hall.watcher.downstream = Downstream(hall.watcher.departures, hall.now)
    hall.context.switchboard.want(hall.slot, CAMERA, Layer.QUARTER, hall.now)
    handle_timer(hall.watcher, timers, hall.now)
    assert link.at_rest
    assert hall.watcher.look_at == hall.now + LISTENER_REST_S
    hall.send("q", ssrc=5, keyframe=False)
    handle_timer(hall.watcher, timers, hall.now)
    assert link.at_rest
    assert hall.watcher.look_at == hall.now + LISTENER_S, "until its key frame comes"


async def test_reports_of_no_loss_are_read_once_a_second_and_of_loss_at_once() -> None:
    hall = Hall()
    calm, worse = (receiver_reports([block(77, loss)]) for loss in (0.0, 0.5))
    hall.control(hall.watcher, worse)
    assert hall.watcher.loss_down == 0.5
    hall.now += CALM_S / 2
    hall.control(hall.watcher, calm)
    assert hall.watcher.loss_down == 0.5
    hall.now += CALM_S
    hall.control(hall.watcher, calm)
    assert hall.watcher.loss_down == 0
    hall.control(hall.watcher, worse)
    assert hall.watcher.loss_down == 0.5


async def test_clocks_of_a_new_source_are_told_each_second_though_it_told_them_once() -> None:
    hall, timers, told = Hall(), Timers(), list[SenderReport]()
    hall.send("f", ssrc=5)
    hall.control(hall.publisher, sender_report(5, ntp=3 << 32, timestamp=9, packets=1, octets=1))
    for _ in range(100):
        told += (each for each in hall.to(hall.watcher) if isinstance(each, SenderReport))
        hall.now += 0.1
        handle_timer(hall.watcher, timers, hall.now)
    assert len(told) == EARLY_REPORTS
    clocks = [each.sender_info for each in told]
    for before, after in pairwise(clocks):
        passed_s = (after.ntp_timestamp - before.ntp_timestamp) / NTP_HZ
        assert passed_s == pytest.approx(EARLY_REPORT_S, abs=LAYERS_S + 0.1)
        assert after.rtp_timestamp - before.rtp_timestamp == pytest.approx(90_000 * passed_s, abs=1)
