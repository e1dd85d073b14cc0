"""A ballot over all screens: it comes up by itself, takes one vote each, and says what it lacks."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import PHONE, open_page
from tests.browser.conftest import House
from tests.browser.lines import Late, hear_late, lose_answers
from tests.browser.test_floor import open_discussion
from tests.seeding import PEOPLE

pytestmark = pytest.mark.without_media

RECORDED = "Đã ghi nhận phiếu của đồng chí"
MATTER = "Thảo luận"
SOON = """
{
  const later = window.setTimeout;
  window.setTimeout = (what, ms, ...rest) => later(what, ms === 5000 ? 500 : ms, ...rest);
}
"""
"""Shortens the time in which one may change one's mind (`CHANGE_MIND_MS` in `core/vote.js`)."""


@pytest.fixture
def soon(house: House) -> None:
    """Let every page send a vote soon, where nobody changes his mind."""
    house.script = SOON


def state(page: Page) -> Locator:
    """Return what the page's ballot says besides its matter."""
    return page.locator(".ballot-state")


def answer(page: Page, words: str = "Tán thành") -> Locator:
    """Return an answer to the motion."""
    return page.locator(".answers").get_by_role("button", name=words, exact=True)


async def check_in(house: House, phone: Page, site: Page) -> None:
    """Check a phone in the room in by the code on the room's screen."""
    shown = site.locator("[data-part=code]")
    await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    await phone.get_by_label("Mã 6 số").fill(await shown.inner_text())
    await expect(phone.get_by_label("Mã 6 số")).to_be_hidden()


async def begin(house: House) -> Page:
    """Open the meeting and its discussion; return the desk."""
    desk = await house.enter("chair")
    await open_discussion(desk)
    return desk


async def open_other(desk: Page, method: str, matter: str = MATTER) -> Locator:
    """Fill in the dialog for a ballot that is not the usual one; return it."""
    await expect(desk.get_by_role("button", name="Biểu quyết", exact=True)).to_be_enabled()
    await desk.keyboard.press("b")
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Nội dung biểu quyết").fill(matter)
    await dialog.get_by_role("radio", name=re.compile(f"^{method}")).check()
    return dialog


async def end(desk: Page) -> None:
    """End the voting and confirm the result, both with two presses, as hands do."""
    await desk.get_by_role("button", name="Kết thúc biểu quyết").dblclick()
    await desk.get_by_role("button", name="Xác nhận kết quả").dblclick()


async def count_at_two_desks(desk: Page, late: Late, second: Page) -> None:
    """Count the hands anew at a desk whose line is slow, while another desk types too."""
    hands, counted = [
        page.get_by_role("group", name=re.compile("^Nhà văn hóa")) for page in (desk, second)
    ]
    await expect(counted.get_by_label("Tán thành", exact=True)).to_have_value("1")
    await expect(second.get_by_text("Số liệu khớp")).to_be_visible()
    await counted.get_by_label("Không tán thành", exact=True).fill("1")
    late.hold_up()
    await hands.get_by_label("Tán thành", exact=True).fill("0")
    await hands.get_by_label("Ý kiến khác", exact=True).fill("1")
    await hands.get_by_role("button", name="Ghi", exact=True).click()
    await expect(counted.get_by_label("Không tán thành", exact=True)).to_have_value("1")
    await hands.get_by_label("Ý kiến khác", exact=True).fill("0")
    await hands.get_by_label("Tán thành", exact=True).fill("1")
    late.let_through()  # the count of before must not take the place of what was typed meanwhile
    await expect(desk.locator(".count-sum")).to_contain_text("Chưa ghi")
    await expect(desk.get_by_text("Bấm “Ghi” rồi mới xác nhận kết quả")).to_be_visible()
    await expect(desk.get_by_role("button", name="Xác nhận kết quả")).to_be_disabled()
    await hands.get_by_role("button", name="Ghi", exact=True).click()
    await expect(desk.get_by_text("Số liệu khớp")).to_be_visible()
    await expect(second.get_by_text("Số đã ghi: Tán thành 1, Không tán thành 0")).to_be_visible()
    await counted.get_by_role("button", name="Lấy số đã ghi").click()
    await expect(counted.get_by_label("Không tán thành", exact=True)).to_have_value("0")
    await expect(second.get_by_text("Số liệu khớp")).to_be_visible()


