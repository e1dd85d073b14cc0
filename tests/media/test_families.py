"""IPv4 and IPv6 through one media port: addresses, sockets, peers of both in one meeting."""

import ipaddress
from collections.abc import AsyncIterator, Iterator

import aioice.ice
import pytest

from live.media.engine import MediaKind, Route, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.rtcp import ReportBlock, nack, pli, receiver_reports, sender_report
from live.media.sfu.formats.stun import Address
from live.media.sfu.server import Sfu
from live.media.sfu.sockets import sieve
from live.media.sfu.sockets.addresses import packed, unpacked
from live.media.sfu.sockets.interfaces import ANY, best_first, bound_hosts, own_addresses
from live.media.sfu.sockets.ports import Ports, open_ports
from live.media.sfu.sockets.udp import Port
from tests.media.clients import Client, Picture, only_loopback

CAMERA = SourceName("m/camera")
LOOPBACKS = ("127.0.0.1", "::1")


def parsed(*addresses: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    return [ipaddress.ip_address(each) for each in addresses]


def test_public_addresses_come_first_and_families_take_turns() -> None:
    found = parsed("10.0.0.5", "9.9.9.9", "2620:fe::9", "fd00::5", "2620:fe::10")
    assert best_first(found) == ("2620:fe::9", "9.9.9.9", "2620:fe::10", "10.0.0.5", "fd00::5")
    assert best_first(parsed("10.0.0.5")) == ("10.0.0.5",)
    assert best_first([]) == ()


def test_own_addresses_leave_out_what_leads_nowhere() -> None:
    own = own_addresses()
    assert own
    assert not any(each.is_link_local for each in parsed(*own))
    assert own == ("127.0.0.1",) or not any(each.is_loopback for each in parsed(*own))


@pytest.mark.parametrize(
    ("offered", "hosts"),
    [
        (("127.0.0.1",), ("127.0.0.1", "::")),
        (("::1", "127.0.0.1"), ("127.0.0.1", "::1")),
        (("203.0.113.9",), ANY),
        (("203.0.113.9", "127.0.0.1"), ANY),
        ((), ANY),
    ],
    ids=["own", "own of both", "translated by a NAT", "translated beside own", "none"],
)
def test_socket_is_bound_to_the_only_own_address_that_is_offered(
    offered: tuple[str, ...], hosts: tuple[str, ...]
) -> None:
    assert bound_hosts(offered) == hosts


def test_address_of_ipv6_is_one_word_and_back() -> None:
    for address in (("::1", 1), ("2001:db8::ff", 65535), ("::ffff:1.2.3.4", 9)):
        assert unpacked(packed(address)) == address


@pytest.fixture(params=["many", "plain"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    opened = open_ports(LOOPBACKS, 0, plain=request.param == "plain")
    yield opened
    opened.close()


def heard(port: Port) -> list[tuple[bytes, Address]]:
    """Return every waiting datagram and who sent it."""
    read = []
    while arrivals := port.receive():
        for cell, (source, size, _) in zip(port.cells.views, arrivals, strict=False):
            read.append((bytes(cell[:size]), unpacked(source)))
    return read


def test_both_families_have_one_number_and_know_their_senders(ports: Ports) -> None:
    narrow, wide = ports.each
    assert narrow.address()[1] == wide.address()[1]
    for port in ports.each:
        assert ports.send(b"x", port.address())
        assert heard(port) == [(b"x", port.address())]


def test_one_batch_reaches_both_families(ports: Ports) -> None:
    narrow, wide = ports.each
    destinations = [wide.address(), narrow.address(), narrow.address(), wide.address()]
    batch = ports.batch(destinations)
    for _ in range(2):
        for place in range(len(destinations)):
            batch.cells.views[place][:1] = bytes([place])
        assert batch.send(1) == 0
        assert [data for data, _ in heard(narrow)] == [b"\x01", b"\x02"]
        assert [data for data, _ in heard(wide)] == [b"\x00", b"\x03"]


def test_port_without_ipv6_says_what_it_does_not_reach() -> None:
    ports = open_ports(("127.0.0.1",), 0)
    assert ports.reaches("192.0.2.1")
    assert not ports.reaches("2001:db8::1")
    assert not ports.send(b"x", ("::1", 9))
    ports.close()


def test_taken_number_leaves_nothing_open() -> None:
    first = open_ports(("::1",), 0)
    number = first.each[0].address()[1]
    with pytest.raises(OSError, match="in use"):
        open_ports(LOOPBACKS, number)
    first.close()
    open_ports(LOOPBACKS, number).close()


SEALED = {"AES-GCM": 20, "AES-CM": 14}
"""Bytes that SRTCP adds: index and tag (RFC 3711 §3.4, RFC 7714 §9)."""
REPORT = receiver_reports([ReportBlock(77, 0, 0, 0, 0, 0, 0)])


def feedback(count: int) -> bytes:
    """Return transport-wide feedback about so many packets; one is padded, two are not."""
    arrivals = Arrivals()
    for number in range(count):
        arrivals.add(number, 1.0)
    return arrivals.report(1, 77)


@pytest.mark.parametrize("trailer", SEALED.values(), ids=SEALED)
@pytest.mark.parametrize("host", LOOPBACKS)
def test_kernel_puts_reports_and_nothing_else_into_a_socket_of_their_own(
    host: str, trailer: int
) -> None:
    """What browsers send: a request for lost packets often follows a report in its datagram."""
    ports = open_ports((host,), 0)
    (port,), (reports,) = ports.each, ports.reports
    calm = [each + bytes(trailer) for each in (REPORT, feedback(1), feedback(2))]
    asked = [nack(77, [1]), pli(77), sender_report(5, ntp=1, timestamp=1, packets=1, octets=1)]
    urgent = [each + bytes(trailer) for each in (*asked, *(REPORT + each for each in asked))]
    others = [b"\x90\x60media", b"\x16dtls", b"", b"\x8f", REPORT[:3]]
    for each in (*urgent, *calm, *others):
        assert ports.send(each, port.address())
    assert [data for data, _ in heard(port)] == [*urgent, *others]
    assert heard(reports) == [(each, port.address()) for each in calm]
    ports.close()


def test_number_with_a_socket_for_reports_is_still_nobody_elses() -> None:
    ports = open_ports(LOOPBACKS, 0)
    with pytest.raises(OSError, match="in use"):
        open_ports(LOOPBACKS, ports.each[0].address()[1])
    ports.close()


def test_where_the_kernel_cannot_sort_reports_come_with_everything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sieve, "SO_ATTACH_REUSEPORT_CBPF", 9999)
    ports = open_ports(("127.0.0.1",), 0)
    (port,) = ports.each
    assert not ports.reports
    sealed = REPORT + bytes(20)
    for _ in range(8):
        assert ports.send(sealed, port.address())
    assert [data for data, _ in heard(port)] == [sealed] * 8
    ports.close()


async def test_engine_whose_addresses_are_all_of_a_missing_family_does_not_start() -> None:
    engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("2001:db8::1",)))
    with pytest.raises(OSError, match="2001:db8::1"):
        await engine.start()


