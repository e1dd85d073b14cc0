"""The codec: every event there is comes back as it was; older forms are understood."""

import json
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic.dataclasses import rebuild_dataclass

from live.meeting.events import Event, MeetingAnnounced, MeetingEdited, MeetingOpened
from live.meeting.names import EVENTS
from live.meeting.permissions import Author, Role
from live.meeting.upcasting import Fields, Form, Upcast, current_forms, upcast
from live.store.codec import CODEC, EventCodec

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


def test_what_is_stored_is_a_name_a_version_and_the_fields_and_no_class() -> None:
    event = MeetingEdited(at_ms=1, by=BY, title="Thường kỳ", scheduled_ms=2, place="Nhà văn hóa")
    name, body = CODEC.encode(event)
    assert name == "meeting_edited"
    assert body.startswith('{"v":1,"at_ms":1,')
    assert json.loads(body) == {
        "v": 1,
        "at_ms": 1,
        "by": {"role": "chair", "person": None, "name": "Hoàng Văn Lịch"},
        "command": None,
        "title": "Thường kỳ",
        "scheduled_ms": 2,
        "place": "Nhà văn hóa",
        "chair": None,
        "secretary": None,
    }


def test_what_was_stored_before_there_were_versions_is_of_the_first() -> None:
    event = MeetingAnnounced(at_ms=1, by=BY)
    name, body = CODEC.encode(event)
    assert CODEC.decode(name, body.replace('"v":1,', "")) == event


def test_a_name_from_a_later_program_is_an_error() -> None:
    with pytest.raises(KeyError):
        CODEC.decode("meeting_teleported", "{}")


@pytest.mark.parametrize("version", [0, 2, 999])
@pytest.mark.parametrize("name", EVENTS)
def test_a_version_from_a_later_program_is_an_error(name: str, version: int) -> None:
    with pytest.raises(KeyError):
        CODEC.decode(name, f'{{"v":{version},"at_ms":1}}')


# --- steps that there are not, in a table of their own -------------------------------------------


def moved(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != "room"} | {
        "place": fields["room"]
    }


def dated(fields: Fields) -> Fields:
    return fields | {"scheduled_ms": 7}


def titled(fields: Fields) -> Fields:
    return fields | {"title": fields["title"].title()}


STEPS: dict[Form, Upcast] = {
    ("meeting_shifted", 1): Upcast(("meeting_shifted", 2), dated),
    ("meeting_shifted", 2): Upcast(("meeting_edited", 1), moved),
    ("meeting_edited", 1): Upcast(("meeting_edited", 2), titled),
}
"""A kind that was changed, then replaced by another, which was changed too."""
WRITTEN = {"at_ms": 1, "by": {"role": "chair", "person": None, "name": "Hoàng Văn Lịch"}}
EDITED = MeetingEdited(at_ms=1, by=BY, title="Họp", scheduled_ms=7, place="P")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("meeting_shifted", {"title": "họp", "room": "P"}),
        ("meeting_shifted", {"v": 1, "title": "họp", "room": "P"}),
        ("meeting_shifted", {"v": 2, "title": "họp", "room": "P", "scheduled_ms": 7}),
        ("meeting_edited", {"title": "họp", "place": "P", "scheduled_ms": 7}),
        ("meeting_edited", {"v": 2, "title": "Họp", "place": "P", "scheduled_ms": 7}),
    ],
)
def test_older_forms_are_brought_up_to_date_step_by_step(name: str, fields: Fields) -> None:
    version = {"v": fields.pop("v")} if "v" in fields else {}
    body = json.dumps(version | WRITTEN | fields, separators=(",", ":"))
    assert EventCodec(EVENTS, STEPS).decode(name, body) == EDITED


def test_what_is_written_is_in_the_form_of_today() -> None:
    codec = EventCodec(EVENTS, STEPS)
    name, body = codec.encode(EDITED)
    assert (name, json.loads(body)["v"]) == ("meeting_edited", 2)
    assert codec.decode(name, body) == EDITED


@pytest.mark.parametrize("name", ["meeting_shifted", "meeting_edited"])
def test_a_version_after_the_last_step_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        EventCodec(EVENTS, STEPS).decode(name, '{"v":3,"at_ms":1}')


@given(lengths=st.dictionaries(st.sampled_from([*EVENTS]), st.integers(0, 5), max_size=6))
def test_steps_of_any_number_end_at_the_form_that_is_written(lengths: dict[str, int]) -> None:
    steps = {
        (name, version): Upcast((name, version + 1), lambda fields: fields | {"n": fields["n"] + 1})
        for name, length in lengths.items()
        for version in range(1, length + 1)
    }
    current = current_forms(EVENTS, steps)
    for name, version in [*steps, *current.items()]:
        form, fields = upcast((name, version), {"n": version}, steps)
        assert form == (name, current[name])
        assert fields == {"n": current[name]}, "each step was taken once, in order"


@pytest.mark.parametrize(
    ("types", "upcasts"),
    [
        ({"a": MeetingOpened, "b": MeetingOpened}, {}),
        ({"a": MeetingOpened}, {("a", 1): Upcast(("b", 1), dated)}),
        ({"a": MeetingOpened}, {("a", 2): Upcast(("a", 1), dated)}),
        ({"a": MeetingOpened}, {("a", 1): Upcast(("a", 1), dated)}),
        ({"a": MeetingOpened}, {("a", 1): Upcast(("a", 3), dated)}),
        (
            {"a": MeetingOpened, "b": MeetingAnnounced},
            {("a", 1): Upcast(("c", 1), dated), ("c", 1): Upcast(("a", 1), dated)},
        ),
    ],
    ids=["one class, two names", "unknown name", "back", "itself", "too far", "circle"],
)
def test_a_table_that_contradicts_itself_is_refused(
    types: dict[str, type[Event]], upcasts: dict[Form, Upcast]
) -> None:
    with pytest.raises(ValueError, match=r"two names|circle|no event of today"):
        EventCodec(types, upcasts)
