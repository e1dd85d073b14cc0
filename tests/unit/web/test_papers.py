"""Minutes and resolution as files: a draft follows the record, an adopted one never changes."""

import asyncio
import io
import logging
import re
from typing import Any

import pytest
from docx import Document
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from live.ids import MeetingId, PersonId
from live.meeting.commands import AdoptMinutes, EditBlock, TakeNote
from live.meeting.permissions import Actor, Role
from live.record.checking import check_untrusted
from live.store.files import FileOrigin, form_id, kept
from tests.unit.documents.test_forms import form
from tests.unit.web.conftest import House
from tests.unit.web.conftest import words as read
from tests.unit.web.test_downloads import CHAIR, held
from web.records.downloads import Download
from web.records.papers import adopted_id

PDFS = (Download.MINUTES_PDF, Download.RESOLUTION_PDF)


async def content(house: House, meeting: MeetingId, name: Download) -> bytes:
    visitor = await house.as_role(Role.SECRETARY)
    return (await visitor.get(f"/meetings/{meeting}/record/download/{name}")).content


async def keep_form(house: House, meeting: MeetingId, own: bytes) -> None:
    """Give the unit of a meeting a form of its own for minutes."""
    unit = (await house.parts.meetings.state(meeting)).facts.unit
    key = (form_id(unit.id, "minutes"), str(unit.id), "minutes_form")
    await house.parts.database.files.put(kept(key, "a.docx", own, FileOrigin(at_ms=0)), own)


async def note_later(house: House, meeting: MeetingId) -> None:
    """Let a supervisor take a note, which goes on after the adoption."""
    account = await house.account(Role.SUPERVISOR)
    supervisor = Actor(role=Role.SUPERVISOR, person=PersonId(account.id), name=account.name)
    await house.parts.meetings.do(meeting, TakeNote(text="Sau khi thông qua"), supervisor)


def words(docx: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(docx)).paragraphs)


def heading(docx: bytes) -> str:
    """Return what the table of the heading says."""
    cells = Document(io.BytesIO(docx)).tables[0].rows[0].cells
    return "\n".join(cell.text for cell in cells)


def hash_on(pdf: bytes) -> str:
    """Return the hash of the record in the properties of a PDF; its footer has the same."""
    properties = PdfFileReader(io.BytesIO(pdf)).root["/Metadata"].data.decode()
    (found,) = {*re.findall("[0-9a-f]{64}", properties)}
    return str(found)


@pytest.mark.parametrize("name", PDFS)
async def test_draft_has_no_signature_field_and_is_kept_nowhere(
    house: House, name: Download
) -> None:
    meeting = await held(house)
    reader = PdfFileReader(io.BytesIO(await content(house, meeting, name)))
    assert list(enumerate_sig_fields(reader)) == []
    assert await house.parts.database.files.of(meeting) == []


@pytest.mark.parametrize("name", PDFS)
async def test_adopted_document_has_its_fields_and_is_the_same_file_for_good(
    house: House, name: Download
) -> None:
    meeting = await held(house)
    draft = await content(house, meeting, name)
    await house.parts.meetings.do(meeting, AdoptMinutes(number="12", resolution_number="7"), CHAIR)
    first = await content(house, meeting, name)
    fields = [field for field, _, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(first)))]
    assert fields == (["ThuKy", "ChuTri"] if name is Download.MINUTES_PDF else ["NguoiKy"])
    (file,) = await house.parts.database.files.of(meeting)
    assert await house.parts.database.files.content(file.id) == first != draft
    changed = kept((file.id, meeting, file.kind), file.name, b"other", FileOrigin(at_ms=0))
    assert not await house.parts.database.files.add(changed, b"other")
    assert await content(house, meeting, name) == first


