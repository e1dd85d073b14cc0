"""The UDP port, with many datagrams per call and with one."""

import os
import socket
import time
from collections.abc import Iterator

import pytest

from live.media.sfu.sockets.addresses import packed, unpacked
from live.media.sfu.sockets.ports import open_port
from live.media.sfu.sockets.udp import BATCH, ManyPort, PlainPort, Port

SO_NO_CHECK = 11
"""Linux: UDP without checksums, with which it cuts nothing apart."""


@pytest.fixture(params=["many", "plain"])
def ports(request: pytest.FixtureRequest) -> Iterator[tuple[Port, Port]]:
    plain = request.param == "plain"
    pair = [open_port("127.0.0.1", 0, plain=plain) for _ in range(2)]
    assert all(isinstance(port, PlainPort if plain else ManyPort) for port in pair)
    yield pair[0], pair[1]
    for port in pair:
        port.close()


def read_all(port: Port) -> list[tuple[bytes, tuple[str, int]]]:
    """Return every waiting datagram and who sent it."""
    read = []
    while arrivals := port.receive():
        for cell, (source, size, _) in zip(port.cells.views, arrivals, strict=False):
            read.append((bytes(cell[:size]), unpacked(source)))
    return read


def test_address_is_one_word_and_back() -> None:
    for address in (("127.0.0.1", 1), ("255.254.253.252", 65535), ("0.0.0.1", 0)):
        assert unpacked(packed(address)) == address


def test_datagrams_arrive_whole_in_order_and_with_their_sender(ports: tuple[Port, Port]) -> None:
    one, other = ports
    sent = [bytes([number]) * (number * 10) for number in range(BATCH + 8)]
    for data in sent:
        assert one.send(data, other.address())
    assert read_all(other) == [(data, one.address()) for data in sent]
    assert not other.receive()


def test_batch_is_sent_to_everybody_again_and_again(ports: tuple[Port, Port]) -> None:
    one, other = ports
    batch = one.batch([other.address()] * 40)
    for size in (3, 1200):
        for place in range(40):
            batch.cells.views[place][:size] = bytes([place]) * size
        assert batch.send(size) == 0
        assert [data for data, _ in read_all(other)] == [bytes([n]) * size for n in range(40)]


def test_one_destination_that_cannot_be_reached_does_not_stop_the_others(
    ports: tuple[Port, Port],
) -> None:
    one, other = ports
    nowhere = ("255.255.255.255", 9)  # forbidden without SO_BROADCAST
    batch = one.batch([other.address(), nowhere, other.address()])
    for place in range(3):
        batch.cells.views[place][:1] = b"x"
    assert batch.send(1) == 1
    assert len(read_all(other)) == 2
    assert not one.send(b"x", nowhere)


def test_several_packets_to_each_of_many_arrive_apart_and_in_order(
    ports: tuple[Port, Port],
) -> None:
    one, other = ports
    batch = one.batch([other.address(), other.address()], each=3)
    for size in (1100, 5):
        for place in range(6):
            batch.cells.views[place][:size] = bytes([place]) * size
        assert batch.send(size) == 0
        assert [data for data, _ in read_all(other)] == [bytes([n]) * size for n in range(6)]


def test_packets_that_the_kernel_does_not_take_in_one_piece_go_one_by_one() -> None:
    one, other = open_port("127.0.0.1", 0), open_port("127.0.0.1", 0)
    with socket.socket(fileno=os.dup(one.fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)  # nothing to cut a checksum for
    batch = one.batch([other.address(), ("255.255.255.255", 9)], each=3)
    for place in range(6):
        batch.cells.views[place][:2] = bytes([place]) * 2
    assert batch.send(2) == 3, "the second destination is forbidden"
    assert [data for data, _ in read_all(other)] == [bytes([n]) * 2 for n in range(3)]
    for port in (one, other):
        port.close()


def test_kernel_tells_how_long_a_datagram_waited(ports: tuple[Port, Port]) -> None:
    """A server that was busy for a moment must not look like a congested network."""
    one, other = ports
    begin = time.monotonic()
    for _ in range(3):
        one.send(b"x", other.address())
    for _ in range(3):
        ages = [age_s for _, _, age_s in other.receive()]
        assert ages
        passed = time.monotonic() - begin
        assert all(0 <= age <= passed + 0.01 for age in ages)
        if len(ages) > 1:
            assert ages == sorted(ages, reverse=True), "the first one waited longest"
            return


def test_taken_port_is_an_error(ports: tuple[Port, Port]) -> None:
    with pytest.raises(OSError, match="in use"):
        open_port(*ports[0].address())
