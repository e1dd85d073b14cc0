"""The resolution of a branch meeting as a value, from the same record as its minutes. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from live.meeting.state import Meeting
from live.record.ballots import BallotAccount
from live.record.blocks import TextBlock, block
from live.record.minutes import DocumentHeading, Minutes, draft
from live.record.wording import sentence

REVIEW: Final = "review"
"""The kind of the item that looks back on the last month (`meeting.templates`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The resolution (or, where none was voted on, the conclusion) of one meeting."""

    heading: DocumentHeading
    number: str
    grounds: TextBlock
    assessment: TextBlock
    aims: TextBlock
    tasks: TextBlock
    carrying_out: TextBlock
    ballots: tuple[BallotAccount, ...]
    """All votes of the meeting but the one that adopted the minutes."""
    recipients: TextBlock
    signer: str
    signer_office: str

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        """All blocks, in the order of the document."""
        return (
            *(self.grounds, self.assessment, self.aims),
            *(self.tasks, self.carrying_out, self.recipients),
        )


def resolution(meeting: Meeting, zone: dt.tzinfo, minutes: Minutes | None = None) -> Resolution:
    """Return the resolution of a meeting as its record stands; ``minutes``: its draft, if there is
    one already."""
    minutes = minutes or draft(meeting, zone)
    adoption = meeting.minutes.adoption
    return Resolution(
        heading=minutes.heading,
        number=adoption.resolution_number if adoption else "",
        grounds=block(meeting, "grounds", _grounds(meeting)),
        assessment=block(meeting, "assessment", _assessment(meeting)),
        aims=block(meeting, "aims", minutes.conclusion.text),
        tasks=minutes.tasks,
        carrying_out=block(
            meeting,
            "carrying_out",
            "Chi ủy, bí thư chi bộ tổ chức thực hiện nghị quyết; đảng viên được phân công chịu"
            " trách nhiệm thực hiện và báo cáo kết quả tại kỳ sinh hoạt tới.",
        ),
        ballots=tuple(
            one for one in minutes.ballots if adoption is None or one.ballot != adoption.ballot
        ),
        recipients=block(
            meeting,
            "recipients",
            f"{meeting.facts.unit.name} (để báo cáo);\nCác đảng viên trong chi bộ;\nLưu chi bộ.",
        ),
        signer=minutes.chair,
        signer_office=_first_office(minutes.chair_office),
    )


def _first_office(offices: str) -> str:
    """Return the first of several offices: "Bí thư" of "Bí thư, trưởng thôn"."""
    return offices.partition(",")[0].partition("(")[0].strip()


def _grounds(meeting: Meeting) -> str:
    title = meeting.facts.title
    return (
        "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;\n"
        f"Căn cứ kết quả thảo luận, biểu quyết tại buổi {sentence(title[:1].lower() + title[1:])}"
    )


def _assessment(meeting: Meeting) -> str:
    reviewed = (item for item in meeting.agenda.items if item.kind == REVIEW)
    return "\n".join(item.conclusion for item in reviewed if item.conclusion)
