"""The VP8 payload descriptor."""

import pytest

from live.errors import BadPacket
from live.media.sfu.formats.vp8 import descriptor_untrusted, widened
from tests.media.fakes import vp8


def test_first_packet_of_a_key_frame_is_told_from_all_others() -> None:
    assert descriptor_untrusted(memoryview(vp8(1, keyframe=True))).keyframe
    assert not descriptor_untrusted(memoryview(vp8(1))).keyframe
    assert not descriptor_untrusted(memoryview(vp8(1, keyframe=True, start=False))).keyframe


def test_key_frame_without_extension_byte_is_found() -> None:
    read = descriptor_untrusted(memoryview(b"\x10\x00picture"))
    assert read.keyframe
    assert not read.picture_id_at
    assert not read.tl0_at


@pytest.mark.parametrize("picture_id", [0, 127, 128, 0x7FFF])
def test_ids_are_found_where_they_stand(picture_id: int) -> None:
    payload = vp8(picture_id, tl0=9)
    read = descriptor_untrusted(memoryview(payload))
    assert (read.picture_id, read.tl0, read.wide) == (picture_id, 9, True)
    assert payload[read.tl0_at] == 9


@pytest.mark.parametrize(
    "payload", [b"", b"\x80", b"\x80\x80", b"\x80\x80\x80", b"\x90\xf0\x80\x01"]
)
def test_short_descriptor_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPacket):
        descriptor_untrusted(memoryview(payload))


@pytest.mark.parametrize(
    ("seven_bits", "near", "fifteen_bits"),
    [(5, 4, 5), (0, 127, 128), (127, 128, 127), (0, 0x7FFF, 0), (127, 0, 0x7FFF), (3, 1000, 1027)],
)
def test_short_ids_become_the_nearest_long_ones(
    seven_bits: int, near: int, fifteen_bits: int
) -> None:
    short = memoryview(vp8(seven_bits, wide=False, tl0=3, body=b"body"))
    wide = widened(short, descriptor_untrusted(short), near)
    read = descriptor_untrusted(memoryview(wide))
    assert (read.picture_id, read.wide, read.tl0) == (fifteen_bits, True, 3)
    assert wide.endswith(b"body")
