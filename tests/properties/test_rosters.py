"""No row of a list is lost, invented or changed without a word; what it does not say is kept."""

from dataclasses import replace
from typing import Any

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from live.ids import BranchId, PersonId
from live.meeting.roster import Category
from live.rosters import Fate, read_roster_untrusted
from live.rosters.plan import PlanLine, compare
from live.store.registers import Person
from tests.unit.rosters.files import text

HEADINGS = {
    "number": "STT",
    "name": "Họ và tên",
    "birth": "Năm sinh",
    "title": "Chức vụ",
    "category": "Diện",
    "group": "Tổ đảng",
    "phone": "SĐT",
    "": "Dân tộc",
}
FAMILIES = st.sampled_from(["Nguyễn", "Tống", "Công", "Lò", "Ma", "Hồ", "Y"])
MIDDLES = st.sampled_from(["Văn", "Thị", "A", "Cộng"])
GIVEN = st.sampled_from(["An", "Bình", "Bliă", "Ún", "K'Brông", "Thư", "Ngày"])
NOISE = st.sampled_from(
    [
        *("Tổng cộng: 25 đồng chí", "Người lập biểu", "BÍ THƯ", "XÁC NHẬN CỦA CHI ỦY", "Cộng"),
        *("Nà Khoang, ngày 3 tháng 2 năm 2026", "Ban chi ủy", "Hoàng Văn Ký"),
    ]
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": st.builds("{} {} {}".format, FAMILIES, MIDDLES, GIVEN),
        "birth": st.sampled_from(["1962", "1970-05", "1980-12-05", ""]),
        "title": st.sampled_from(["Bí thư", "", "giáo viên"]),
        "category": st.sampled_from(["official", "probationary", "exempt"]),
        "group": st.sampled_from(["Tổ 1", ""]),
        "phone": st.sampled_from(["0912345678", ""]),
        "": st.sampled_from(["Kinh", ""]),
    }
)
WORDS = {"official": "Chính thức", "probationary": "Dự bị", "exempt": "Miễn sinh hoạt"}


QUICK = settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
"""A failing list is readable as it is; shrinking files of text takes minutes."""


@st.composite
def lists(draw: Any) -> tuple[bytes, dict[int, dict[str, Any]], dict[int, str]]:
    """Return a list as a file, the people and the noise on it by row."""
    order = draw(st.permutations(list(HEADINGS)))
    blanks = draw(st.integers(0, 3))
    rows: list[list[Any]] = [[HEADINGS[field] for field in order] + [""] * blanks]
    people: dict[int, dict[str, Any]] = {}
    noise: dict[int, str] = {}
    for person in draw(st.lists(st.one_of(PEOPLE, NOISE, st.none()), max_size=12)):
        row = len(rows) + 1
        if person is None:
            rows.append([""] * (len(order) + blanks))
        elif isinstance(person, str):
            noise[row] = person
            rows.append([person if field == "name" else "" for field in order])
        else:
            said = {**person, "number": len(people) + 1}
            people[row] = said
            shown = {**said, "category": WORDS[said["category"]]}
            rows.append([shown[field] for field in order] + [""] * blanks)
    separator = draw(st.sampled_from(";\t"))
    return text(rows, separator).encode(), people, noise


@QUICK
@given(lists())
def test_each_row_is_a_person_as_written_or_is_named(
    made: tuple[bytes, dict[int, dict[str, Any]], dict[int, str]],
) -> None:
    data, people, noise = made
    assume(people)  # a name alone on an empty list may well be a person
    roster = read_roster_untrusted(data)
    assert [entry.row for entry in roster.entries] == list(people)
    for entry in roster.entries:
        said = people[entry.row]
        assert entry.values == {field: v for field, v in said.items() if field and v != ""}
    named = {problem.row: problem for problem in roster.problems if "text" in problem.facts}
    assert {row: problem.facts["text"] for row, problem in named.items()} == noise


def applied(line: PlanLine, known: dict[str, Person]) -> Person:
    """Return the person of a line as the register keeps it."""
    new = Person(id=PersonId(f"new-{len(known)}"), branch=BranchId("b"), number=None, name="")
    person = known[line.person] if line.person else new
    values: dict[str, Any] = dict(line.values)
    if "category" in values:
        values["category"] = Category(values["category"])
    return replace(person, **values)


@QUICK
@given(lists(), lists())
def test_applying_twice_changes_nothing_and_nothing_unsaid_is_erased(
    first: tuple[bytes, Any, Any], second: tuple[bytes, Any, Any]
) -> None:
    known: dict[str, Person] = {}
    for data, people, _ in (first, second):
        roster = read_roster_untrusted(data)
        before = dict(known)
        lines = [line for line in compare(roster, list(known.values())).lines if not line.faulty]
        for line in lines:
            after = applied(line, known)
            known[after.id] = after
        for person in before.values():
            for field in ("birth", "title", "group", "phone", "note", "joined"):
                assert getattr(known[person.id], field) or not getattr(person, field)
        done = {line.row for line in lines} & people.keys()
        again = compare(roster, list(known.values())).lines
        assert {line.fate for line in again if line.row in done} <= {Fate.SAME}
