"""User names: which may be given, and which are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import Rejected
from live.store.usernames import LONGEST, checked_username, plain_username


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("quantri", "quantri"),
        (" Quản.Trị ", "quản.trị"),
        ("ĐẠO_1962", "đạo_1962"),
        ("Qua\u0309n Tri\u0323".replace(" ", "-"), "quản-trị"),
        ("an@xa.gov.vn", "an@xa.gov.vn"),
        ("bithu.na-khoang+2", "bithu.na-khoang+2"),
        ("\uff21\uff4e\uff11", "an1"),
        ("a" * LONGEST, "a" * LONGEST),
    ],
)
def test_a_name_of_vietnamese_letters_digits_and_marks_may_be_given(
    typed: str, stored: str
) -> None:
    assert checked_username(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "a" * (LONGEST + 1),
        "nguyễn an",
        "an\0",
        "\ud800",
        "an\u200b",
        "\u202ena",
        "аn",  # Cyrillic а
        "quаntri",  # Cyrillic а
        "ɑn",  # Latin alpha
        "αn",
        "ı",
        "an!",
        "an/../b",
        "<b>",
        "\u0301an",
        "an\u20dd",
    ],
)
def test_a_name_that_looks_like_anothers_or_cannot_be_typed_is_refused(typed: str) -> None:
    with pytest.raises(Rejected, match="bad_username"):
        checked_username(typed)


@given(st.text(max_size=90))
def test_a_name_that_is_given_is_found_again_and_fits_the_database(typed: str) -> None:
    try:
        name = checked_username(typed)
    except Rejected:
        return
    assert plain_username(name) == name == plain_username(typed)
    assert 0 < len(name) <= LONGEST
    name.encode()
