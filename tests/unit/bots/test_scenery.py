"""What a simulated camera sees."""

import pytest

from live.bots.scenery import SIZE, DrawnPerson, Hall, draw, initial

PERSON = DrawnPerson(name="Lương Văn Đạo", seed=4, long_hair=False)
HALL = Hall(name="Nhà văn hóa", seed=1, people=(PERSON, PERSON, PERSON))


@pytest.mark.parametrize("scene", [PERSON, HALL])
@pytest.mark.parametrize("speaking", [False, True])
def test_a_picture_moves_and_comes_back_to_its_beginning(
    scene: DrawnPerson | Hall, speaking: bool
) -> None:
    first = draw(scene, 0.0, speaking=speaking)
    assert first.size == SIZE
    assert first.tobytes() != draw(scene, 0.3, speaking=speaking).tobytes()
    assert first.tobytes() == draw(scene, 0.0, speaking=speaking).tobytes()


def test_somebody_speaking_looks_different_from_somebody_listening() -> None:
    assert draw(PERSON, 0.3, speaking=True).tobytes() != draw(PERSON, 0.3, speaking=False).tobytes()


def test_two_people_do_not_look_the_same() -> None:
    other = DrawnPerson(name="Hoàng Thị Nhàn", seed=9, long_hair=True)
    assert draw(PERSON, 0.3, speaking=False).tobytes() != draw(other, 0.3, speaking=False).tobytes()


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Lương Văn Đạo", "D"), ("Trần Thị Ứng", "U"), ("Ma Thị Duyên", "D"), ("", "?")],
)
def test_the_badge_shows_the_given_name_without_diacritics(name: str, letter: str) -> None:
    assert initial(name) == letter
