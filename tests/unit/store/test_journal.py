"""The judgement on a group of appends is that of one transaction after the other."""

from hypothesis import given
from hypothesis import strategies as st

from live.errors import DuplicateCommand, VersionConflict
from live.ids import CommandId, MeetingId
from live.meeting.events import MeetingOpened
from live.meeting.permissions import Author, Role
from live.store import Append
from live.store.memory import MemoryEvents
from live.store.sql.journal import judge
from tests.unit.store.test_directory import index

EVENT = MeetingOpened(at_ms=1, by=Author(role=Role.SYSTEM, person=None, name=""))
APPENDS = st.builds(
    Append,
    meeting=st.sampled_from([MeetingId("a"), MeetingId("b"), MeetingId("unknown")]),
    expected_version=st.integers(0, 5),
    events=st.lists(st.just(EVENT), min_size=1, max_size=2),
    command=st.sampled_from([None, CommandId("c"), CommandId("d")]),
)


@given(appends=st.lists(APPENDS, max_size=20))
async def test_a_group_ends_as_if_each_append_had_come_alone(appends: list[Append]) -> None:
    store = MemoryEvents()
    for meeting in ("a", "b"):
        await store.create(index(meeting), [EVENT])
    alone: list[object] = []
    for append in appends:
        try:
            alone.append(await store.append(append))
        except (VersionConflict, DuplicateCommand) as refused:
            alone.append(str(refused))
    versions = {MeetingId("a"): 1, MeetingId("b"): 1}
    together = list(judge(appends, versions, {}))
    assert [o if isinstance(o, int) else str(o) for o in together] == alone
    assert versions == await store.versions(versions)
