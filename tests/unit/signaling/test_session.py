"""A connection says hello once and first, small enough, slow enough, well formed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling import limits
from signaling.inbound import Do, Hello, Ping
from signaling.session import TABLE, Moment, SessionState, WireSession
from signaling.wire import CloseCode, ProtocolError

HELLO = json.dumps({"type": "hello", "token": "t", "device": "d"})
PING = json.dumps({"type": "ping"})


def opened() -> WireSession:
    session = WireSession()
    session.receive_untrusted(HELLO, 0.0)
    session.happen(Moment.ADMITTED)
    return session


def test_client_is_open_after_hello_and_admission() -> None:
    session = WireSession()
    assert isinstance(session.receive_untrusted(HELLO, 0.0), Hello)
    assert session.state is SessionState.ADMITTING
    session.happen(Moment.ADMITTED)
    assert isinstance(session.receive_untrusted(PING, 0.0), Ping)


@pytest.mark.parametrize("state", [SessionState.WAITING, SessionState.ADMITTING])
def test_client_cannot_ask_before_it_is_admitted(state: SessionState) -> None:
    session = WireSession()
    session.state = state
    with pytest.raises(ProtocolError) as caught:
        session.receive_untrusted(PING, 0.0)
    assert (caught.value.close, caught.value.code) == (CloseCode.POLICY, "bad_message")


def test_client_cannot_say_hello_twice() -> None:
    with pytest.raises(ProtocolError):
        opened().receive_untrusted(HELLO, 0.0)


def test_nothing_is_taken_after_the_end() -> None:
    session = opened()
    session.happen(Moment.ENDED)
    with pytest.raises(ProtocolError):
        session.receive_untrusted(PING, 0.0)


def test_client_is_closed_when_a_message_is_too_big_in_bytes() -> None:
    text = json.dumps({"type": "hello", "token": "đ" * limits.MESSAGE_BYTES}, ensure_ascii=False)
    with pytest.raises(ProtocolError) as caught:
        WireSession().receive_untrusted(text[: limits.MESSAGE_BYTES - 1], 0.0)
    assert caught.value.close is CloseCode.TOO_BIG


def test_client_is_closed_when_it_sends_binary() -> None:
    with pytest.raises(ProtocolError) as caught:
        WireSession().receive_untrusted(None, 0.0)
    assert caught.value.close is CloseCode.POLICY


def test_client_may_burst_and_is_closed_when_it_goes_on() -> None:
    session = opened()
    for _ in range(limits.BURST_MESSAGES - 1):
        session.receive_untrusted(PING, 0.0)
    with pytest.raises(ProtocolError) as caught:
        session.receive_untrusted(PING, 0.0)
    assert caught.value.close is CloseCode.TOO_FAST


def test_client_may_go_on_after_a_pause() -> None:
    session = opened()
    for second in range(100):
        for _ in range(int(limits.MESSAGES_PER_S)):
            session.receive_untrusted(PING, float(second))


def test_offers_have_a_slower_bucket() -> None:
    session = opened()
    assert all(session.may_offer(0.0, carrier=0) for _ in range(limits.BURST_OFFERS))
    assert not session.may_offer(0.0, carrier=0)
    assert session.may_offer(0.0, carrier=1)
    assert session.may_offer(1 / limits.OFFERS_PER_S, carrier=0)


def test_every_state_can_end() -> None:
    assert all(steps[Moment.ENDED] is SessionState.CLOSED for steps in TABLE.values())
    assert set(TABLE) == set(SessionState)
    assert Do in TABLE[SessionState.OPEN]


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_whatever_a_client_sends_it_parses_or_breaks_the_protocol(text: str) -> None:
    with pytest.raises(ProtocolError):
        WireSession().receive_untrusted(text, 0.0)
