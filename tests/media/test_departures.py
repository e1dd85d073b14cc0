"""What was sent, and what feedback tells of it."""

import random
from itertools import accumulate

import pytest

from live.errors import BadPacket
from live.media.sfu.formats.feedback import (
    TICK_S,
    Arrivals,
    Calm,
    Eventful,
    TransportReport,
    transport_report_untrusted,
)
from live.media.sfu.link.departures import ENTRIES, WIRE_BYTES, Departures


def report(arrivals: Arrivals) -> TransportReport:
    return transport_report_untrusted(arrivals.report(1, 2))


def test_feedback_tells_when_each_packet_came_and_which_did_not() -> None:
    departures, arrivals = Departures(), Arrivals()
    numbers = [departures.take_number(number / 100, 1000) for number in range(6)]
    for number in numbers:
        if number != numbers[3]:
            arrivals.add(number, 50 + number / 100)
    told = list(departures.reported(report(arrivals)))
    assert [at for (at, _), _ in told] == [number / 100 for number in range(6)]
    assert [each[1] is None for each in told] == [False, False, False, True, False, False]
    assert all(size == 1000 + WIRE_BYTES for (_, size), _ in told)
    first = told[0][1] or 0
    assert (told[5][1] or 0) - first == pytest.approx(0.05, abs=2 * TICK_S)


def test_what_was_told_is_not_told_again_also_over_the_wrap() -> None:
    departures, arrivals, dice = Departures(), Arrivals(), random.Random(3)
    told = sent = 0
    for burst in range(3000):
        for _ in range(dice.randrange(1, 60)):
            arrivals.add(departures.take_number(burst / 10, 100), burst / 10)
            sent += 1
        made = report(arrivals)
        told += len(departures.reported(made))
        assert not departures.reported(made)
    assert told == sent > 65536


def test_feedback_about_what_was_never_sent_or_is_forgotten_tells_nothing() -> None:
    departures = Departures()
    assert not departures.reported(Eventful(40_000, [0] * 5, 0))
    first = departures.take_number(1.0, 100)
    for _ in range(ENTRIES + 10):
        departures.take_number(2.0, 100)
    assert not departures.reported(Eventful(first, [0] * 5, 0))


def test_last_packet_of_a_calm_report_is_found_only_when_it_follows_the_one_before() -> None:
    departures = Departures()
    for at in (1.0, 1.1, 1.2):
        departures.take_number(at, 100)
    first, second = Calm(1, 80, b"\0\4"), Calm(3, 96, b"\1")
    assert departures.last_of(second) is None, "the first two are not told of yet"
    assert departures.last_of(first) == 1.1
    departures.skip(first)
    assert departures.last_of(first) is None, "told already"
    assert departures.last_of(second) == 1.2
    assert departures.last_of(Calm(3, 96, b"\1\1")) is None, "never sent"
    assert list(departures.reported(second)) == [((1.2, 144), 97 * TICK_S)]


@pytest.mark.parametrize(
    ("symbols", "deltas", "came"),
    [
        ("2005", "04080c1014", [1, 2, 3, 4, 5]),  # run of small deltas
        ("bffe", "04" * 13, None),  # one-bit vector of more numbers than are told of
        ("d100", "0404", None),  # two-bit vector: small, none, small, …
        ("4002", "fffc0004", [-1, 0]),  # run of large deltas, the first negative
    ],
)
def test_every_form_of_chunk_is_read(symbols: str, deltas: str, came: list[int] | None) -> None:
    count = len(came) if came else 7
    head = bytes.fromhex("8fcd0006") + bytes(8) + (9).to_bytes(2, "big") + count.to_bytes(2, "big")
    made = transport_report_untrusted(head + bytes(4) + bytes.fromhex(symbols + deltas + "00"))
    assert (made.base, len(made.ticks)) == (9, count)
    if came:
        steps = {"04080c1014": [4, 8, 12, 16, 20], "fffc0004": [-4, 4]}[deltas]
        assert made.ticks == list(accumulate(steps))


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "8fcd0004" + "00" * 16,  # tells of nothing
        "8fcd0004" + "00" * 8 + "0001" + "ffff" + "00" * 4,  # of too much
        "8fcd0004" + "00" * 8 + "0001" + "0008" + "00" * 4,  # no chunk
        "8fcd0005" + "00" * 8 + "0001" + "0008" + "00" * 4 + "2008",  # no deltas
        "8fcd0005" + "00" * 8 + "0001" + "0001" + "00" * 4 + "6001" + "00" * 9,  # reserved
    ],
)
def test_broken_feedback_is_refused(broken: str) -> None:
    with pytest.raises(BadPacket):
        transport_report_untrusted(bytes.fromhex(broken))
