"""The resolution of a branch meeting as a value, from the same record as its minutes. Pure."""

import datetime as dt
from dataclasses import dataclass

from live.meeting.state import Meeting
from live.record.ballots import BallotAccount
from live.record.minutes import DocumentHeading, Task, draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The resolution (or, where none was voted on, the conclusion) of one meeting."""

    heading: DocumentHeading
    number: str
    grounds: str
    assessment: str
    tasks: tuple[Task, ...]
    aims: str
    carrying_out: str
    ballots: tuple[BallotAccount, ...]
    recipients: str
    signer: str
    signer_office: str


def resolution(meeting: Meeting, zone: dt.tzinfo) -> Resolution:
    """Return the resolution of a meeting as its record stands."""
    minutes = draft(meeting, zone)
    facts = meeting.facts
    title = facts.title[:1].lower() + facts.title[1:]
    reviewed = (item for item in meeting.agenda.items if item.kind == "review")
    return Resolution(
        heading=minutes.heading,
        number="",
        grounds=(
            "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;\n"
            f"Căn cứ kết quả thảo luận, biểu quyết tại buổi {title}."
        ),
        assessment="\n".join(item.conclusion for item in reviewed if item.conclusion),
        tasks=minutes.tasks,
        aims=minutes.conclusion,
        carrying_out=(
            "Chi ủy, bí thư chi bộ tổ chức thực hiện nghị quyết; đảng viên được phân công chịu"
            " trách nhiệm thực hiện và báo cáo kết quả tại kỳ sinh hoạt tới."
        ),
        ballots=minutes.ballots,
        recipients=f"{facts.unit.name} (để báo cáo);\nCác đảng viên trong chi bộ;\nLưu chi bộ.",
        signer=minutes.chair,
        signer_office=minutes.chair_office,
    )