async def test_a_ballot_by_hands_and_presses_over_all_screens(house: House) -> None:
    desk = await begin(house)
    late = await hear_late(desk)
    member, site, phone = [await house.enter(who) for who in ("remote", "site", "room")]
    await check_in(house, phone, site)
    await desk.get_by_role("button", name="Biểu quyết giơ tay").dblclick()

    await expect(site.get_by_role("heading", name=MATTER)).to_be_visible()
    await expect(site.get_by_text("giơ tay khi chủ trì hỏi")).to_be_visible()
    await expect(state(phone)).to_contain_text("Đồng chí biểu quyết ngay tại phòng này")
    await answer(member).dblclick()
    await expect(member.get_by_text("Đồng chí chọn Tán thành").first).to_be_attached()
    await expect(state(member)).to_have_text(RECORDED)
    await expect(desk.get_by_text("Đã bấm trên máy: 1. Còn chờ: Hoàng Văn Lịch.")).to_be_visible()
    await answer(desk, "Không tán thành").click()
    await expect(state(desk)).to_have_text(RECORDED)

    await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    confirm = desk.get_by_role("button", name="Xác nhận kết quả")
    await expect(confirm).to_be_disabled()
    await expect(desk.get_by_text("Chưa nhập số giơ tay của Nhà văn hóa")).to_be_visible()
    await expect(state(member)).to_contain_text("đang tổng hợp kết quả")
    hands = desk.get_by_role("group", name=re.compile("^Nhà văn hóa"))
    await hands.get_by_label("Tán thành", exact=True).fill("2")
    await expect(desk.get_by_text("Cộng 2, thừa 1 so với 1. Chưa ghi.")).to_be_visible()
    await hands.get_by_role("button", name="Ghi", exact=True).click()
    await expect(confirm).to_be_disabled()
    await hands.get_by_label("Tán thành", exact=True).fill("1")
    await hands.get_by_label("Tán thành", exact=True).press("Enter")
    await expect(desk.get_by_text("Số liệu khớp")).to_be_visible()
    await count_at_two_desks(desk, late, await house.enter("secretary"))
    await expect(confirm).to_be_enabled()
    await confirm.dblclick()

    for page in (desk, member, phone, site):
        await expect(page.locator(".ballot-result").first).to_contain_text("Tán thành2/5")
        await expect(page.locator(".ballot-result").first).to_contain_text("Không tán thành1/5")
        await expect(page.locator(".verdict").first).to_have_text("Không được thông qua")
        await expect(page.locator(".ballot-result").first).to_contain_text("Cần quá nửa: từ 3")
    await member.locator(".ballot").get_by_role("button", name="Đóng").click()
    await member.get_by_role("button", name="Thêm", exact=True).click()
    await member.get_by_role("button", name="Kết quả biểu quyết").click()
    await expect(member.get_by_role("dialog").locator(".verdict")).to_be_visible()


async def test_a_member_who_changes_his_mind_sends_the_second_choice_alone(house: House) -> None:
    desk, member = await begin(house), await house.enter("remote")
    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await member.get_by_role("button", name="Đổi ý").click()
    await answer(member, "Ý kiến khác").click()
    await expect(state(member)).to_have_text(RECORDED)
    await expect(member.locator(".answers")).to_be_hidden()
    await end(desk)
    await expect(desk.locator(".ballot-result")).to_contain_text("Ý kiến khác1/5")
    await desk.get_by_text("1 phiếu ghi tên").click()
    await expect(desk.get_by_text("Lương Văn Đạo: Ý kiến khác")).to_be_visible()


