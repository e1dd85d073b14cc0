"""The desk leads its operator on, loses nothing that was typed, and knows what was read."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.seeding import PEOPLE

CONTROLS = ("pause", "longer", "shorter", "interpose", "take-back", "next", "picker-input")


async def open_meeting(desk: Page) -> None:
    await desk.get_by_role("button", name="Khai mạc").click()
    question = desk.get_by_role("dialog")
    await question.get_by_role("button", name="Khai mạc").click()
    await expect(question).to_be_hidden()


@pytest.mark.without_media
async def test_the_next_step_between_two_items_is_one_button(house: House) -> None:
    desk = await house.enter("chair")
    first = desk.get_by_role("button", name="Bắt đầu: 1. Tuyên bố lý do")
    await expect(first).to_be_hidden()
    await open_meeting(desk)
    await first.dblclick()
    await expect(desk.locator("[aria-current=step]")).to_contain_text("Tuyên bố lý do")
    await expect(first).to_be_hidden()

    await desk.get_by_role("button", name="Bỏ qua…").click()
    reason = desk.get_by_role("dialog").get_by_label("Lý do")
    await reason.fill("Đã giới thiệu trước giờ họp")
    await reason.press("Enter")
    await expect(reason).to_be_hidden()
    await expect(desk.get_by_role("button", name="Bắt đầu: 2. Thảo luận")).to_be_visible()


@pytest.mark.without_media
async def test_a_refused_correction_stays_open_with_what_was_typed(house: House) -> None:
    desk = await house.enter("chair")
    await open_meeting(desk)
    await desk.get_by_role("button", name=re.compile(f"^{PEOPLE['other']} – ")).press("d")
    asked = desk.get_by_role("dialog")
    await asked.get_by_label("Thực tế").select_option("in_room")
    await asked.get_by_label("Từ").fill("20:00")
    await asked.get_by_label("Đến").fill("19:00")
    await asked.get_by_role("textbox", name="Lý do").fill("Đến mà chưa kịp điểm danh")
    await asked.get_by_role("button", name="Ghi đính chính").click()
    await expect(asked.get_by_role("alert")).to_contain_text("Giờ đến và giờ về chưa hợp lý")
    await expect(asked.get_by_label("Từ")).to_have_value("20:00")
    await expect(asked.get_by_role("textbox", name="Lý do")).to_have_value(
        "Đến mà chưa kịp điểm danh"
    )

    await asked.get_by_label("Từ").fill("")
    await asked.get_by_label("Đến").fill("")
    await asked.get_by_role("button", name="Ghi đính chính").click()
    await expect(asked).to_be_hidden()
    await expect(
        desk.get_by_role("button", name=re.compile(f"^{PEOPLE['other']} – Có mặt tại điểm cầu"))
    ).to_be_visible()


@pytest.mark.without_media
async def test_a_message_that_was_read_is_not_new_again_and_its_writer_sees_who_read_it(
    house: House,
) -> None:
    desk = await house.enter("chair")
    await open_meeting(desk)
    wall = await house.enter("supervisor")
    await wall.get_by_role("button", name="Thêm", exact=True).click()
    await expect(wall.get_by_text("Dùng xong, đồng chí đóng trang này")).to_be_visible()
    await wall.keyboard.press("Escape")
    await wall.locator(".tile-open").first.click()
    await wall.get_by_role("tab", name="Trao đổi riêng").click()
    line = wall.get_by_label("Viết riêng cho chủ trì và thư ký")
    await line.fill("Đề nghị mời đồng chí Nhàn")
    await line.press("Enter")
    unread = desk.get_by_role("button", name="Trao đổi riêng với cấp trên, 1 tin chưa đọc")
    await expect(unread).to_be_visible()
    sent = wall.locator("[data-part=line-panel] .own .foot")
    await expect(sent).to_have_text("Chưa ai xem")
    await desk.reload()
    await unread.click()
    await expect(desk.get_by_text("Đề nghị mời đồng chí Nhàn")).to_be_visible()
    await expect(sent).to_have_text(re.compile(rf"Đã xem: {PEOPLE['chair']} \d\d:\d\d"))
    answer = desk.get_by_role("dialog").get_by_placeholder("Viết")
    await answer.fill("Xin tiếp thu")
    await answer.press("Enter")
    answered = desk.locator("[data-part=messages] .own .foot")
    await expect(answered).to_have_text(re.compile(r"Đã xem: .+ \d\d:\d\d"))
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Escape")
    read = desk.get_by_role("button", name="Trao đổi riêng", exact=True)
    await expect(read).to_be_visible()

    await desk.reload()
    await expect(desk.get_by_role("heading", name="Điểm danh", exact=True)).to_be_visible()
    await expect(read).to_be_visible()
    await line.fill("Cảm ơn đồng chí")
    await line.press("Enter")
    await expect(unread).to_be_visible()


async def places(desk: Page) -> object:
    """Return where the desk's main controls are, in whole pixels."""
    return await desk.evaluate(
        """names => names.map(name => {
            const { x, y, width, height } = document
                .querySelector(`[data-part="${name}"]`).getBoundingClientRect();
            return [name, ...[x, y, width, height].map(Math.round)].join(" ");
        })""",
        CONTROLS,
    )


