"""A document that comes back signed or scanned: who may send it, what is refused, what is kept."""

import asyncio

import httpx
import pytest

from live.ids import MeetingId
from live.meeting.commands import AdoptMinutes
from live.meeting.permissions import Role
from tests.unit.documents.samples import Office
from tests.unit.web.conftest import DAO, LICH, ROOM, House, words
from tests.unit.web.test_downloads import CHAIR, held
from tests.unit.web.test_papers import content
from web.links import Holder
from web.records.downloads import Download
from web.records.signing import MOST_FILES
from web.security import LARGEST_BODY

CHAIR_LINK = Holder(role=Role.CHAIR, name=LICH.name, person=LICH.id)
JPEG = b"\xff\xd8\xff\xe0" + bytes(50)
OWN_PAGE = {"sec-fetch-site": "same-origin"}


async def adopted(house: House) -> tuple[MeetingId, bytes]:
    """Return a meeting whose minutes are adopted, and these as PDF."""
    meeting = await held(house)
    await house.parts.meetings.do(meeting, AdoptMinutes(number="12"), CHAIR)
    return meeting, await content(house, meeting, Download.MINUTES_PDF)


async def root_by_link(house: House, meeting: MeetingId, holder: Holder) -> str:
    """Return the path of a meeting's record for the holder of a new link."""
    (link,) = await house.parts.links.issue([holder], meeting)
    return f"{house.parts.links.path(link)}/record"


async def signed(pdf: bytes, name: str = "Quan Thị Hiền", field: str = "ThuKy") -> bytes:
    return await asyncio.to_thread(lambda: Office(name).sign(pdf, field))


async def send(  # as the form of the page does
    house: House,
    root: str,
    file: bytes,
    how: str = "signed",
    role: Role | None = Role.SECRETARY,
    document: str = "minutes",
) -> httpx.Response:
    visitor = await house.as_role(role)
    data = {"document": document, "how": how}
    files = {"file": ("bản ký.pdf", file)}
    return await visitor.post(root, data=data, files=files, headers=OWN_PAGE)


async def test_signed_minutes_are_kept_and_shown_with_the_signer(house: House) -> None:
    meeting, pdf = await adopted(house)
    root = f"/meetings/{meeting}/record"
    before = words(await (await house.as_role(Role.SUPERVISOR)).get(root))
    assert ("Đọc biên bản" in before, "Chưa có bản ký nào" in before) == (True, True)
    back = await signed(pdf)
    assert (await send(house, root, back)).headers["location"] == f"{root}#files"
    supervisor = await house.as_role(Role.SUPERVISOR)
    read = words(await supervisor.get(root))
    assert "Ký số: Quan Thị Hiền" in read
    assert "Gửi bản đã ký" not in read
    assert "Chưa có bản ký nào" not in read
    files = await house.parts.database.files.of(meeting)
    file = next(each for each in files if each.kind == "minutes_signed")
    assert file.name == "bản ký.pdf"
    got = await supervisor.get(f"{root}/kept/{file.id}")
    assert (got.content, got.headers["content-type"]) == (back, "application/pdf")


async def test_a_file_says_whose_signature_is_still_missing(house: House) -> None:
    meeting, pdf = await adopted(house)
    root = f"/meetings/{meeting}/record"
    by_secretary = await signed(pdf)
    by_both = await signed(by_secretary, "Hoàng Văn Lịch", "ChuTri")
    for file, missing in ((JPEG, 0), (by_both, 0), (by_secretary, 1)):
        await send(house, root, file, "scan" if file is JPEG else "signed")
        read = words(await (await house.as_role(Role.SUPERVISOR)).get(root))
        assert read.count("Chưa có chữ ký ở ô của chủ trì") == missing
        assert "Chưa có chữ ký ở ô của thư ký" not in read


async def test_scan_counts_the_same(house: House) -> None:
    meeting, _ = await adopted(house)
    root = f"/meetings/{meeting}/record"
    assert (await send(house, root, JPEG, "scan")).status_code == 303
    read = words(await (await house.as_role(Role.CHAIR)).get(root))
    assert "bản giấy đã ký, quét lại" in read
    refused = await send(house, root, b"GIF89a", "scan")
    assert (refused.status_code, "PDF, JPEG hoặc PNG" in words(refused)) == (409, True)


async def test_file_that_is_sent_twice_is_kept_once(house: House) -> None:
    meeting, _ = await adopted(house)
    root = f"/meetings/{meeting}/record"
    sent = [await send(house, root, JPEG, "scan") for _ in range(2)]
    sent += await asyncio.gather(*(send(house, root, JPEG + b"2", "scan") for _ in range(2)))
    assert [each.status_code for each in sent] == [303] * 4
    files = await house.parts.database.files.of(meeting)
    assert [file.kind for file in files].count("minutes_scan") == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pdf, back: pdf, "chưa có chữ ký số"),
        (lambda pdf, back: b"PK\x03\x04", "không phải tệp PDF"),
        (lambda pdf, back: back + b"\n% more\n", "không bao trùm hết tệp"),
        (
            lambda pdf, back: back[9:] and b"%PDF-1.4\n" + back[9:],
            "không phải văn bản đã thông qua",
        ),
        (lambda pdf, back: b"", "chưa chọn tệp"),
    ],
)
async def test_what_was_not_adopted_here_is_refused_with_the_reason(
    house: House, change: object, said: str
) -> None:
    meeting, pdf = await adopted(house)
    assert callable(change)
    response = await send(house, f"/meetings/{meeting}/record", change(pdf, await signed(pdf)))
    assert (response.status_code, said in words(response)) == (409, True)
    assert len(await house.parts.database.files.of(meeting)) == 1


