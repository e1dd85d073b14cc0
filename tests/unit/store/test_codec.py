"""The codec: every event there is comes back as it was; retired names are understood."""

import json
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic.dataclasses import rebuild_dataclass

from live.meeting.events import Event, MeetingAnnounced, MeetingEdited, MeetingOpened
from live.meeting.names import EVENTS
from live.meeting.permissions import Author, Role
from live.store.codec import CODEC, Codec

BY = Author(role=Role.CHAIR, person=None, name="Hoàng Văn Lịch")


@pytest.mark.parametrize("name", EVENTS)
@settings(max_examples=20)
@given(data=st.data())
def test_every_event_comes_back_as_it_was(name: str, data: st.DataObject) -> None:
    rebuild_dataclass(cast("Any", EVENTS[name]))  # its signature is there when it was used once
    event = data.draw(st.from_type(EVENTS[name]))
    assume("nan" not in repr(event) and "inf" not in repr(event))  # rates are finite
    stored_name, body = CODEC.encode(event)
    assert stored_name == name
    assert CODEC.decode(name, body) == event


def test_what_is_stored_is_a_name_and_the_fields_and_no_class() -> None:
    event = MeetingEdited(at_ms=1, by=BY, title="Thường kỳ", scheduled_ms=2, place="Nhà văn hóa")
    name, body = CODEC.encode(event)
    assert name == "meeting_edited"
    assert json.loads(body) == {
        "at_ms": 1,
        "by": {"role": "chair", "person": None, "name": "Hoàng Văn Lịch"},
        "command": None,
        "title": "Thường kỳ",
        "scheduled_ms": 2,
        "place": "Nhà văn hóa",
        "chair": None,
        "secretary": None,
    }


def test_a_name_from_a_later_program_is_an_error() -> None:
    with pytest.raises(KeyError):
        CODEC.decode("meeting_teleported", "{}")


def moved(fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "meeting_edited", fields | {"place": fields.pop("room")}


def dated(fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "meeting_moved", fields | {"scheduled_ms": 7}


def test_retired_events_are_brought_up_to_date_step_by_step() -> None:
    codec = Codec(EVENTS, {"meeting_shifted": dated, "meeting_moved": moved})
    by = {"role": "chair", "person": None, "name": "Hoàng Văn Lịch"}
    oldest = json.dumps({"at_ms": 1, "by": by, "title": "T", "room": "P"})
    assert codec.decode("meeting_shifted", oldest) == MeetingEdited(
        at_ms=1, by=BY, title="T", scheduled_ms=7, place="P"
    )


@pytest.mark.parametrize(
    ("types", "upcasts"),
    [
        ({"a": MeetingOpened, "b": MeetingOpened}, {}),
        ({"a": MeetingOpened, "b": MeetingAnnounced}, {"a": moved}),
    ],
    ids=["one class, two names", "retired and in use"],
)
def test_a_table_of_names_that_contradicts_itself_is_refused(
    types: dict[str, type[Event]], upcasts: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"name|retired"):
        Codec(types, upcasts)