async def test_two_devices_of_one_person_send_one_vote(house: House) -> None:
    desk, member = await begin(house), await house.enter("remote")
    address = house.program.url + house.seeded.path("remote")
    second = await open_page(house.browser, address, PHONE, errors=house.errors)
    await second.get_by_role("button", name="Vào họp").click()
    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await answer(second, "Không tán thành").click()
    await expect(state(member)).to_have_text(RECORDED)
    await expect(state(second)).to_have_text(RECORDED)
    await expect(desk.get_by_text("Đã bấm trên máy: 1.")).to_be_visible()
    await end(desk)
    await expect(desk.locator("details", has_text="1 phiếu ghi tên")).to_be_visible()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("method", ["Điện tử", "Phiếu kín"])
async def test_a_vote_whose_answer_was_lost_with_the_line_is_counted_once(
    house: House, method: str, closed: bool
) -> None:
    desk, member = await begin(house), await house.enter("remote")
    lost = await lose_answers(member)
    dialog = await open_other(desk, method)
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await expect(state(member)).to_contain_text("phiếu tự gửi khi có mạng lại")
    await lost.answered.wait()
    if closed:
        await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    lost.back = True
    told = f"{RECORDED}. Đã kết thúc biểu quyết" if closed else RECORDED
    await expect(state(member)).to_contain_text(told)
    if not closed:
        await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    await desk.get_by_role("button", name="Xác nhận kết quả").click()
    await expect(desk.locator(".ballot-result")).to_contain_text("Tán thành1/5")
    counted = "1 phiếu ghi tên" if method == "Điện tử" else "Danh sách 1 người đã bỏ phiếu"
    await expect(desk.locator("details", has_text=counted)).to_be_visible()
    await expect(member.locator(".ballot .verdict")).to_be_visible()
    await expect(state(member)).to_have_count(0)


