"""Texts keep what people type, and nothing that harms who reads or keeps them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from live.meeting.words import Line, Moment, Text, Word

LINE: TypeAdapter[str] = TypeAdapter(Line)
TEXT: TypeAdapter[str] = TypeAdapter(Text)


def test_text_keeps_every_letter_line_and_tab() -> None:
    said = "Nghị quyết số 05:\n\t– Đồng chí Lịch đọc 👍\r\nhết"
    assert TEXT.validate_python(said) == said


def test_controls_and_overrides_of_direction_are_left_out() -> None:
    assert LINE.validate_python("\0Khai \u202emạc\x1b[2J\u2066") == "Khai mạc[2J"


def test_line_of_nothing_to_be_seen_is_no_line() -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python("\0\u202e ")


@pytest.mark.parametrize("moment_ms", [-1, 4_102_444_800_001, 10**30])
def test_moment_is_within_every_calendar(moment_ms: int) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(moment_ms)


@pytest.mark.parametrize("word", ["", "x" * 41])
def test_kind_of_an_item_is_a_short_word(word: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Word).validate_python(word)
