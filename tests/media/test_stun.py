"""Binding requests: genuine, forged, broken."""

import pytest
from aioice import stun

from live.errors import BadPacket
from live.media.sfu.stun import MAX_REQUEST_BYTES, is_genuine, stun_untrusted, success

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


@pytest.mark.parametrize("address", [("192.0.2.7", 4242), ("2001:db8::7", 65535)])
def test_answer_tells_the_client_his_address_and_is_signed(address: tuple[str, int]) -> None:
    asked = stun_untrusted(bytes(request()))
    answer = stun.parse_message(success(asked, address, PASSWORD))
    assert answer.transaction_id == asked.message.transaction_id
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
        bytes(request()) + bytes(MAX_REQUEST_BYTES),
    ],
    ids=["nothing", "zeros", "cut", "longer", "nameless", "one name", "not ours", "answer", "huge"],
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
