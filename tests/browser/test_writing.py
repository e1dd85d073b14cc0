"""Notes and conclusions while chair and secretary type in them, in real browsers."""

import asyncio
import re
from typing import Final

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import House
from tests.browser.test_floor import open_discussion
from tests.seeding import PEOPLE

pytestmark = pytest.mark.without_media

CHAIRS: Final = "Đường thôn hỏng nặng, đề nghị làm ngay trong quý một"
SECRETARYS: Final = "Mương nội đồng cần nạo vét trước mùa mưa năm sau"
KEY_MS: Final = 60
"""Between two keys: a fast typist, so that several savings come while both type."""
WHOLE: Final = re.compile(f"^({CHAIRS}\n{SECRETARYS}|{SECRETARYS}\n{CHAIRS})$")


def note_of(desk: Page) -> Locator:
    """Return the large field of what is being said."""
    return desk.locator("#turn-note")


async def call_on_remote(chair: Page) -> None:
    """Give the floor to somebody who is in the room; the note is open then."""
    await open_discussion(chair)
    await chair.get_by_role("button", name=f"Có mặt: đồng chí {PEOPLE['remote']}").click()
    await chair.locator("#tab-silent").click()
    row = chair.locator("[data-part=silent] li", has_text=PEOPLE["remote"])
    await row.locator("[data-command=call_on]").click()
    await expect(note_of(chair)).to_be_enabled()


async def type_into(field: Locator, text: str) -> None:
    """Type as a person does, key by key."""
    await field.click()
    await field.press_sequentially(text, delay=KEY_MS)


async def stand_whole(*fields: Locator) -> None:
    """All fields come to one text: what each wrote, letter for letter, on a line of its own."""
    for field in fields:
        await expect(field).to_have_value(WHOLE)
    for field in fields[1:]:
        await expect(field).to_have_value(await fields[0].input_value())


@pytest.mark.postgres
@pytest.mark.redis
async def test_two_who_write_at_once_on_two_processes_lose_no_word(
    two_houses: tuple[House, House],
) -> None:
    first, second = two_houses
    chair, secretary = await first.enter("chair"), await second.enter("secretary")
    await call_on_remote(chair)
    mine, hers = note_of(chair), note_of(secretary)
    await expect(hers).to_be_enabled()
    await asyncio.gather(type_into(mine, CHAIRS), type_into(hers, SECRETARYS))
    await stand_whole(mine, hers)
    await secretary.reload()
    await stand_whole(mine, hers)


async def test_each_sees_who_writes_and_the_text_come(house: House) -> None:
    chair, secretary = await house.enter("chair"), await house.enter("secretary")
    await call_on_remote(chair)
    await expect(note_of(secretary)).to_be_enabled()
    said = chair.locator("[data-part=note-state]")
    await asyncio.gather(
        expect(said).to_contain_text(f"{PEOPLE['secretary']} đang ghi"),
        type_into(note_of(secretary), SECRETARYS),
    )
    await expect(note_of(chair)).to_have_value(SECRETARYS)
    await expect(secretary.locator("[data-part=note-state]")).to_have_text("Đã lưu")
    await expect(said).to_have_text("")
    mine, theirs = (
        desk.get_by_role("textbox", name="Kết luận của chủ trì") for desk in (chair, secretary)
    )
    await type_into(mine, CHAIRS)
    await expect(theirs).to_have_value(CHAIRS)


async def test_a_page_that_is_loaded_anew_in_mid_word_has_every_letter(house: House) -> None:
    chair = await house.enter("chair")
    await call_on_remote(chair)
    await type_into(note_of(chair), CHAIRS)
    await chair.reload()
    await expect(note_of(chair)).to_have_value(CHAIRS)
    await type_into(note_of(chair), " và")
    await chair.reload()
    await expect(note_of(chair)).to_have_value(re.compile("và"))
    secretary = await house.enter("secretary")
    await expect(note_of(secretary)).to_have_value(re.compile("và"))


async def test_what_is_typed_while_the_server_is_away_is_saved_when_it_is_back(
    own_house: House,
) -> None:
    chair, secretary = await own_house.enter("chair"), await own_house.enter("secretary")
    await call_on_remote(chair)
    await expect(note_of(secretary)).to_be_enabled()
    await asyncio.gather(
        type_into(note_of(chair), CHAIRS[:20]), type_into(note_of(secretary), SECRETARYS[:20])
    )
    own_house.program.kill()
    await asyncio.gather(
        note_of(chair).press_sequentially(CHAIRS[20:], delay=KEY_MS),
        note_of(secretary).press_sequentially(SECRETARYS[20:], delay=KEY_MS),
    )
    own_house.program.start()
    await stand_whole(note_of(chair), note_of(secretary))


async def test_a_text_above_the_limit_is_said_so_stays_in_the_field_and_is_saved_when_shortened(
    house: House,
) -> None:
    chair = await house.enter("chair")
    await call_on_remote(chair)
    note, said = note_of(chair), chair.locator("[data-part=note-state]")
    await note.fill("dài " * 250_000)
    await expect(said).to_contain_text("1000000 ký tự, quá 5000")
    assert len(await note.input_value()) == 1_000_000
    await note.fill("ngắn")
    await expect(said).to_have_text("Đã lưu")
    await chair.reload()
    await expect(note).to_have_value("ngắn")


async def test_the_note_of_a_turn_that_is_over_is_completed_in_its_list_also_after_closing(
    house: House,
) -> None:
    chair = await house.enter("chair")
    await call_on_remote(chair)
    await type_into(note_of(chair), "Nhất trí")
    await chair.get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    ended = chair.locator("[data-part=turns] textarea")
    await expect(ended).to_have_value("Nhất trí")
    await ended.press("End")
    await ended.press_sequentially(" cao", delay=KEY_MS)
    await expect(chair.locator("[data-part=turns] .note-state")).to_have_text("Đã lưu")
    await chair.reload()
    await expect(ended).to_have_value("Nhất trí cao")
