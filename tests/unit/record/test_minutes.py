"""Minutes and resolution of the sample branches: the whole text, and what it must not depend on."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from live.bots.rosters import BEN_GO
from live.ids import BallotId, DeviceId, PersonId
from live.meeting import commands as c
from live.meeting.agenda import CLOSING
from live.meeting.evolve import fold
from live.meeting.minutes import fingerprint, item_block
from live.meeting.permissions import Actor, Role
from live.meeting.plan import PlannedItem
from live.meeting.roster import Member
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.scoring import total
from live.record.fields import fields
from live.record.minutes import draft
from live.record.resolution import resolution
from live.record.statistics import speaking_statistics
from live.record.text import full_title
from live.store.codec import CODEC
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.room import MINUTE, PLAN, SECRETARY, SUPERVISOR, Room, member, opened
from tests.unit.meeting.test_minutes import carried
from tests.unit.record.evenings import SCRIPTS, ZONE, Evening, Script, adopted
from tests.unit.record.printed import printed_minutes, printed_resolution

GOLDEN: Final = Path(__file__).parents[2] / "data/golden"
KEYS: Final = [script.roster.key for script in SCRIPTS]
EXPECTED: Final = {roster.key: expected for roster, expected in VECTORS}


def text_of(room: Room) -> str:
    """Return minutes and resolution of a meeting as text."""
    meeting = room.meeting
    return f"{printed_minutes(meeting)}\n{printed_resolution(meeting)}"


@pytest.mark.parametrize("script", SCRIPTS, ids=KEYS)
def test_a_sample_evening_gives_its_text(script: Script) -> None:
    """`tests/data/golden` was written by this module run as a program, and read."""
    golden = GOLDEN / f"{script.roster.key}.txt"
    assert text_of(adopted(script)) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS, ids=KEYS)
def test_the_figures_are_those_that_the_sample_asks_for(script: Script) -> None:
    expected: Expected = EXPECTED[script.roster.key]
    made = fields(draft(adopted(script).meeting, ZONE))
    assert (made["tong_so"], made["truc_tiep"], made["truc_tuyen"]) == (
        expected.listed,
        expected.in_room,
        expected.online,
    )
    assert (made["co_mat_tinh_ty_le"], made["dien_tinh_ty_le"]) == (expected.present, expected.base)
    assert (made["mau_so"], made["can_tan_thanh"]) == (expected.denominator, expected.pass_at)
    (vote, *_) = made["bieu_quyet"]
    assert f"= {expected.denominator}; cần ít nhất {expected.pass_at} phiếu" in vote["doan"][2]


@pytest.mark.parametrize("script", SCRIPTS, ids=KEYS)
def test_the_same_record_gives_the_same_text_also_from_the_store(script: Script) -> None:
    room = adopted(script)
    again = fold(CODEC.decode(*CODEC.encode(event)) for event in room.log)
    assert printed_minutes(again) == printed_minutes(room.meeting)
    assert printed_resolution(again) == printed_resolution(room.meeting)


def test_nothing_that_happens_after_adoption_changes_the_text() -> None:
    room = adopted(SCRIPTS[0])
    before = text_of(room)
    namesake = replace(SUPERVISOR, person=PersonId("late"), name="Lý A Sềnh")
    renamed = Actor(role=Role.SUPERVISOR, person=PersonId("g1"), name="Nông Thị Hạ", title="Khác")
    for guest in (namesake, renamed):
        room.connect(guest, device=f"late-{guest.name}")
    room.connect(member(5), device="late-member")
    room.do(c.WriteToChair(text="x"), renamed)
    room.do(c.DeviceWent(device=DeviceId("late-member"), node="n1"), member(5))
    room.later(60 * MINUTE)
    assert text_of(room) == before


# --- people ------------------------------------------------------------------------------------


def named(*names: str) -> Room:
    """Return an open meeting whose members 3, 4, … have these names; 3 to 6 are online."""
    listed = list(PLAN.members)
    for place, name in enumerate(names, 2):
        listed[place] = Member(person=listed[place].person, number=place + 1, name=name)
    return opened(replace(PLAN, members=tuple(listed)))


def said(room: Room, number: int, text: str) -> None:
    """Let a member speak, and note what was said."""
    room.do(c.CallOn(person=PersonId(f"p{number}")))
    turn = room.speech().id
    room.later(MINUTE).do(c.FinishTurn(turn=turn))
    room.do(c.NoteTurn(turn=turn, text=text), SECRETARY)


def paragraphs(room: Room, item: int = 2) -> list[str]:
    """Return what the minutes say of an item; 0 is the first counted one."""
    told = fields(draft(room.meeting, ZONE))["dien_bien"][item]["doan"]
    return [str(line) for line in told]


def test_two_people_of_one_name_are_told_apart() -> None:
    room = named("Nguyễn Văn An", "Nguyễn Văn An")
    said(room, 3, "một")
    said(room, 4, "hai")
    assert paragraphs(room) == [
        "Đ/c Nguyễn Văn An (số 3 trong danh sách): một",
        "Đ/c Nguyễn Văn An (số 4 trong danh sách): hai",
    ]


@pytest.mark.parametrize(
    "name",
    ['Lê "Bảy" \\ Tám', "#set page(width: 1pt)", "$x^2$ {{ 7*7 }} {% x %}", "An 🎉‍👩‍👧", "Ẵ" * 60],
)
def test_names_are_data_whatever_is_in_them(name: str) -> None:
    room = named(name)
    said(room, 3, name)
    assert paragraphs(room) == [f"Đ/c {name}: {name}"]


def test_attendance_in_force_follows_who_came_and_left() -> None:
    room = opened()
    room.later(MINUTE).disconnect(member(3))
    room.later(3 * MINUTE).connect(member(7))
    room.later(MINUTE).do(c.StartItem(item=room.item(4)))
    room.later(MINUTE).do(c.CloseMeeting())
    made = fields(draft(room.meeting, ZONE))
    discussion, closing = made["dien_bien"][2:]
    assert (discussion["co_mat"], closing["co_mat"]) == (5, 5)
    assert discussion["den_them"] == ["Đồng chí 7"]
    assert discussion["ra_ve"] == ["Đồng chí 3"]
    assert [one["ten"] for one in made["ve_som"]] == ["Đồng chí 3"]


# --- blocks ------------------------------------------------------------------------------------


def test_an_edited_block_keeps_its_text_and_says_when_the_record_has_changed() -> None:
    room = opened()
    said(room, 3, "ba mươi triệu")
    key = item_block(room.item(3))

    def shown() -> tuple[str, str, bool]:
        found = next(one for one in draft(room.meeting, ZONE).blocks if one.key == key)
        return found.text, found.writer, found.stale

    drawn = "Đ/c Đồng chí 3: ba mươi triệu"
    assert shown() == (drawn, "", False)
    edit = c.EditBlock(block=key, text="Đồng chí 3 góp ý", was=drawn, drawn=fingerprint(drawn))
    room.do(edit, SECRETARY)
    assert shown() == ("Đồng chí 3 góp ý", SECRETARY.name, False)
    said(room, 4, "thêm")
    assert shown() == ("Đồng chí 3 góp ý", SECRETARY.name, True)
    room.do(c.RestoreBlock(block=key, was="Đồng chí 3 góp ý"), SECRETARY)
    assert shown() == (f"{drawn}\nĐ/c Đồng chí 4: thêm", "", False)


def test_hours_are_by_the_clock_as_it_was_set_last_and_the_setting_is_said() -> None:
    room = opened()
    before = fields(draft(room.meeting, ZONE))["bat_dau"]
    clock = c.CorrectClock(wall_ms=room.now_ms + 60 * MINUTE)
    room.do(clock, Actor(role=Role.SYSTEM))
    made = fields(draft(room.meeting, ZONE))
    assert made["bat_dau"] != before
    (told,) = made["dong_ho"]
    assert "chỉnh tiến 3600 giây" in told


def with_talk_after() -> Room:
    """Return an open meeting after whose agenda comes a talk that is outside of it."""
    talk = PlannedItem(
        kind="lessons_learned", title="Rút kinh nghiệm", planned_min=30, counted=False
    )
    return opened(replace(PLAN, items=(*PLAN.items, talk)))


def test_what_is_said_in_the_line_check_of_an_open_meeting_stands_beside_the_items() -> None:
    room = with_talk_after()
    room.do(c.StartItem(item=room.item(0)))
    said(room, 3, "Nghe rõ")
    room.do(c.ConcludeItem(item=room.item(0), text="Đường truyền tốt"), SECRETARY)
    made = fields(draft(room.meeting, ZONE))
    assert made["y_kien_khac"] == ["Đ/c Đồng chí 3: Nghe rõ"]
    assert made["ket_luan"] == []
    assert speaking_statistics(room.meeting).counted == 1


def test_the_talk_after_the_meeting_is_no_part_of_minutes_nor_of_the_norm() -> None:
    room = with_talk_after()
    said(room, 3, "Trong buổi")
    room.do(c.ConcludeItem(item=room.item(3), text="Nhất trí"), SECRETARY)
    room.do(c.StartItem(item=room.item(5)))
    said(room, 4, "Sau buổi")
    room.do(c.ConcludeItem(item=room.item(5), text="Lần sau gọn hơn"), SECRETARY)
    text = printed_minutes(room.meeting)
    assert ("Trong buổi" in text, "Sau buổi" in text, "Lần sau" in text) == (True, False, False)
    assert fields(draft(room.meeting, ZONE))["ket_luan"] == ["Mục 3 (Thảo luận): Nhất trí"]
    told = speaking_statistics(room.meeting)
    assert (told.counted, told.turns) == (1, 2)


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Sinh hoạt chi bộ tháng 11", "Sinh hoạt chi bộ tháng 11 (định kỳ)"),
        ("Sinh hoạt chi bộ định kỳ tháng 11", "Sinh hoạt chi bộ định kỳ tháng 11"),
        ("Sinh hoạt Định Kỳ", "Sinh hoạt Định Kỳ"),
    ],
)
def test_the_kind_of_a_meeting_is_said_once(title: str, whole: str) -> None:
    room = opened(replace(PLAN, title=title))
    assert full_title(fields(draft(room.meeting, ZONE))) == whole


def test_a_resolution_lacks_only_the_vote_on_the_minutes_which_tell_later_edits() -> None:
    room = opened()
    (item,) = (one.id for one in room.meeting.agenda.items if one.kind == CLOSING)
    room.do(c.StartItem(item=item))
    decided = carried(room)
    room.later(MINUTE).do(c.EditBlock(block="guests", text="Không có.", was=""))
    room.do(c.PresentMinutes())
    adopting = carried(room.later(MINUTE))

    def in_resolution() -> list[BallotId | None]:
        return [one.ballot for one in resolution(room.meeting, ZONE).ballots]

    assert in_resolution() == [decided, adopting]
    room.later(MINUTE).do(c.EditBlock(block="documents", text="Sách", was=""))
    room.do(c.RestoreBlock(block="documents", was="Sách"))
    room.do(c.EditBlock(block=item_block(item), text="Nhất trí.", was=""))
    room.do(c.CloseMeeting())
    room.do(c.AdoptMinutes(number="12", ballot=adopting))
    assert in_resolution() == [decided]
    told = draft(room.meeting, ZONE).adopted
    title = next(one.title for one in room.meeting.agenda.items if one.id == item)
    assert "đã được chi bộ thông qua bằng biểu quyết lần 2. Sau khi đưa ra biểu quyết" in told
    assert told.endswith(f"có sửa: Tài liệu sử dụng; 4. {title}.")


@pytest.mark.parametrize("script", SCRIPTS, ids=KEYS)
def test_the_vote_on_the_minutes_is_in_the_minutes_and_not_in_the_resolution(
    script: Script,
) -> None:
    meeting = adopted(script).meeting
    assert draft(meeting, ZONE).ballots[-1].matter == "Thông qua biên bản"
    decided = [one.matter for one in resolution(meeting, ZONE).ballots]
    assert decided[0] == script.matter
    assert "Thông qua biên bản" not in decided


@pytest.mark.parametrize("script", SCRIPTS, ids=KEYS)
def test_a_sample_evening_is_scored_by_its_record(script: Script) -> None:
    expected, meeting = EXPECTED[script.roster.key], adopted(script).meeting
    points = meeting.score.adopted[-1].points
    assert points["B2"] == (0 if expected.unexcused else 4)
    assert (points["B1"], points["C1"], points["C4"]) == (14, 6, 6)
    if expected.unexcused:
        assert fields(draft(meeting, ZONE))["xep_loai"] != "Tốt"


@pytest.mark.parametrize("reason", ["Hết giờ", "Hết giờ."])
def test_an_item_that_was_passed_over_says_why_with_one_full_stop(reason: str) -> None:
    room = opened()
    room.do(c.SkipItem(item=room.item(4), reason=reason))
    assert paragraphs(room, 3) == ["Không thực hiện. Lý do: Hết giờ."]


def test_the_large_branch_elected_by_paper() -> None:
    script = next(one for one in SCRIPTS if one.roster is BEN_GO)
    room = Evening(script).hold()
    _, election, _ = fields(draft(room.meeting, ZONE))["bieu_quyet"]
    assert election["ket_qua"] == "Trúng cử: Tống Văn Khải."
    assert "Số phiếu phát ra: 30; thu về: 30; hợp lệ: 29; không hợp lệ: 1." in election["doan"]


def test_the_score_is_that_of_the_branch_and_the_proposed_one_stands_beside_it() -> None:
    room = opened()
    room.later(MINUTE).do(c.CloseMeeting())
    given = {line.code: line.points for line in RUBRIC if line.fill is not ScoreFill.AUTO}
    room.do(c.ProposeScore(points=given), SECRETARY)
    room.do(c.AdoptScore())
    made = fields(draft(room.meeting, ZONE))
    column = room.meeting.score.adopted[-1]
    assert made["diem"] == str(total(column))
    assert [line.partition(":")[0] for line in made["cham_diem"]] == [
        *("Chi ủy đề nghị", "Chi bộ thông qua", "Trong đó"),
    ]
    assert made["xep_loai"] in made["cham_diem"][1]


if __name__ == "__main__":
    for each in SCRIPTS:
        golden = GOLDEN / f"{each.roster.key}.txt"
        golden.write_text(text_of(adopted(each)), encoding="utf-8")
