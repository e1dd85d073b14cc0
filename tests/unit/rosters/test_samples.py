"""The sample branches as ordinary lists: imported, imported again, and counted."""

import unicodedata
from collections import Counter

import pytest

from live.bots.rosters import BEN_GO, KHE_BAC, NA_KHOANG, ROSTERS
from live.bots.rosters import BranchRoster as Sample
from live.ids import BranchId, random_id
from live.meeting.roster import Category
from live.rosters import Fate, apply_roster, read_roster_untrusted
from live.store import directory
from tests.memory import memory_registers
from tests.unit.rosters.files import text, xlsx

BRANCH = BranchId("b")
WORDS = {
    "official": "Chính thức",
    "probationary": "Dự bị",
    "exempt": "Miễn công tác và sinh hoạt đảng",
    "temp_exempt": "Tạm miễn sinh hoạt",
    "temp_out": "Sinh hoạt tạm thời đi",
    "temp_in": "Sinh hoạt tạm thời đến",
    "suspended": "Đình chỉ sinh hoạt đảng",
}


def as_list(sample: Sample) -> list[tuple[str | int, ...]]:
    """Return a sample branch as its secretary would write it."""
    people = [(one.number, one.name, one.title, WORDS[one.category]) for one in sample.people]
    return [("CHI BỘ", sample.name), ("STT", "Họ và tên", "Chức vụ", "Loại đảng viên"), *people]


@pytest.mark.parametrize("sample", ROSTERS, ids=lambda sample: sample.key)
async def test_a_branchs_list_is_imported_once_whatever_file_it_comes_in(sample: Sample) -> None:
    registers = memory_registers()
    decomposed = unicodedata.normalize("NFD", text(as_list(sample), "\t")).encode("utf-16")
    for number, data in enumerate([xlsx(as_list(sample)), decomposed]):
        roster = read_roster_untrusted(data)
        assert not any(problem.blocking for problem in roster.problems)
        plan = await apply_roster(registers, BRANCH, roster, random_id)
        assert plan.count(Fate.SAME if number else Fate.NEW) == len(sample.people)
    members = await directory.members_of(registers, BRANCH)
    assert [(one.number, one.name, one.title, one.category) for one in members] == [
        (one.number, one.name, one.title, Category(one.category)) for one in sample.people
    ]


@pytest.mark.parametrize(
    ("sample", "counts"),
    [
        (NA_KHOANG, {"official": 17, "exempt": 1, "temp_out": 1, "probationary": 2, "temp_in": 1}),
        (KHE_BAC, {"official": 9, "probationary": 2}),
        (BEN_GO, {"official": 31, "exempt": 12, "suspended": 1, "probationary": 2}),
    ],
    ids=["Nà Khoang", "Khe Bạc", "Bến Gỗ"],
)
def test_the_sample_lists_count_as_they_are_told_to(sample: Sample, counts: dict[str, int]) -> None:
    entries = read_roster_untrusted(xlsx(as_list(sample))).entries
    assert Counter(entry.values["category"] for entry in entries) == counts