async def test_word_draft_follows_an_edited_block(house: House) -> None:
    meeting = await held(house)
    text = "Chi bộ thống nhất <làm> đường & trồng cây."
    await house.parts.meetings.do(meeting, EditBlock(block="conclusion", text=text, was=""), CHAIR)
    made = words(await content(house, meeting, Download.MINUTES_DOCX))
    assert text in made


async def test_word_file_says_that_it_is_a_draft_until_it_is_adopted(house: House) -> None:
    meeting = await held(house)
    for name in (Download.MINUTES_DOCX, Download.RESOLUTION_DOCX):
        assert "DỰ THẢO" in heading(await content(house, meeting, name))
    await house.parts.meetings.do(meeting, AdoptMinutes(number="12", resolution_number="7"), CHAIR)
    for name, number in ((Download.MINUTES_DOCX, "12-BB"), (Download.RESOLUTION_DOCX, "7-NQ")):
        said = heading(await content(house, meeting, name))
        assert ("DỰ THẢO" in said, number in said) == (False, True)


async def test_both_documents_of_an_adoption_have_its_hash_whatever_came_after(
    house: House,
) -> None:
    meeting, meetings = await held(house), house.parts.meetings
    await meetings.do(meeting, AdoptMinutes(number="12", resolution_number="7"), CHAIR)
    own = hash_on(await content(house, meeting, Download.MINUTES_PDF))
    adopted_at = (await meetings.state(meeting)).version
    await note_later(house, meeting)
    assert hash_on(await content(house, meeting, Download.RESOLUTION_PDF)) == own
    for name in (Download.MINUTES_DOCX, Download.RESOLUTION_DOCX):
        section = Document(io.BytesIO(await content(house, meeting, name))).sections[0]
        assert section.footer.paragraphs[0].text.endswith(f": {own}")
    log = (await content(house, meeting, Download.LOG)).splitlines(keepends=True)
    checked = check_untrusted(log, own)
    assert (checked.asked_at, checked.findings, checked.events) == (adopted_at, (), adopted_at + 1)
    assert check_untrusted(log, "0" * 64).asked_at == 0


async def test_draft_has_the_hash_of_what_it_was_made_from(house: House) -> None:
    meeting = await held(house)
    before = hash_on(await content(house, meeting, Download.MINUTES_PDF))
    await house.parts.meetings.do(meeting, EditBlock(block="conclusion", text="a", was=""), CHAIR)
    after = hash_on(await content(house, meeting, Download.MINUTES_PDF))
    log = (await content(house, meeting, Download.LOG)).splitlines(keepends=True)
    version = (await house.parts.meetings.state(meeting)).version
    found = [check_untrusted(log, each).asked_at for each in (before, after)]
    assert found == [version - 1, version]


async def adopt(house: House, meeting: MeetingId, **sent: str) -> None:
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/record/minutes"
    assert (await chair.post(path, data={"do": "adopt", **sent})).status_code == 303


async def test_documents_are_kept_at_the_adoption_and_not_when_they_are_asked_for(
    house: House,
) -> None:
    meeting = await held(house)
    await adopt(house, meeting, number="12", resolution_number="7")
    files = house.parts.database.files
    there = {file.kind for file in await files.of(meeting)}
    assert there == {"minutes_pdf", "minutes_docx", "resolution_pdf", "resolution_docx"}
    await keep_form(house, meeting, form("Mẫu mới"))
    assert words(await content(house, meeting, Download.MINUTES_DOCX)) != "Mẫu mới"


async def test_the_adoption_is_answered_before_its_documents_are_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, happened = await held(house), list[str]()

    async def keep_adopted(*_: object) -> None:
        happened.append("made")

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            happened.append(message["type"])
            await send(message)

        await house.app(scope, receive, sent)

    monkeypatch.setattr("web.records.minutes.keep_adopted", keep_adopted)
    await adopt(House(noted, house.parts, house.clock), meeting, number="12")
    assert happened[0] == "http.response.start"
    assert happened[-1] == "made"


