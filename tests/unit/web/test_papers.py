"""Minutes and resolution as files: a draft follows the record, an adopted one never changes."""

import io

import pytest
from docx import Document
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from live.ids import MeetingId
from live.meeting.commands import AdoptMinutes, EditBlock
from live.meeting.permissions import Role
from live.store.files import FileOrigin, form_id, kept
from tests.unit.documents.test_forms import form
from tests.unit.web.conftest import House
from tests.unit.web.test_downloads import CHAIR, held
from web.records.downloads import Download

PDFS = (Download.MINUTES_PDF, Download.RESOLUTION_PDF)


async def content(house: House, meeting: MeetingId, name: Download) -> bytes:
    visitor = await house.as_role(Role.SECRETARY)
    return (await visitor.get(f"/meetings/{meeting}/record/download/{name}")).content


def words(docx: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(docx)).paragraphs)


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
    assert "DỰ THẢO" not in made  # it stands in the table of the heading


async def test_word_file_has_the_form_of_the_unit(house: House) -> None:
    meeting = await held(house)
    own = form("Mẫu riêng của {{ chi_bo }}")
    unit = (await house.parts.meetings.state(meeting)).facts.unit
    key = (form_id(unit.id, "minutes"), str(unit.id), "minutes_form")
    await house.parts.database.files.put(kept(key, "a.docx", own, FileOrigin(at_ms=0)), own)
    made = words(await content(house, meeting, Download.MINUTES_DOCX))
    assert made.startswith("Mẫu riêng của Chi bộ")
    assert "Mẫu riêng" not in words(await content(house, meeting, Download.RESOLUTION_DOCX))
