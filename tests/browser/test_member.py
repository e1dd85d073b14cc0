"""A member's evening on the phone: waits, is called, shows a screen, is thanked; and the room's."""

import os
import re
import signal

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import House


async def clock(page: Page) -> str:
    """Return the time of day that a page shows."""
    shown = page.locator("[data-part=clock]").first
    await expect(shown).to_have_text(re.compile(r"\d\d:\d\d"))
    return await shown.inner_text()


async def open_meeting(house: House) -> Page:
    desk = await house.enter("chair")
    await desk.get_by_role("button", name="Khai mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    return desk


async def close_meeting(desk: Page) -> None:
    await desk.get_by_role("button", name="Bế mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()


@pytest.mark.without_media
async def test_a_member_abroad_reads_the_same_time_as_the_room(house: House) -> None:
    abroad = await house.enter("remote", timezone="Europe/Berlin")
    room = await house.enter("site", timezone="Asia/Ho_Chi_Minh")
    for _ in range(2):  # a minute may end between the two looks
        here, there = await clock(room), await clock(abroad)
        if here == there:
            break
    assert here == there


async def test_who_only_tries_the_camera_is_not_present_until_going_in(house: House) -> None:
    desk = await open_meeting(house)
    row = desk.get_by_role("button", name=re.compile("^Lương Văn Đạo – "))
    await row.click()
    await desk.get_by_role("button", name="Vắng có lý do", exact=True).click()
    await desk.get_by_role("dialog").get_by_role("textbox").fill("Đi khám bệnh")
    await desk.get_by_role("dialog").get_by_role("button", name="Vắng có lý do").click()
    excused = re.compile("Vắng có lý do, Đi khám bệnh")
    await expect(row).to_have_accessible_name(excused)
    member = await house.enter("remote", devices=False)
    await expect(member.get_by_role("button", name="Vào họp")).to_be_visible()
    await house.enter("other")  # who comes later is shown: so would he be by now
    other = desk.get_by_role("button", name=re.compile("^Hoàng Thị Nhàn – Có mặt trực tuyến"))
    await expect(other).to_be_visible()
    await expect(row).to_have_accessible_name(excused)
    await member.get_by_role("button", name="Vào họp").click()
    await expect(row).to_have_accessible_name(re.compile("Có mặt trực tuyến.*từng ghi vắng"))
    await expect(desk.get_by_text("đã ghi “Vắng có lý do”: Đi khám bệnh")).to_be_visible()
    await member.reload()
    await expect(member.get_by_role("button", name="Đăng ký phát biểu")).to_be_visible()
    await expect(row).to_have_accessible_name(re.compile("Có mặt trực tuyến"))


@pytest.mark.without_media
async def test_a_member_sees_since_when_and_leaves_knowing_what_that_means(house: House) -> None:
    desk = await open_meeting(house)
    member = await house.enter("remote")
    since = member.get_by_text(re.compile(r"^Đã điểm danh lúc \d\d:\d\d$"))
    await expect(since).to_be_visible()
    await member.get_by_role("button", name="Thêm", exact=True).click()
    microphones = member.get_by_role("dialog").get_by_label("Dùng micro")
    await microphones.select_option(index=1)
    await member.get_by_role("button", name="Rời buổi sinh hoạt…").click()
    await expect(member.get_by_text("không còn được tính là có mặt")).to_be_visible()
    await member.get_by_role("button", name="Ở lại").click()
    await expect(since).to_be_visible()
    await member.get_by_role("button", name="Thêm", exact=True).click()
    await member.get_by_role("button", name="Rời buổi sinh hoạt…").click()
    await member.get_by_role("button", name="Rời buổi sinh hoạt", exact=True).click()
    await expect(member.get_by_text("Đồng chí đã rời buổi sinh hoạt")).to_be_visible()
    row = desk.get_by_role("button", name=re.compile("^Lương Văn Đạo – "))
    await expect(row).to_have_accessible_name(re.compile("kết nối lại"))
    await member.get_by_role("button", name="Vào lại").click()
    await expect(member.get_by_role("button", name="Vào họp")).to_be_visible()


@pytest.mark.without_media
async def test_a_phone_in_the_room_asks_for_the_code_only_while_the_site_shows_one(
    house: House,
) -> None:
    phone, site = await house.enter("room"), await house.enter("site")
    await expect(phone.get_by_text("Đồng chí đã vào phòng chờ")).to_be_visible()
    await expect(phone.get_by_label("Mã 6 số")).to_be_hidden()
    await expect(site.get_by_role("heading", name="Mã điểm danh")).to_be_hidden()
    desk = await open_meeting(house)
    shown = site.locator("[data-part=code]")
    await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    unchecked = phone.get_by_text("Đồng chí chưa điểm danh: nhập mã 6 số")
    await expect(unchecked).to_be_visible()
    ask = phone.get_by_role("button", name="Đăng ký phát biểu")
    await ask.click()
    await expect(phone.get_by_label("Mã 6 số")).to_be_focused()
    await phone.get_by_label("Mã 6 số").fill(await shown.inner_text())
    await expect(phone.get_by_text("Đồng chí đã được điểm danh")).to_be_visible()
    await expect(phone.get_by_label("Mã 6 số")).to_be_hidden()
    await expect(desk.get_by_role("button", name="Có mặt Lý A Sềnh")).to_be_hidden()
    await expect(site.get_by_text(re.compile(r"1/\d đã điểm danh"))).to_be_visible()
    await expect(unchecked).to_be_hidden()
    await ask.click()
    await expect(phone.get_by_role("button", name="Rút đăng ký")).to_be_visible()


@pytest.mark.without_media
async def test_what_is_pressed_while_the_line_is_down_is_kept_and_goes_by_itself(
    house: House,
) -> None:
    await open_meeting(house)
    member = await house.enter("remote")
    ask = member.get_by_role("button", name="Đăng ký phát biểu")
    kept = member.get_by_text("Yêu cầu của đồng chí đã được giữ")
    await expect(ask).to_be_visible()
    os.kill(house.program.pid, signal.SIGSTOP)
    try:
        await ask.click()
        await expect(kept).to_be_visible()
        await ask.click()  # once more, in doubt: it is asked once
    finally:
        os.kill(house.program.pid, signal.SIGCONT)
    await expect(member.get_by_role("button", name="Rút đăng ký")).to_be_visible()
    await expect(kept).to_be_hidden()
    await expect(member.locator(".toast")).to_have_count(0)


async def test_who_shows_a_screen_is_told_so_until_it_is_shown_no_more(house: House) -> None:
    desk = await open_meeting(house)
    member, site = await house.enter("remote"), await house.enter("site")
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await desk.get_by_role("button", name="Mời tiếp").click()
    await member.get_by_role("button", name="Thêm", exact=True).click()
    await member.get_by_role("button", name="Chia sẻ màn hình").click()
    told = member.get_by_text("Mọi người đang thấy màn hình của đồng chí")
    await expect(told).to_be_visible()
    await expect(site.locator(".stage.has-screen")).to_be_visible()
    await member.get_by_role("button", name="Dừng chia sẻ").first.click()
    await expect(told).to_be_hidden()
    await expect(site.locator(".stage.has-screen")).to_be_hidden()


@pytest.mark.without_media
async def test_everybody_is_thanked_when_the_meeting_is_over(house: House) -> None:
    desk = await open_meeting(house)
    member, site = await house.enter("remote"), await house.enter("site")
    await expect(member.get_by_role("button", name="Đăng ký phát biểu")).to_be_visible()
    await close_meeting(desk)
    await expect(member.get_by_role("heading", name="Buổi sinh hoạt đã kết thúc")).to_be_visible()
    await expect(member.get_by_text("Cảm ơn đồng chí đã dự họp")).to_be_visible()
    await expect(site.get_by_text("Cảm ơn các đồng chí đã dự họp")).to_be_visible()
    late = await house.enter("other", devices=False)
    await expect(late.get_by_role("heading", name="Buổi sinh hoạt đã kết thúc")).to_be_visible()
    await expect(late.get_by_text("Cảm ơn đồng chí đã dự họp")).to_be_hidden()


async def test_the_same_link_opened_twice_on_one_device_goes_on_where_it_was_opened_last(
    house: House,
) -> None:
    first = await house.enter("room")
    await expect(first.get_by_text("Đồng chí đã vào phòng chờ")).to_be_visible()
    second = await first.context.new_page()
    await second.goto(first.url)
    await expect(second.get_by_text("Đồng chí đã vào phòng chờ")).to_be_visible()
    await expect(first.get_by_text("Đã mở buổi sinh hoạt ở trang khác")).to_be_visible()
    await first.get_by_role("button", name="Mở lại ở đây").click()
    await expect(first.get_by_text("Đồng chí đã vào phòng chờ")).to_be_visible()
    await expect(second.get_by_role("button", name="Mở lại ở đây")).to_be_visible()