@pytest.fixture
async def both() -> AsyncIterator[Sfu]:
    """An engine that is reached over loopback in both families."""
    engine = Sfu(SfuConfig(advertise=("::1", "127.0.0.1")))
    await engine.start()
    yield engine
    await engine.stop()
    only_loopback()


def gather(*hosts: str) -> None:
    """Let clients that are made from now on have these addresses only."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: list(hosts)


async def test_members_of_both_families_see_each_other(both: Sfu) -> None:
    """One picture goes out in one batch to a receiver of each family."""
    speaker = Client(both, "speaker")
    watchers = {host: Client(both, host) for host in LOOPBACKS}
    try:
        gather("::1")
        await speaker.connect(tracks=[Picture()], publishes=[CAMERA])
        for host, watcher in watchers.items():
            gather(host)
            await watcher.connect(video_slots=1)
            mid = watcher.slot(MediaKind.VIDEO)
            await both.route(watcher.peer, (Route(mid=mid, source=CAMERA),))
        for host, watcher in watchers.items():
            assert await watcher.frames(watcher.slot(MediaKind.VIDEO), 5)
            address = both._served[watcher.peer].peer.address
            assert address is not None
            assert address[0] == host
    finally:
        for each in (speaker, *watchers.values()):
            await each.close()


async def test_candidates_are_of_both_families_and_the_first_is_preferred(both: Sfu) -> None:
    client = Client(both, "a")
    try:
        answer = await both.connect(client.peer, await client.offer(audio_slots=1), ())
    finally:
        await client.close()
    candidates = [line.split() for line in answer.sdp.splitlines() if "a=candidate" in line]
    assert [each[4] for each in candidates] == ["::1", "127.0.0.1"]
    first, second = (int(each[3]) for each in candidates)
    assert first > second
    assert "c=IN IP6 ::1" in answer.sdp
