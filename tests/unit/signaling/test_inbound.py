"""Messages of clients are taken as documented and refused otherwise, without echoing secrets."""

import dataclasses
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import BadPacket, Rejected
from live.meeting.names import CLIENT_COMMANDS
from signaling import limits
from signaling.conversation import command_untrusted
from signaling.inbound import (
    Connect,
    Do,
    Enter,
    Hello,
    ReportMicrophone,
    ShowStage,
    ShowWall,
    message_untrusted,
)

GOOD: list[tuple[dict[str, Any], type]] = [
    ({"type": "hello", "token": "abc", "device": "d-1", "have": {"m": 3}}, Hello),
    ({"type": "hello", "token": "abc", "device": "d-1", "at_door": True}, Hello),
    ({"type": "hello", "token": "abc", "device": "d-1", "microphone": "off"}, Hello),
    ({"type": "hello", "token": "abc", "device": "d-1", "where": "room"}, Hello),
    ({"type": "enter"}, Enter),
    ({"type": "microphone", "state": "no_path"}, ReportMicrophone),
    ({"type": "do", "id": "1", "meeting": "m", "command": "ask", "args": {}}, Do),
    ({"type": "connect", "pc": "a", "sdp": "v=0", "sends": ["microphone", "camera"]}, Connect),
    ({"type": "show", "pc": "a", "layer": "h"}, ShowStage),
    ({"type": "show", "pc": "a", "meetings": ["m"], "large": "m", "listen": None}, ShowWall),
    ({"type": "show", "pc": "a", "meetings": [None, "m"], "large_layer": "h"}, ShowWall),
]


@pytest.mark.parametrize(("raw", "kind"), GOOD, ids=str)
def test_a_documented_message_is_taken(raw: dict[str, Any], kind: type) -> None:
    assert isinstance(message_untrusted(json.dumps(raw)), kind)


@pytest.mark.parametrize(("raw", "kind"), GOOD, ids=str)
def test_a_message_with_a_field_too_many_is_refused(raw: dict[str, Any], kind: type) -> None:
    with pytest.raises(BadPacket):
        message_untrusted(json.dumps({**raw, "admin": True}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "1",
        '"hello"',
        "{}",
        '{"type": 1}',
        '{"type": "wall"}',
        '{"type": "dance"}',
        '{"type": "hello"}',
        '{"type": "hello", "token": "t", "device": "a b"}',
        '{"type": "hello", "token": "t", "device": "d", "have": {"m": -1}}',
        '{"type": "do", "id": "", "meeting": "m", "command": "ask"}',
        '{"type": "connect", "pc": "a", "sdp": "", "sends": []}',
        '{"type": "connect", "pc": "a", "sdp": "v", "sends": ["tape"]}',
        '{"type": "show", "pc": "a", "layer": "x"}',
        '{"type": "ping", "\\u0000": 1}',
        '{"type": "microphone"}',
        '{"type": "microphone", "state": "loud"}',
        "[" * 10_000,
    ],
)
def test_anything_else_is_a_bad_packet(text: str) -> None:
    with pytest.raises(BadPacket):
        message_untrusted(text)


def test_who_follows_many_meetings_names_all_of_them_and_shows_some() -> None:
    followed = {f"meeting-{number:04}": number for number in range(1000)}
    hello = {"type": "hello", "token": "t", "device": "d", "have": followed}
    assert message_untrusted(json.dumps(hello)) == Hello.model_validate(hello)
    wall = {"type": "show", "pc": "a", "meetings": list(followed)}
    with pytest.raises(BadPacket, match="meetings"):
        message_untrusted(json.dumps(wall))
    fewer = {**wall, "meetings": list(followed)[: limits.TILES]}
    assert isinstance(message_untrusted(json.dumps(fewer)), ShowWall)


def test_the_reason_says_where_but_never_what() -> None:
    secret = "s3cret" * limits.TOKEN_CHARACTERS
    with pytest.raises(BadPacket) as caught:
        message_untrusted(json.dumps({"type": "hello", "token": secret, "device": "d"}))
    assert "token" in str(caught.value)
    assert "s3cret" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
"""Whatever JSON can say."""
FIELDS = sorted({*(name for raw, _ in GOOD for name in raw), "state", "media", "where"})


@given(text=st.text() | JSON.map(json.dumps))
def test_a_text_of_any_kind_is_taken_or_refused_and_never_a_fault(text: str) -> None:
    with suppress(BadPacket):
        message_untrusted(text)


@given(raw=st.sampled_from(GOOD), name=st.sampled_from(FIELDS), value=JSON)
def test_a_message_with_any_value_in_a_field_is_taken_or_refused(
    raw: tuple[dict[str, Any], type], name: str, value: object
) -> None:
    with suppress(BadPacket):
        message_untrusted(json.dumps({**raw[0], name: value}))


@given(
    name=st.sampled_from(sorted(CLIENT_COMMANDS)),
    values=st.lists(JSON | st.text(st.characters(codec=None), max_size=9), min_size=1, max_size=4),
)
def test_a_command_with_any_arguments_is_made_or_refused(name: str, values: list[Any]) -> None:
    fields = [field.name for field in dataclasses.fields(CLIENT_COMMANDS[name])] or ["x"]
    with suppress(Rejected):
        command_untrusted(name, dict(zip(fields, values * len(fields), strict=False)))
