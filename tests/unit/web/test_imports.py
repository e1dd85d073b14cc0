"""The preview of a list is a form: answers travel with it and are looked at before they count."""

import re

from live.meeting.permissions import Role
from live.store.directory import members_of
from tests.unit.rosters.files import text
from tests.unit.web.conftest import BRANCH, House, words

PATH = f"/admin/branches/{BRANCH.id}/import"
ROWS = (("STT", "Họ và tên", "Ngày sinh", "Diện"), (9, "Lò Văn Cường", "31/02/1980", ""))


def hidden(page: str) -> dict[str, str]:
    """Return the fields that carry the preview on."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


async def test_a_cell_is_mended_in_the_preview_looked_at_again_and_then_applied(
    house: House,
) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    upload = {"file": ("a.csv", text(ROWS).encode())}
    shown = await admin.post(f"{PATH}/preview", files=upload)
    assert 'name="cell.0.2.0.birth" value="31/02/1980"' in shown.text
    answers = {"cell.0.2.0.birth": "21/02/1980", "cell.0.2.0.category": "temp_out"}
    again = await admin.send_form(f"{PATH}/apply", hidden(shown.text) | answers)
    assert again.status_code == 200
    assert "chưa áp dụng" in words(again)
    assert len(await members_of(house.parts.registers, BRANCH.id)) == 4
    form = hidden(again.text) | answers
    columns = re.findall(r'<select name="(column[^"]+)".*?</select>', again.text, re.S)
    assert len(columns) == 4
    sent = form | dict(zip(columns, ("number", "name", "birth", "category"), strict=True))
    await admin.done(f"{PATH}/apply", sent | {"blank": ""} if 'id="blank"' in again.text else sent)
    (person,) = await house.parts.registers.people.find(name="Lò Văn Cường")
    assert (person.birth, person.category.value) == ("1980-02-21", "temp_out")


async def test_an_answer_that_no_preview_has_is_refused_or_ignored(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    shown = await admin.post(f"{PATH}/preview", files={"file": ("a.csv", text(ROWS).encode())})
    form = hidden(shown.text)
    long = await admin.send_form(f"{PATH}/preview", form | {"cell.0.2.0.name": "x" * 1_000})
    assert long.status_code == 400
    odd = await admin.send_form(f"{PATH}/preview", form | {"cell.0.2.0.active": "x", "blank": "?"})
    assert odd.status_code == 200
