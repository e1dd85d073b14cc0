"""Binding requests: genuine, forged, broken. aioice writes them and reads the answers."""

import pytest
from aioice import stun

from live.errors import BadPacket
from live.media.sfu.formats.stun import is_genuine, refusal, stun_untrusted, success

PASSWORD = b"the password of this peer"


def request(username: str | None = "ours:theirs", password: bytes = PASSWORD) -> stun.Message:
    """Return a signed request as a controlling client sends it."""
    attributes: dict[str, object] = {"PRIORITY": 1, "USE-CANDIDATE": None}
    if username is not None:
        attributes["USERNAME"] = username
    message = stun.Message(
        message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST, attributes=attributes
    )
    message.add_message_integrity(password)
    return message


def test_genuine_request_is_told_from_a_forged_and_an_unsigned_one() -> None:
    genuine = stun_untrusted(bytes(request()))
    assert (genuine.to_ufrag, genuine.use_candidate) == ("ours", True)
    assert is_genuine(genuine, PASSWORD)
    assert not is_genuine(stun_untrusted(bytes(request(password=b"guess"))), PASSWORD)
    unsigned = request()
    del unsigned.attributes["MESSAGE-INTEGRITY"], unsigned.attributes["FINGERPRINT"]
    assert not is_genuine(stun_untrusted(bytes(unsigned)), PASSWORD)


def with_attributes(*attributes: tuple[int, bytes], first: bool = False) -> bytes:
    """Return a signed request with more attributes, behind or before its own."""
    message = request()
    del message.attributes["MESSAGE-INTEGRITY"], message.attributes["FINGERPRINT"]
    begin = bytes(message)
    body = b"".join(
        kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value + bytes(-len(value) % 4)
        for kind, value in attributes
    )
    body = body + begin[20:] if first else begin[20:] + body
    data = begin[:20] + body
    data += b"\0\x08\0\x14" + stun.message_integrity(data, PASSWORD)
    data += b"\x80\x28\0\x04" + stun.message_fingerprint(data).to_bytes(4, "big")
    return data[:2] + (len(data) - 20).to_bytes(2, "big") + data[4:]


@pytest.mark.parametrize("first", [True, False])
def test_check_with_a_handshake_in_it_is_read_however_long_it_is(first: bool) -> None:
    """Chromium puts DTLS into its checks: 0xC070 has a flight, 0xC071 what came."""
    for size in (0, 1, 500, 1400):
        data = with_attributes((0xC070, bytes(size)), (0xC071, b"ack"), first=first)
        asked = stun_untrusted(data)
        assert (asked.to_ufrag, asked.use_candidate, asked.unknown) == ("ours", True, ())
        assert is_genuine(asked, PASSWORD)
        assert not is_genuine(asked, b"guess")


def test_optional_attribute_of_no_use_may_have_any_content() -> None:
    assert is_genuine(stun_untrusted(with_attributes((0x8022, b"\xff\xfe"))), PASSWORD)


def test_of_two_attributes_alike_the_first_counts() -> None:
    twice = with_attributes((0x0006, b"theirs:ours"))
    assert stun_untrusted(twice).to_ufrag == "ours"


def test_what_must_be_understood_and_is_not_is_named_in_a_refusal_that_is_signed() -> None:
    asked = stun_untrusted(with_attributes((0x7FFF, b"new"), (0x0003, bytes(4)), (0xC057, b"")))
    assert is_genuine(asked, PASSWORD)
    assert asked.unknown == (0x7FFF, 0x0003)
    data = refusal(asked, PASSWORD)
    answer = stun.parse_message(data)
    assert answer.message_class is stun.Class.ERROR
    assert answer.transaction_id == asked.transaction
    assert answer.error_code == 420
    assert b"\0\x0a\0\x04\x7f\xff\0\x03" in data
    assert answer.check_message_integrity(PASSWORD)


def test_attribute_behind_the_signature_says_nothing() -> None:
    """RFC 8489 §14.5: anybody could have put it there, the newer signature included."""
    message = request()
    del message.attributes["FINGERPRINT"], message.attributes["USE-CANDIDATE"]
    message.add_message_integrity(PASSWORD)
    del message.attributes["FINGERPRINT"]
    data = bytes(message) + b"\0\x25\0\0" + b"\0\x1c\0\x20" + bytes(32)
    asked = stun_untrusted(data[:2] + (len(data) - 20).to_bytes(2, "big") + data[4:])
    assert is_genuine(asked, PASSWORD)
    assert (asked.use_candidate, asked.unknown) == (False, ())


@pytest.mark.parametrize("address", [("192.0.2.7", 4242), ("2001:db8::7", 65535)])
def test_answer_tells_the_client_his_address_and_is_signed(address: tuple[str, int]) -> None:
    asked = stun_untrusted(bytes(request()))
    answer = stun.parse_message(success(asked, address, PASSWORD))
    assert answer.transaction_id == asked.transaction
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == address
    assert "FINGERPRINT" in answer.attributes, "and it was right, or parsing had failed"
    assert answer.message_class is stun.Class.RESPONSE
    assert answer.check_message_integrity(PASSWORD)


def response() -> bytes:
    return bytes(stun.Message(stun.Method.BINDING, stun.Class.RESPONSE))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(20),
        bytes(request())[:-1],
        bytes(request()) + b"x",
        bytes(request(username=None)),
        bytes(request(username="no colon")),
        bytes(request(username=":theirs")),
        response(),
        bytes(request()).replace(stun.COOKIE.to_bytes(4, "big"), bytes(4)),
        bytes(request())[:-1] + b"?",
    ],
    ids=[
        "nothing",
        "zeros",
        "cut",
        "longer",
        "nameless",
        "one name",
        "not ours",
        "answer",
        "old",
        "fingerprint",
    ],
)
def test_what_is_no_binding_request_is_refused(data: bytes) -> None:
    with pytest.raises(BadPacket):
        stun_untrusted(data)


def test_priority_of_two_bytes_is_refused() -> None:
    message = request()
    message.attributes.pop("FINGERPRINT")
    data = bytearray(bytes(message))
    data[23] = 2
    with pytest.raises(BadPacket):
        stun_untrusted(bytes(data))
