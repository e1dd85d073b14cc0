"""What is acknowledged is on the log exactly once; anything else is counted and named."""

from collections.abc import Sequence

from live.meeting.events import Event, MeetingOpened
from live.meeting.permissions import Author, Role
from tests.faults.reckoning import Reckoning, reckon

SOMEBODY = Author(role=Role.MEMBER, person=None, name="Lương Văn Đạo")


def log(*events: tuple[int, str | None]) -> Sequence[Event]:
    """Return events of these moments and commands."""
    return [MeetingOpened(at_ms=at, by=SOMEBODY, command=command) for at, command in events]


ASK, WITHDRAW = (1, "ask"), (2, "withdraw")


def test_commands_on_record_at_the_acknowledged_version_are_in_order() -> None:
    versions = {"one": 1, "two": 3}
    found = reckon(log(ASK, (1, None), WITHDRAW), versions, versions, [])
    assert found == Reckoning(acknowledged=2, lost=0, doubled=0, moments_back=0, whole_s=[])


def test_one_that_is_not_on_record_or_elsewhere_or_beyond_the_log_is_lost() -> None:
    assert reckon(log(ASK), {}, {"one": 1}, []).lost == 1
    assert reckon(log(ASK, WITHDRAW), {"one": 2}, {"one": 1}, []).lost == 1
    assert reckon(log(ASK), {"one": 2}, {"one": 2}, []).lost == 1


def test_one_that_was_done_twice_is_doubled_and_what_others_did_is_not() -> None:
    assert reckon(log(ASK, ASK), {"one": 1}, {"one": 1}, []).doubled == 1
    assert reckon(log(ASK, (2, "start_item")), {"one": 1}, {"one": 1}, []).doubled == 0


def test_a_moment_before_the_one_ahead_of_it_is_counted() -> None:
    assert reckon(log((5, None), (5, None), (4, None), (9, None)), {}, {}, []).moments_back == 1


def test_runs_add_up_and_figures_tell_median_and_worst() -> None:
    both = Reckoning(3, 0, 1, 0, [1.0, 2.0]) + Reckoning(4, 2, 0, 1, [9.0])
    assert dict(both.figures()) == {
        "acknowledged": 7,
        "lost": 2,
        "doubled": 1,
        "moments_back": 1,
        "screens_whole_p50_s": 2.0,
        "screens_whole_max_s": 9.0,
    }
