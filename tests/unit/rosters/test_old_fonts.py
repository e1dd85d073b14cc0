"""Text of before Unicode is converted with a yes; right names are never touched."""

import pytest

from live.rosters import Choices, read_roster_untrusted
from live.rosters.cells import name_of
from live.rosters.old_fonts import OldFont, conversion_of, converted
from tests.unit.rosters.files import text, xlsx

VNI = {"Nguyeãn Thò Hoa": "Nguyễn Thị Hoa", "Ñinh Vaên Lôïi": "Đinh Văn Lợi"}
TCVN3 = {"NguyÔn ThÞ Hoa": "Nguyễn Thị Hoa", "Lª V¨n §ång": "Lê Văn Đồng"}


@pytest.mark.parametrize(
    ("font", "old", "new"),
    [(OldFont.VNI, *each) for each in VNI.items()]
    + [(OldFont.TCVN3, *each) for each in TCVN3.items()],
)
def test_a_name_of_an_old_font_is_known_and_converted(font: OldFont, old: str, new: str) -> None:
    conversion = conversion_of([old])
    assert conversion is not None
    assert (conversion.font, conversion.texts) == (font, {old: new})
    assert converted(old, font) == new


@pytest.mark.parametrize(
    "name",
    [
        *(
            "K'Brông",
            "Y Bliă",
            "Đinh Gruế",
            "H'Hen Niê",
            "Lò Văn Ún",
            "Y Ñuê",
            "Ksor Sêu",
            "Y Ñông",
        ),
        *(
            "Hoà",
            "Hoàng Hà",
            "Lò Thi Hoè",
            "Vàng A Tò",
            "Ngô Hoàn",
            "Ma Seo Dì",
            "Giàng A Páo",
        ),
        *("Nguyễn Thị Hoa", "Thuỳ", "Lê Thuý", "Quách Công Lý", "Rơ Châm Phích", "Siu Blĕ"),
    ],
)
def test_a_right_name_is_left_alone(name: str) -> None:
    assert conversion_of([name]) is None
    assert name_of(name) == name


@pytest.mark.parametrize("names", [VNI, TCVN3])
@pytest.mark.parametrize("way", ["xlsx", "csv"])
def test_a_list_in_an_old_font_waits_for_a_yes(names: dict[str, str], way: str) -> None:
    rows = [("STT", "Họ và tên" if way == "xlsx" else "Ho va ten")]
    rows += [(str(number), old) for number, old in enumerate(names, 1)]
    data = xlsx(rows) if way == "xlsx" else text(rows).encode("cp1252")
    asked = read_roster_untrusted(data)
    assert [(p.code, p.blocking) for p in asked.problems] == [("old_font", True)]
    assert asked.conversion is not None
    assert asked.conversion.texts == names
    agreed = read_roster_untrusted(data, Choices(convert=True))
    assert [entry.name for entry in agreed.entries] == list(names.values())
    assert agreed.problems == ()


def test_headings_in_an_old_font_are_understood_too() -> None:
    data = xlsx([("STT", "Hoï vaø teân", "Naêm sinh"), (1, "Nguyeãn Thò Hoa", 1962)])
    (entry,) = read_roster_untrusted(data, Choices(convert=True)).entries
    assert entry.values == {"number": 1, "name": "Nguyễn Thị Hoa", "birth": "1962"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lò\u200b Văn\ufeff Ún", "Lò Văn Ún"),
        ("K‘Brông", "K'Brông"),
        ("K`Brông", "K'Brông"),
        ("K´Brông", "K'Brông"),
        ("Lò Văn_x000D_\nÚn", "Lò Văn Ún"),
        ("Lò Văn\nÚn", "Lò Văn Ún"),
    ],
)
def test_signs_that_nobody_sees_or_types_otherwise_change_no_name(written: str, name: str) -> None:
    assert name_of(written) == name
