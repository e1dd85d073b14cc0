"""Texts put together by hand equal what the message classes write; names of media can be undone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.ids import MeetingId, PersonId, SiteId
from live.media.engine import SourceName
from signaling.outbound import Patch, State
from signaling.sync import Op
from signaling.wire import (
    Part,
    encode,
    json_text,
    patch_text,
    person_key,
    site_key,
    source_name,
    source_parts,
    state_text,
)

M = MeetingId("m")
HEAD: dict[str, object] = {"meeting": M, "version": 3, "server_ms": 5}
ADD: Op = {"op": "add", "path": "/a", "value": "đồng chí"}


def test_state_by_parts_is_the_state_message() -> None:
    text = state_text(HEAD, json_text({"floor": {"turn": None}}), json_text({"role": "chair"}))
    view = {"floor": {"turn": None}, "me": {"role": "chair"}}
    whole = State(meeting=M, version=3, view=view, server_ms=5)
    assert json.loads(text) == json.loads(encode(whole))


@given(
    st.lists(st.just(ADD), max_size=2),
    st.lists(st.just(ADD), max_size=2),
)
def test_patch_by_parts_is_the_patch_message(shared: list[Op], own: list[Op]) -> None:
    text = patch_text({**HEAD, "from": 2}, json_text(shared), json_text(own))
    whole = Patch(meeting=M, from_=2, version=3, ops=shared + own, server_ms=5)
    assert json.loads(text) == json.loads(encode(whole))


@pytest.mark.parametrize("voice", [person_key(PersonId("a")), site_key(SiteId("b"))])
@pytest.mark.parametrize("part", list(Part))
def test_name_of_a_source_can_be_taken_apart(voice: str, part: Part) -> None:
    name = SourceName(f"m/{voice}/{part}")
    meeting, key, same = source_parts(name)
    assert source_name(meeting, key, same) == name


@pytest.mark.parametrize("name", ["", "m/p:a", "m/p:a/nose", "m/p:a/camera/x"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        source_parts(SourceName(name))