async def test_who_is_called_with_the_microphone_off_is_waited_for_and_no_control_moves(
    house: House,
) -> None:
    desk = await house.enter("chair")
    speaker, other = await house.enter("remote"), await house.enter("other")
    await open_discussion(desk)
    await ask(speaker)
    await ask(other)
    await speaker.get_by_role("button", name=re.compile("^Micro bật")).click()
    waiting = desk.get_by_role("listitem", name=re.compile(PEOPLE["remote"])).first
    await expect(waiting).to_contain_text("micro đang tắt")
    before = await places(desk)

    await call_next(desk, PEOPLE["remote"])
    await expect(desk.get_by_text("Chưa nghe được: micro đang tắt.")).to_be_visible()
    await expect(other.get_by_text("0:00 / 5:00 · chưa nghe được")).to_be_visible()
    assert await places(desk) == before
    await speaker.get_by_role("button", name="Thêm", exact=True).click()  # covers the page
    await desk.get_by_role("button", name="Nhắc đồng chí bật micro").click()
    await expect(desk.get_by_role("button", name="Nhắc lại")).to_be_visible()
    assert await places(desk) == before
    reminder = speaker.get_by_role("dialog", name="Chủ trì nhắc đồng chí bật micro")
    await reminder.get_by_role("button", name="Bật micro").click()
    await expect(reminder).to_be_hidden()
    await speaker.keyboard.press("Escape")
    await expect(desk.get_by_text("đang phát biểu trực tuyến")).to_be_visible()
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
    assert await places(desk) == before

    await desk.get_by_role("button", name="Tạm dừng").click()
    await expect(desk.get_by_text("đang tạm dừng đồng hồ")).to_be_visible()
    assert await places(desk) == before
    await desk.locator("[data-part=speaker]").evaluate(
        "node => { node.textContent = 'đồng chí Nguyễn Thị Hoàng Phương Thảo Nguyên'.repeat(2); }"
    )
    assert await places(desk) == before
    await desk.locator(".column.floor > .notice").evaluate(
        "node => { node.textContent = 'Không làm được. '.repeat(12); node.hidden = false; }"
    )
    assert await places(desk) == before


@pytest.mark.without_media
async def test_a_desk_that_is_over_leads_to_what_is_left_and_prints_whole_lists(
    house: House,
) -> None:
    desk = await house.enter("chair")
    await desk.get_by_role("button", name="Khai mạc").click()
    question = desk.get_by_role("dialog")
    await expect(question).to_contain_text("Có mặt 1/5 đồng chí, đạt 20 %; cần vượt 85 %.")
    await question.get_by_role("button", name="Khai mạc").click()
    await desk.get_by_role("button", name="Bắt đầu: 1. Tuyên bố lý do").click()
    await desk.get_by_role("button", name="Báo cáo điểm danh").click()
    await desk.get_by_role("button", name="Ghi nhận báo cáo điểm danh lúc").click()
    member = await house.enter("remote")
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await call_next(desk, PEOPLE["remote"])
    await desk.get_by_role("button", name="Bế mạc").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await expect(desk.get_by_text("Còn 1 mục chưa ghi kết luận.")).to_be_visible()
    await desk.get_by_role("button", name="Ghi kết luận").click()
    conclusion = desk.get_by_label("Kết luận của chủ trì").and_(desk.locator(":focus"))
    await conclusion.fill("Nhất trí")
    await conclusion.blur()
    await expect(desk.get_by_text("Kết luận đã ghi đủ các mục.")).to_be_visible()

    await desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    await desk.emulate_media(media="print")
    await expect(
        desk.get_by_text(re.compile(r"^Ngày .*, từ \d+:\d\d đến \d+:\d\d$"))
    ).to_be_visible()
    await expect(desk.get_by_role("button", name="In toàn bộ")).to_have_count(0)
    for name in PEOPLE.values():
        await expect(desk.locator(".person-name", has_text=name)).to_be_visible()
    cut = "nodes => nodes.filter(n => n.scrollHeight > n.clientHeight + 1).length"
    assert await desk.locator("body, .column, .items, .roster, .lists").evaluate_all(cut) == 0
