"""Headings, categories and names are recognised however they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.meeting.roster import Category
from live.namesakes import name_key
from live.rosters.categories import category_in_note, category_of
from live.rosters.headings import field_of
from live.rosters.words import alike, plain, tidy

VIETNAMESE = st.text(
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọốồổỗộớờởỡợ "),
    max_size=30,
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("STT", "number"),
        ("Số TT", "number"),
        ("Họ và tên", "name"),
        ("HỌ VÀ TÊN ĐẢNG VIÊN", "name"),
        ("Ho va ten", "name"),
        ("Họ và tên:", "name"),
        ("Họ đệm", "family_name"),
        ("Tên", "given_name"),
        ("Ngày, tháng, năm sinh", "birth"),
        ("Năm sinh", "birth"),
        ("Chức vụ (Đảng, chính quyền)", "title"),
        ("Loại đảng viên", "category"),
        ("Diện", "category"),
        ("Tổ Đảng", "group"),
        ("Số điện thoại", "phone"),
        ("SĐT", "phone"),
        ("Ngày vào Đảng", "joined"),
        ("Ngày  vào\nĐảng dự bị", "joined"),
        ("Ngày chính thức", "confirmed"),
        ("Ghi chú", "note"),
        ("Họ và tên (in hoa)", "name"),
        ("Họ, chữ đệm và tên", "name"),
        ("Ngày/tháng/năm sinh", "birth"),
        ("Ngày sinh (dd/mm/yyyy)", "birth"),
        ("Sinh ngày", "birth"),
        ("Số ĐT liên hệ", "phone"),
        ("SĐT (Zalo)", "phone"),
        ("Điện thoại cá nhân", "phone"),
        ("Ngày vào Đảng (chính thức)", "confirmed"),
        ("Ngày công nhận đảng viên chính thức", "confirmed"),
        ("Ngày vào Đảng (dự bị)", "joined"),
        ("Ngày, tháng, năm kết nạp", "joined"),
        ("Năm vào Đảng", "joined"),
        ("Chức vụ hiện nay", "title"),
        ("Chức danh (nếu có)", "title"),
        ("Tình trạng sinh hoạt", "category"),
        ("Diện ĐV", "category"),
        ("Diện miễn sinh hoạt", "is_exempt"),
        ("Miễn SH", "is_exempt"),
        ("Tạm miễn sinh hoạt", "is_temp_exempt"),
        ("Sinh hoạt tạm thời đi", "is_temp_out"),
        ("Đảng viên dự bị", "is_probationary"),
        ("Tổ đảng số", "group"),
        ("Ghi chú (nếu có)", "note"),
        ("Họ tên vợ (chồng)", None),
        ("Nơi sinh", None),
        ("Quê quán", None),
        ("", None),
    ],
)
def test_a_heading_is_known_in_any_unicode_form_and_case(heading: str, field: str | None) -> None:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, heading)
        for spelling in (written, written.upper(), f"  {written} "):
            assert field_of(spelling) == field


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Chính thức", Category.OFFICIAL),
        ("ĐVCT", Category.OFFICIAL),
        ("Đảng viên dự bị", Category.PROBATIONARY),
        ("dự bị", Category.PROBATIONARY),
        ("Miễn công tác và sinh hoạt đảng", Category.EXEMPT),
        ("Được miễn", Category.EXEMPT),
        ("Miễn sinh hoạt", Category.EXEMPT),
        ("Tạm miễn sinh hoạt", Category.TEMP_EXEMPT),
        ("Sinh hoạt tạm thời (đi)", Category.TEMP_OUT),
        ("Chuyển sinh hoạt tạm thời đi", Category.TEMP_OUT),
        ("Tạm thời chuyển đi", Category.TEMP_OUT),
        ("sinh hoạt tạm thời đến", Category.TEMP_IN),
        ("Đình chỉ sinh hoạt đảng", Category.SUSPENDED),
        ("đang bị khởi tố", Category.SUSPENDED),
        ("temp_in", Category.TEMP_IN),
        ("Miền núi", None),
        ("quần chúng", None),
        ("", None),
    ],
)
def test_a_category_is_known_by_its_ordinary_words(text: str, category: Category | None) -> None:
    for written in (text, text.upper(), unicodedata.normalize("NFD", text)):
        assert category_of(written) == category


@pytest.mark.parametrize(
    ("note", "category"),
    [
        ("84 tuổi, miễn công tác và sinh hoạt từ 2019", Category.EXEMPT),
        ("Tạm thời đi học tại Hà Nội", Category.TEMP_OUT),
        ("bộ đội miền Nam về hưu", None),
        ("chuyển chính thức năm 2019", None),
        ("đi khám bệnh", None),
    ],
)
def test_a_remark_tells_a_category_only_in_so_many_words(
    note: str, category: Category | None
) -> None:
    assert category_in_note(note) == category


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hòa", "Hoà", True),
        ("Nguyễn Thúy Uyên", "NGUYỄN THUÝ UYÊN", True),
        ("Hoàng  Văn Lịch", "Hoàng Văn Lịch ", True),
        ("Nguyễn Văn An", "Nguyễn Văn Ân", False),
        ("Nguyễn Văn Hoa", "Nguyễn Văn Hòa", False),
        ("Lê Văn Tuấn", "Lê Văn Tuân", False),
        ("Đào Duy", "Dào Duy", False),
    ],
)
def test_names_are_the_same_but_for_case_and_the_place_of_the_tone(
    one: str, other: str, same: bool
) -> None:
    assert (name_key(one) == name_key(other)) is same


@given(VIETNAMESE)
def test_no_unicode_form_or_case_changes_what_is_compared(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text).upper()
    assert name_key(decomposed) == name_key(text)
    assert plain(decomposed) == plain(text)
    assert tidy(decomposed) == tidy(text.upper())


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Ma Thị Duyên", "Ma Thị Duyến", True),
        ("Hoàng Lịch", "Hoàng Văn Lịch", True),
        ("Hoàng Văn Lích", "Hoàng Văn Lịnh", True),
        ("Lý A Sềnh", "Lý A Sền", True),
        ("", "Lý A Sềnh", True),
        ("Hoàng Thị Lịch", "Hoàng Văn Lịch", False),
        ("Nguyễn Văn An", "Nguyễn Văn Ba", False),
        ("Vi Thị Ánh", "Ma Thị Duyên", False),
        ("Nông Văn Quảng", "Nông Văn Quang Minh", False),
    ],
)
def test_a_name_written_wrongly_is_alike_and_another_name_is_not(
    one: str, other: str, said: bool
) -> None:
    assert (alike(one, other), alike(other, one)) == (said, said)