async def test_refused_file_leaves_the_page_of_the_record_with_what_was_chosen(
    house: House,
) -> None:
    meeting, _ = await adopted(house)
    root = await root_by_link(house, meeting, CHAIR_LINK)
    for path, role in ((f"/meetings/{meeting}/record", Role.SECRETARY), (root, None)):
        refused = await send(house, path, b"GIF89a", "scan", role)
        assert refused.status_code == 409
        form = refused.text.partition('<form id="send"')[2].partition("</form>")[0]
        assert f'action="{path}#send"' in form
        assert 'role="alert">Bản quét phải là' in form
        assert '<option value="scan" selected>' in form
        assert '<option value="signed" selected>' not in form
        assert ("Đọc biên bản" in refused.text, "Bảng điểm danh" in refused.text) == (True, True)
    before = await (await house.as_role(Role.SECRETARY)).get(f"/meetings/{meeting}/record")
    assert 'class="problem"' not in before.text


async def test_file_that_is_too_large_is_refused_on_the_page_of_the_record(house: House) -> None:
    meeting, _ = await adopted(house)
    large = JPEG + bytes(LARGEST_BODY)
    refused = await send(house, f"/meetings/{meeting}/record", large, "scan")
    assert (refused.status_code, "200 điểm/inch" in words(refused)) == (413, True)
    assert '<form id="send"' in refused.text


async def test_minutes_of_another_meeting_signed_are_refused(house: House) -> None:
    meeting, _ = await adopted(house)
    house.clock.advance(60_000)
    _, other = await adopted(house)
    response = await send(house, f"/meetings/{meeting}/record", await signed(other))
    assert (response.status_code, "buổi sinh hoạt này" in words(response)) == (409, True)


async def test_nothing_is_taken_before_adoption_or_from_others_than_the_desk(house: House) -> None:
    draft = await held(house)
    assert (await send(house, f"/meetings/{draft}/record", JPEG, "scan")).status_code == 409
    meeting, _ = await adopted(house)
    root = f"/meetings/{meeting}/record"
    assert (await send(house, root, JPEG, "scan", Role.SUPERVISOR)).status_code == 403
    assert (await send(house, root, JPEG, "other")).status_code == 400
    none = await send(house, root, JPEG, "scan", document="resolution")
    assert (none.status_code, "không có nghị quyết" in words(none)) == (404, True)


async def test_files_of_a_meeting_have_a_bound_and_are_of_that_meeting_alone(house: House) -> None:
    meeting, _ = await adopted(house)
    root = f"/meetings/{meeting}/record"
    for number in range(MOST_FILES - 1):
        assert (await send(house, root, JPEG + bytes([number]), "scan")).status_code == 303
    assert (await send(house, root, JPEG, "scan")).status_code == 409
    file = (await house.parts.database.files.of(meeting))[-1]
    other, _ = await adopted(house)
    chair = await house.as_role(Role.CHAIR)
    assert (await chair.get(f"/meetings/{other}/record/kept/{file.id}")).status_code == 404
    assert (await chair.get(f"{root}/kept/missing")).status_code == 404
    visitor = house.visitor()
    for held_at, status in ((meeting, 200), (other, 404)):
        own = await root_by_link(house, held_at, CHAIR_LINK)
        assert (await visitor.get(f"{own}/kept/{file.id}")).status_code == status


@pytest.mark.parametrize(
    ("holder", "reads", "sends"),
    [
        (CHAIR_LINK, 200, 303),
        (Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id), 403, 403),
        (Holder(role=Role.COMPANION, name=DAO.name, person=DAO.id), 403, 403),
        (Holder(role=Role.OBSERVER, name="Khách"), 403, 403),
        (Holder(role=Role.SITE, name=ROOM.name, site=ROOM.id), 403, 403),
    ],
    ids=lambda each: each.role if isinstance(each, Holder) else "",
)
async def test_links_of_the_desk_alone_open_the_record_and_its_files(
    house: House, holder: Holder, reads: int, sends: int
) -> None:
    meeting, _ = await adopted(house)
    await send(house, f"/meetings/{meeting}/record", JPEG, "scan")
    file = (await house.parts.database.files.of(meeting))[-1]
    root, visitor = await root_by_link(house, meeting, holder), house.visitor()
    for path in ("", "?again=1", f"/download/{Download.MINUTES_PDF}", f"/kept/{file.id}"):
        assert (await visitor.get(f"{root}{path}")).status_code == reads, path
    assert (await send(house, root, JPEG + b"2", "scan", None)).status_code == sends
    assert len(await house.parts.database.files.of(meeting)) == (3 if sends == 303 else 2)
