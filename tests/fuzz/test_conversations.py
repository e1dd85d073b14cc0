"""Whatever a client says is answered, refused with a listed code, or ends its connection."""

import asyncio
import json
import os
from typing import Final

import pytest
from hypothesis import given, settings

from signaling.presence import PresenceKeeper
from tests.fuzz.conversations import CONVERSATIONS, Sent, check, hold
from tests.fuzz.kept import kept

EXAMPLES: Final = int(os.environ.get("DIEMCAU_FUZZ_ROUNDS", "2000")) // 10


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(sent=CONVERSATIONS)
def test_whatever_is_said_is_answered_refused_with_a_listed_code_or_ends_the_connection(
    sent: list[Sent],
) -> None:
    check(sent)


def test_conversations_that_once_failed_are_answered() -> None:
    for case in kept("conversation"):
        check(case.conversation())


def test_conversation_that_makes_sense_is_carried_out() -> None:
    hello = {"type": "hello", "token": "member:p3", "device": "d"}
    ask = {"type": "do", "id": "c", "meeting": "m", "command": "ask", "args": {}}
    line = asyncio.run(hold([json.dumps(hello), json.dumps(ask)]))
    assert [each["type"] for each in line.heard if each["type"] in ("welcome", "done", "pong")] == [
        *("welcome", "done", "pong"),
    ]


def test_fault_of_the_server_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(PresenceKeeper, "heard", broken)
    hello = {"type": "hello", "token": "member:p3", "device": "d"}
    with pytest.raises(AssertionError):
        check([json.dumps(hello), '{"type":"microphone","state":"off"}'])
