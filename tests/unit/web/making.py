"""What forms about a meeting are filled in with, and what stands in its record afterwards."""

from live.ids import MeetingId
from live.meeting.state import Meeting
from tests.unit.web.conftest import BRANCH, HIEN, LICH, House

NEW = {
    "branch": BRANCH.id,
    "template": "standard-monthly",
    "kind": "regular",
    "title": "Sinh hoạt tháng 12",
    "scheduled_day": "03/12/2026",
    "scheduled_time": "19:30",
    "chair": LICH.id,
    "secretary": HIEN.id,
    "secrecy": "none",
}


async def state_of(house: House, meeting: str) -> Meeting:
    return await house.parts.meetings.state(MeetingId(meeting))


def when(day: str, time: str) -> dict[str, str]:
    return {"scheduled_day": day, "scheduled_time": time}
