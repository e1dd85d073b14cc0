"""Texts of pictures are cut to their room, and have nothing in them that no file may have."""

from live.documents.measuring import ELLIPSIS, cut, drawable, width_px, wrapped
from live.documents.picture import png_of


def test_a_text_is_as_wide_as_its_letters_and_bold_is_wider() -> None:
    assert width_px("WW", 14) == 2 * width_px("W", 14) > 2 * width_px("i", 14)
    assert width_px("Đồng chí", 14, bold=True) > width_px("Đồng chí", 14)
    assert width_px("Đồng chí", 28) == 2 * width_px("Đồng chí", 14)
    assert width_px("a\u0301", 14) == width_px("a", 14)
    assert width_px("🙂", 14) > 14


def test_what_has_no_room_is_cut_with_an_ellipsis_and_what_has_room_is_not() -> None:
    name = "Đồng chí Nguyễn Thị Hường"
    assert cut(name, width_px(name, 14), 14) == name
    short = cut(name, 100, 14)
    assert short.endswith(ELLIPSIS)
    assert name.startswith(short.removesuffix(ELLIPSIS))
    assert width_px(short, 14) <= 100
    assert cut("WWWW", 5, 14) == ""


def test_lines_end_between_words_and_a_word_that_is_too_long_is_cut() -> None:
    lines = wrapped(f"dự kiến và thực tế {'W' * 40}", 80, 12)
    assert all(width_px(line, 12) <= 80 for line in lines)
    assert lines[0].split() == ["dự", "kiến", "và"]
    assert lines[-1].endswith(ELLIPSIS)
    assert wrapped("", 80, 12) == []


def test_letters_are_composed_and_what_no_xml_may_have_is_left_out() -> None:
    assert drawable("Nguye\u0302\u0303n\n Thi\u0323\x0b \x00Mai\ud800") == "Nguyễn Thị Mai"


def test_a_picture_becomes_a_png_of_twice_its_size() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>'
    png = png_of(svg)
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (80, 40)
