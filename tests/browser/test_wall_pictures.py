"""The wall asks for the pictures that are looked at, moves its sound, and is used by keys alone."""

from pathlib import Path

from playwright.async_api import Browser, Page, expect

import live.meeting.commands as c
from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import MeetingId, random_id
from live.meeting.permissions import Actor, Role
from live.meeting.words import Overtime, Preset
from live.service import Meetings
from live.store import open_database
from tests.browser import listening
from tests.browser.chromium import PHONE, TV, Errors, open_page
from tests.browser.listening import KEEP_HEARD, sound_of
from tests.program import Program
from tests.seeding import PEOPLE, Seeded, person, seed
from web.settings import Settings

KEEP_WISHES = """
(() => {
  const send = WebSocket.prototype.send;
  window.wishes = [];
  WebSocket.prototype.send = function (text) {
    const message = JSON.parse(text);
    if (message.type === "show") window.wishes.push(message);
    if (message.command === "listen") window.wishes.push(message);
    return send.call(this, text);
  };
})();
"""
"""Lets a test ask what the page asked for; the page itself does not know of it."""
FREE = c.SetFloor(
    preset=Preset.FREE, limit_s=None, overtime=Overtime.COUNT_UP, new_speakers_first=True
)
"""Every room is heard."""


async def each_does(data: Path, seeded: list[Seeded], command: c.Command) -> None:
    """Let the chair of each meeting do something before the program starts."""
    chair = Actor(role=Role.CHAIR, person=person("chair"), name=PEOPLE["chair"])
    database = await open_database(Settings(data=data).database_url)
    meetings = Meetings(database.events, LocalBus(), SystemClock(), random_id)
    for each in seeded:
        await meetings.do(each.meeting, command, chair)
    await database.close()


async def asks(wall: Page, condition: str) -> None:
    """Wait until the last ``show`` of a page meets a condition on ``wish``."""
    await wall.wait_for_function(
        f"""() => {{
            const wish = wishes.filter(({{ type }}) => type === "show").at(-1);
            return wish && ({condition});
        }}"""
    )


async def test_only_tiles_in_sight_cost_pictures_and_a_covered_page_costs_none(
    tmp_path: Path, browser: Browser
) -> None:
    names = [f"b{number}" for number in range(8)]
    seeded = [await seed(tmp_path / "data", name=name) for name in names]
    await each_does(tmp_path / "data", seeded, c.OpenMeeting())
    errors = Errors()
    with Program("serve", tmp_path / "data") as program:
        url = program.url + seeded[0].path("supervisor")
        wall = await open_page(browser, url, TV, errors=errors, script=KEEP_WISHES)
        tiles = wall.locator(".tiles > .tile")
        await wall.get_by_role("button", name="9 ô").click()
        await expect(tiles).to_have_count(8)
        await asks(wall, "wish.meetings.filter(Boolean).length === 8")
        await wall.get_by_role("button", name="4 ô").click()
        await expect(tiles).to_have_count(4)
        await asks(wall, "wish.meetings.filter(Boolean).length === 4 && wish.large_layer === 'h'")
        await wall.evaluate(
            """Object.defineProperty(document, "hidden", { value: true });
            document.dispatchEvent(new Event("visibilitychange"))"""
        )
        await asks(wall, "wish.meetings.length === 0")
        assert await wall.evaluate("connections.length") == 1

        phone = await open_page(browser, url, PHONE, errors=errors, script=KEEP_WISHES)
        await expect(phone.locator(".tiles > .tile")).to_have_count(8)
        await phone.get_by_role("button", name="Xem hình").first.click()
        await asks(phone, "wish.meetings.filter(Boolean).length === 1")
        await phone.locator(".tiles > .tile").last.scroll_into_view_if_needed()
        await asks(phone, "wish.meetings.filter(Boolean).length === 0")
    assert errors == []


async def test_keys_choose_what_is_seen_near_and_heard_and_lead_back(
    tmp_path: Path, browser: Browser
) -> None:
    seeded = [await seed(tmp_path / "data", name=name) for name in ("na-khoang", "khe-bac")]
    await each_does(tmp_path / "data", seeded, c.OpenMeeting())
    await each_does(tmp_path / "data", seeded, FREE)
    errors = Errors()
    with Program("serve", tmp_path / "data") as program:
        rooms = {
            each.meeting: await open_page(
                browser, program.url + each.path("site"), TV, errors=errors, script=KEEP_HEARD
            )
            for each in seeded
        }
        url = program.url + seeded[0].path("supervisor")
        wall = await open_page(browser, url, TV, errors=errors, script=KEEP_HEARD + KEEP_WISHES)
        tiles = wall.locator(".tiles > .tile")
        near = wall.locator(".spot .tile-number")
        await expect(tiles).to_have_count(2)
        for key, number in (("2", "2"), ("ArrowLeft", "1"), ("ArrowRight", "2")):
            await wall.keyboard.press(key)
            await expect(near).to_have_text(number)
        keys = [await tile.get_attribute("data-key") for tile in await tiles.all()]
        first, second = [MeetingId(key or "") for key in keys]

        pressed_ms = 0.0
        for meeting in (second, first):
            # Tiles change places meanwhile, when there is an alert.
            await wall.locator(f".tiles > .tile[data-key='{meeting}'] .tile-open").focus()
            await wall.keyboard.press("Space")
            await asks(wall, f"wish.listen === '{meeting}'")
            heard_ms = await sound_of(wall, meeting, pressed_ms)
            (told_ms,) = await listening.told_ms(rooms[meeting])
            assert told_ms <= heard_ms
            pressed_ms = heard_ms
        await expect(rooms[first].locator("body")).to_contain_text("Phan Thị Minh Châu")
        await wall.wait_for_function(
            """expected => {
                const said = wishes.filter(({ command }) => command);
                const heard = said.map(({ meeting, args }) => [meeting, args.on]);
                return JSON.stringify(heard) === JSON.stringify(expected);
            }""",
            arg=[[second, True], [first, True], [second, False]],
        )

        await wall.keyboard.press("Enter")
        await expect(wall.locator(".large")).to_be_visible()
        await asks(wall, f"wish.large === '{first}' && wish.large_layer === 'f'")
        await wall.keyboard.press("Escape")
        await expect(wall.locator(".large")).to_be_hidden()
        await wall.keyboard.press("s")
        await expect(near).to_be_hidden()
    assert errors == []