async def test_a_choice_is_sent_at_once_when_the_page_goes_out_of_sight(house: House) -> None:
    desk, member = await begin(house), await house.enter("remote")
    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await expect(member.get_by_role("button", name="Đổi ý")).to_be_visible()
    await member.evaluate(
        """() => {
            window.setTimeout = () => 0; // as on a phone whose screen is dark
            Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    await expect(state(member)).to_have_text(RECORDED)
    await expect(desk.get_by_text("Đã bấm trên máy: 1.")).to_be_visible()


@pytest.mark.usefixtures("soon")
async def test_the_desk_records_for_whom_it_chose_also_when_others_press(house: House) -> None:
    desk = await begin(house)
    member, other = [await house.enter(who) for who in ("remote", "other")]
    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    who = desk.get_by_label("Ghi hộ ai")
    record = desk.locator("[data-part=record]").get_by_role("button", name="Tán thành", exact=True)
    await expect(record).to_be_disabled()
    await who.select_option(label=PEOPLE["other"])
    await answer(member, "Ý kiến khác").click()
    await expect(state(member)).to_have_text(RECORDED)
    await expect(desk.get_by_text("Đã bấm trên máy: 1.")).to_be_visible()
    await expect(who.locator("option:checked")).to_have_text(PEOPLE["other"])
    await record.dblclick()
    await expect(state(other)).to_have_text(RECORDED)
    await expect(who.locator("option:checked")).to_have_text("Chọn đồng chí…")
    await expect(record).to_be_disabled()
    await end(desk)
    await desk.get_by_text("2 phiếu ghi tên").click()
    await expect(desk.get_by_text(f"{PEOPLE['other']}: Tán thành")).to_be_visible()


@pytest.mark.usefixtures("soon")
async def test_ticks_stay_with_the_person_for_whom_they_were_made(house: House) -> None:
    desk = await begin(house)
    member, other = [await house.enter(who) for who in ("remote", "other")]
    dialog = await open_other(desk, "Điện tử", "Bầu chi ủy viên")
    await dialog.get_by_role("radio", name="Bầu cử").check()
    await dialog.get_by_role("radio", name=re.compile("^Điện tử")).check()
    await dialog.get_by_label("Danh sách ứng cử").fill("Ma Thị Duyên\nNông Văn Quảng")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    record = desk.locator("[data-part=record]")
    who, box = record.get_by_label("Ghi hộ ai"), record.get_by_label("Ma Thị Duyên")
    await who.select_option(label=PEOPLE["other"])
    await box.check()
    for page, checked in ((member, True), (other, False)):
        await page.locator(".ballot").get_by_label("Nông Văn Quảng").check()
        await page.get_by_role("button", name="Bỏ phiếu").click()
        await expect(state(page)).to_have_text(RECORDED)
        await expect(box).to_be_checked(checked=checked)
    await expect(record.get_by_role("button", name="Ghi phiếu")).to_be_disabled()


async def test_what_was_chosen_when_the_voting_ended_is_not_sent(house: House) -> None:
    desk, member = await begin(house), await house.enter("remote")
    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    await expect(state(member)).to_contain_text("Phiếu này không được tính")
    await desk.get_by_role("button", name="Xác nhận kết quả").click()
    await expect(member.locator(".verdict").first).to_be_visible()
    await expect(state(member)).to_contain_text("Phiếu này không được tính")


async def test_a_cancelled_ballot_goes_with_its_reason_and_another_is_repeated(
    house: House,
) -> None:
    desk, member = await begin(house), await house.enter("remote")
    await desk.get_by_role("button", name="Biểu quyết giơ tay").click()
    await expect(answer(member)).to_be_visible()
    await desk.get_by_role("button", name="Hủy…").click()
    asked = desk.get_by_role("dialog")
    await asked.get_by_label("Lý do").fill("Nhầm nội dung")
    await asked.get_by_role("button", name="Hủy biểu quyết").click()
    await expect(member.get_by_text("Đã hủy biểu quyết. Lý do: Nhầm nội dung")).to_be_visible()
    await expect(answer(member)).to_be_hidden()

    dialog = await open_other(desk, "Điện tử")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await end(desk)
    await desk.get_by_role("button", name="Ý kiến bảo lưu…").click()
    await asked.get_by_label("Của đồng chí").select_option(label="Lương Văn Đạo")
    await asked.get_by_label("Nội dung").fill("Đề nghị làm kỹ hơn")
    await asked.get_by_role("button", name="Lưu").click()
    kept = "Đồng chí Lương Văn Đạo bảo lưu ý kiến: Đề nghị làm kỹ hơn"
    for page in (desk, member):
        await expect(page.get_by_text(kept).filter(visible=True).first).to_be_visible()
    await desk.get_by_role("button", name="Ý kiến bảo lưu…").click()
    await asked.get_by_label("Của đồng chí").select_option(label="Lương Văn Đạo")
    await asked.get_by_label("Nội dung").fill("Đề nghị làm sau mùa mưa")
    await asked.get_by_role("button", name="Lưu").click()
    for page in (desk, member):
        await expect(
            page.get_by_text("bảo lưu ý kiến: Đề nghị làm sau").filter(visible=True).first
        ).to_be_visible()
        await expect(page.get_by_text(kept)).to_have_count(0)
    await desk.get_by_role("button", name="Biểu quyết lại…").click()
    await expect(asked.get_by_role("radio", name=re.compile("^Điện tử"))).to_be_checked()
    await asked.get_by_role("button", name="Mở biểu quyết").click()
    await expect(member.get_by_text("Điện tử ghi tên · biểu quyết lại")).to_be_visible()


async def test_a_secret_election_shows_nothing_of_a_vote_that_was_sent(house: House) -> None:
    desk = await begin(house)
    member, other, site = [await house.enter(who) for who in ("remote", "other", "site")]
    dialog = await open_other(desk, "Phiếu kín", "Bầu chi ủy viên")
    await dialog.get_by_role("radio", name="Bầu cử").check()
    await dialog.get_by_role("radio", name=re.compile("^Phiếu kín")).check()
    await expect(dialog.get_by_text("Dưới 5 người bỏ phiếu")).to_be_visible()
    await dialog.get_by_label("Danh sách ứng cử").fill(
        "Ma Thị Duyên\nNông Văn Quảng\nHà Văn Thuyết"
    )
    await dialog.get_by_label("Chọn tối đa").fill("2")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await expect(desk.get_by_text("không hiện số người đã bỏ phiếu")).to_be_visible()

    await expect(member.get_by_text("Chọn tối đa 2")).to_be_visible()
    secrecy = member.get_by_role("link", name="Ai xem được gì")
    await expect(secrecy).to_have_attribute("href", "/who-sees-what")
    for page, names in ((member, ("Ma Thị Duyên", "Nông Văn Quảng")), (other, ("Ma Thị Duyên",))):
        for name in names:
            await page.get_by_label(name).check()
    await expect(member.get_by_label("Hà Văn Thuyết")).to_be_disabled()
    await other.get_by_role("button", name="Bỏ phiếu").dblclick()
    await member.get_by_role("button", name="Bỏ phiếu").click()
    await member.get_by_role("button", name="Đổi ý").dblclick()
    await expect(member.get_by_label("Ma Thị Duyên")).to_be_checked()
    await member.get_by_role("button", name="Bỏ phiếu").click()
    for page in (member, other):
        await expect(state(page)).to_have_text(RECORDED)
        await expect(page.locator(".ballot")).not_to_contain_text("Ma Thị Duyên")
    await member.reload()
    await expect(state(member)).to_have_text(RECORDED)
    await expect(desk.locator(".ballot-desk")).not_to_contain_text("Đã bấm")

    await end(desk)
    for page in (desk, site, other):
        await expect(page.locator(".ballot-result").first).to_contain_text("Ma Thị Duyên2/5")
        await expect(page.locator(".ballot-result").first).to_contain_text("Nông Văn Quảng1/5")
    await expect(desk.locator(".verdict")).to_have_text("Không ai đủ số phiếu trúng cử.")
    await desk.get_by_text("Danh sách 2 người đã bỏ phiếu").click()
    await expect(desk.locator(".ballot-desk li").first).to_have_text("Lương Văn Đạo")


@pytest.mark.usefixtures("soon")
async def test_paper_in_the_room_and_presses_from_afar_are_one_sum(house: House) -> None:
    desk = await begin(house)
    member, site, phone = [await house.enter(who) for who in ("remote", "site", "room")]
    await check_in(house, phone, site)
    dialog = await open_other(desk, "Phiếu giấy")
    await dialog.get_by_label("Quan Thị Hiền").check()
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await expect(state(member)).to_have_text(RECORDED)
    await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    paper = desk.get_by_role("group", name=re.compile("^Ban kiểm phiếu"))
    for label, number in (("Phát ra", "1"), ("Thu về", "1"), ("Hợp lệ", "1"), ("Tán thành", "2")):
        await paper.get_by_label(label, exact=True).fill(number)
    await expect(desk.get_by_text("Hợp lệ 1, các ý kiến cộng 2: chưa khớp.")).to_be_visible()
    confirm = desk.get_by_role("button", name="Xác nhận kết quả")
    await expect(confirm).to_be_enabled()
    await confirm.click()
    await expect(desk.locator(".ballot-desk").get_by_role("alert")).to_be_visible()
    await paper.get_by_label("Tán thành", exact=True).fill("1")
    await confirm.click()
    await expect(site.locator(".ballot-result")).to_contain_text("Tán thành2/5")
