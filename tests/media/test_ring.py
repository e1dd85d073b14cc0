"""The last packets of a layer."""

from live.media.engine import MediaKind
from live.media.sfu.relay.ring import BYTES, ENTRIES, Ring


def test_ring_returns_what_was_kept_and_only_that() -> None:
    ring = Ring(MediaKind.AUDIO)
    ring.keep(5, 50, 128, b"five")
    kept = ring.find(5)
    assert kept is not None
    assert (kept.number, kept.timestamp, kept.marker, bytes(kept.payload)) == (5, 50, 128, b"five")
    assert ring.find(6) is None
    assert ring.find(5 + ENTRIES[MediaKind.AUDIO]) is None


def test_ring_forgets_numbers_that_were_overwritten() -> None:
    ring = Ring(MediaKind.AUDIO)
    count = ENTRIES[MediaKind.AUDIO]
    for number in range(count + 1):
        ring.keep(number, 0, 0, b"x")
    assert ring.find(0) is None
    assert ring.find(1) is not None
    assert not ring.has(0)
    assert ring.has(count)


def test_ring_forgets_payloads_whose_bytes_were_overwritten() -> None:
    ring = Ring(MediaKind.AUDIO)
    size = BYTES[MediaKind.AUDIO] // 4 - 100  # the last piece of each round stays unused
    for number in range(6):
        ring.keep(number, 0, 0, bytes([number]) * size)
    found = {number: kept for number in range(6) if (kept := ring.find(number))}
    assert set(found) == {2, 3, 4, 5}
    assert all(bytes(kept.payload) == bytes([number]) * size for number, kept in found.items())
    assert ring.has(0), "still known to have been there"
