"""Transport-wide feedback, read back by the draft's rules."""

import struct

from live.media.sfu.formats.feedback import TICK_S, Arrivals


def read(packet: bytes) -> tuple[int, dict[int, float | None]]:
    """Return the report's count and arrival times by number (None: not received)."""
    flags, kind, words = struct.unpack_from("!BBH", packet)
    assert (flags & 0x1F, kind, 4 * words + 4) == (15, 205, len(packet))
    base, status_count, reference = struct.unpack_from("!HHI", packet, 12)
    at = 20
    symbols: list[int] = []
    while len(symbols) < status_count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        if chunk >> 13 == 1:  # a run of small deltas
            symbols += [1] * (chunk & 0x1FFF)
        else:
            assert chunk >> 14 == 3, "two-bit status vector"
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        at += 2
    ticks = (reference >> 8) * 256
    arrivals: dict[int, float | None] = {}
    for place, symbol in enumerate(symbols[:status_count]):
        number = (base + place) & 0xFFFF
        arrivals[number] = None
        if symbol:
            size = symbol
            ticks += int.from_bytes(packet[at : at + size], "big", signed=size == 2)
            at += size
            arrivals[number] = ticks * TICK_S
    return reference & 0xFF, arrivals


def test_arrivals_are_told_to_a_quarter_of_a_millisecond_and_holes_as_missing() -> None:
    arrivals = Arrivals()
    times = {10: 5.0, 11: 5.001, 13: 5.02, 14: 5.5}
    for number, at in times.items():
        arrivals.add(number, at)
    count, told = read(arrivals.report(1, 2))
    assert count == 0
    assert told[12] is None
    assert {number for number, at in told.items() if at is not None} == set(times)
    for number, at in times.items():
        assert abs((told[number] or 0) - at) <= TICK_S
    assert not arrivals


def test_next_report_begins_where_the_last_one_ended_so_that_loss_is_told() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 1.0)
    arrivals.report(1, 2)
    arrivals.add(4, 1.1)
    count, told = read(arrivals.report(1, 2))
    assert count == 1
    assert [number for number, at in told.items() if at is None] == [2, 3]


def test_packet_that_came_after_it_was_told_missing_is_told_again() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 1.0)
    arrivals.add(3, 1.0)
    arrivals.report(1, 2)
    arrivals.add(2, 1.01)
    arrivals.add(4, 1.02)
    _, told = read(arrivals.report(1, 2))
    assert told[2] is not None


def test_numbers_wrap_and_overtaking_packets_have_negative_steps() -> None:
    arrivals = Arrivals()
    for number, at in ((65535, 2.0), (0, 1.99), (1, 2.05)):
        arrivals.add(number, at)
    _, told = read(arrivals.report(1, 2))
    assert list(told) == [65535, 0, 1]
    assert [round(at or 0, 2) for at in told.values()] == [2.0, 1.99, 2.05]


def test_long_reports_are_split_into_datagrams_that_tell_everything() -> None:
    arrivals = Arrivals()
    for number in range(1000):
        arrivals.add(number, number * 0.1)
    reports = []
    while arrivals:
        reports.append(arrivals.report(1, 2))
    assert all(len(packet) < 1200 for packet in reports)
    told = {number for packet in reports for number in read(packet)[1]}
    assert told == set(range(1000))


def test_hole_too_long_to_be_told_of_is_skipped() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 1.0)
    arrivals.report(1, 2)
    arrivals.add(30_000, 2.0)
    assert list(read(arrivals.report(1, 2))[1]) == [30_000]


def test_packets_that_all_came_in_time_are_told_in_one_run() -> None:
    arrivals, loss = Arrivals(), Arrivals()
    for number in range(100):
        arrivals.add(number, 1 + number * 0.01)
        if number != 50:
            loss.add(number, 1 + number * 0.01)
    calm, told = arrivals.report(1, 2), loss.report(1, 2)
    assert len(calm) == 20 + 2 + 100 + 2
    assert len(told) > len(calm)
    assert None not in read(calm)[1].values()
    assert [n for n, at in read(told)[1].items() if at is None] == [50]
