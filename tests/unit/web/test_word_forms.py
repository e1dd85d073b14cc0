"""A unit's own Word forms: what the page says of them, and what is refused."""

import httpx
import pytest

from live.meeting.permissions import Role
from live.store.files import form_id
from tests.unit.documents.test_forms import form, with_part
from tests.unit.web.conftest import UNIT, House, Visitor, words

PAGE = f"/admin/units/{UNIT.id}/forms"


async def send(visitor: Visitor, file: bytes, kind: str = "minutes") -> httpx.Response:
    """Send a form as the page does."""
    return await visitor.post(
        PAGE,
        data={"kind": kind},
        files={"file": ("mẫu.docx", file)},
        headers={"sec-fetch-site": "same-origin"},
    )


async def test_unit_has_the_built_in_form_until_it_brings_its_own(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    assert words(await admin.get(PAGE)).count("Đang dùng mẫu có sẵn") == 2
    own = form("{{ chi_bo }} {{ ten_la }}")
    assert (await send(admin, own)).headers["location"].startswith(PAGE)
    read = words(await admin.get(PAGE))
    for said in ("mẫu.docx", "ten_la", "thu_ky Họ tên thư ký"):
        assert said in read
    assert (await admin.get(f"{PAGE}/minutes.docx")).content == own
    assert (await admin.get(f"{PAGE}/resolution.docx")).content[:2] == b"PK"
    await admin.done(f"{PAGE}/remove", {"kind": "minutes"})
    assert await house.parts.database.files.content(form_id(UNIT.id, "minutes")) is None


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "chưa chọn tệp"),
        (b"x", "không phải văn bản Word"),
        (with_part("word/vbaProject.bin", b"x"), "macro"),
        (form("{% for a in range(9) %}{% endfor %}"), "lệnh không được phép"),
    ],
)
async def test_form_that_is_not_harmless_is_refused_and_the_one_before_stays(
    house: House, file: bytes, said: str
) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    own = form("{{ chi_bo }}")
    await send(admin, own)
    refused = await send(admin, file)
    assert (refused.status_code, said in words(refused)) == (409, True)
    assert await house.parts.database.files.content(form_id(UNIT.id, "minutes")) == own


async def test_form_of_no_unit_or_of_no_kind_is_not_taken(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    assert (await send(admin, form(""), "other")).status_code == 400
    assert (await admin.get(f"{PAGE}/other.docx")).status_code == 404
    assert (await admin.get("/admin/units/nowhere/forms")).status_code == 404


async def test_unit_that_is_removed_takes_its_forms_along(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = await admin.done("/admin/units", {"name": "Đảng ủy xã khác"})
    unit = path.split("?")[0].rpartition("/")[2]
    response = await admin.post(
        f"/admin/units/{unit}/forms",
        data={"kind": "minutes"},
        files={"file": ("a.docx", form("{{ so }}"))},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert response.status_code == 303
    await admin.done(f"/admin/units/{unit}/remove")
    assert await house.parts.database.files.of(unit) == []