async def test_adoption_stands_where_a_document_cannot_be_made(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    meeting = await held(house)
    await keep_form(house, meeting, b"no Word file")
    with caplog.at_level(logging.ERROR, "web.records"):
        await adopt(house, meeting, number="12")
    assert f"minutes.docx of meeting {meeting} not made" in caplog.text
    assert (await house.parts.meetings.state(meeting)).minutes.adoption is not None
    there = {file.kind for file in await house.parts.database.files.of(meeting)}
    assert there == {"minutes_pdf"}
    await keep_form(house, meeting, form("Mẫu mới"))
    assert words(await content(house, meeting, Download.MINUTES_DOCX)) == "Mẫu mới"


async def test_adoption_without_its_number_makes_no_resolution(house: House) -> None:
    meeting, offered = await held(house), "/download/nghi-quyet.pdf"
    chair, root = await house.as_role(Role.CHAIR), f"/meetings/{meeting}/record"
    assert offered in (await chair.get(root)).text
    await adopt(house, meeting, number="12")
    page = (await chair.get(root)).text
    assert (offered in page, "/download/bien-ban.pdf" in page) == (False, True)
    assert 'value="resolution"' not in page
    for name in (Download.RESOLUTION_PDF, Download.RESOLUTION_DOCX):
        refused = await chair.get(f"{root}/download/{name}")
        assert (refused.status_code, "không có nghị quyết" in read(refused)) == (404, True)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.SUPERVISOR])
async def test_adopted_documents_are_made_again_and_compared(house: House, role: Role) -> None:
    meeting = await held(house)
    visitor, path = await house.as_role(role), f"/meetings/{meeting}/record?again=1"
    assert "Lập lại từ nhật ký" not in read(await visitor.get(path))
    await adopt(house, meeting, number="12", resolution_number="7")
    await note_later(house, meeting)
    assert "trùng khớp" not in read(await visitor.get(path.removesuffix("?again=1")))
    page = read(await visitor.get(path))
    assert (page.count(": trùng khớp"), page.count("khác tệp đã giữ")) == (2, 0)
    file = adopted_id(await house.parts.meetings.state(meeting), "resolution", "pdf")
    other = kept((file, meeting, "resolution_pdf"), "a.pdf", b"%PDF-", FileOrigin(at_ms=0))
    await house.parts.database.files.put(other, b"%PDF-")
    page = read(await visitor.get(path))
    assert (page.count(": trùng khớp"), page.count("khác tệp đã giữ")) == (1, 1)


async def test_comparing_says_where_no_document_is_kept_yet(house: House) -> None:
    meeting = await held(house)
    await house.parts.meetings.do(meeting, AdoptMinutes(number="12"), CHAIR)
    chair = await house.as_role(Role.CHAIR)
    page = read(await chair.get(f"/meetings/{meeting}/record?again=1"))
    assert page.count("Chưa lưu tệp PDF nào để đối chiếu") == 1


async def test_two_who_ask_at_once_for_an_adopted_document_get_the_same_bytes(
    house: House,
) -> None:
    meeting = await held(house)
    await house.parts.meetings.do(meeting, AdoptMinutes(number="12"), CHAIR)
    both = await asyncio.gather(*(content(house, meeting, Download.MINUTES_PDF) for _ in range(2)))
    (file,) = await house.parts.database.files.of(meeting)
    assert {*both} == {await house.parts.database.files.content(file.id)}


async def test_word_file_has_the_form_of_the_unit(house: House) -> None:
    meeting = await held(house)
    await keep_form(house, meeting, form("Mẫu riêng của {{ chi_bo }}"))
    async with house.parts.checks, house.parts.checks:  # two uploads that are hard to check
        made = words(await content(house, meeting, Download.MINUTES_DOCX))
    assert made.startswith("Mẫu riêng của Chi bộ")
    assert "Mẫu riêng" not in words(await content(house, meeting, Download.RESOLUTION_DOCX))
