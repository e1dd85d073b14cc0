"""The HTTP interface: the same as the pages, as JSON."""

from typing import Any

import pytest

from live.meeting.permissions import Role
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, OTHER_BRANCH, PASSWORD, ROOM, VY, House


async def test_a_program_signs_in_and_is_told_who_it_is(house: House) -> None:
    program = house.visitor()
    wrong = await program.post("/api/session", json={"username": "chair", "password": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    right = await program.post("/api/session", json={"username": "chair", "password": PASSWORD})
    assert right.json()["role"] == "chair"
    assert (await program.get("/api/session")).json()["username"] == "chair"
    assert (await program.delete("/api/session")).status_code == 204
    assert (await program.get("/api/session")).json()["code"] == "signed_out"


async def test_errors_have_one_shape(house: House) -> None:
    administrator = await house.as_role(Role.ADMINISTRATOR)
    answers = [
        await house.visitor().get("/api/units"),
        await administrator.get("/api/nothing"),
        await administrator.put("/api/units/missing", json={"name": "X"}),
        await administrator.post("/api/units", json={"name": "X", "colour": "red"}),
        await administrator.delete("/api/units/xa"),
        await administrator.post("/api/units", content=b"{"),
    ]
    codes = [(each.status_code, each.json()["code"]) for each in answers]
    assert codes == [
        (401, "signed_out"),
        (404, "not_found"),
        (404, "not_found"),
        (422, "bad_request"),
        (409, "unit_in_use"),
        (422, "bad_request"),
    ]
    assert all(set(each.json()) == {"code", "facts", "message"} for each in answers)


async def test_an_administrator_keeps_units_branches_people_and_rooms(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)

    async def made(path: str, body: dict[str, Any]) -> str:
        response = await program.post(f"/api/{path}", json=body)
        assert response.status_code == 201, response.text
        made_id: str = response.json()["id"]
        return made_id

    unit = await made("units", {"name": "Đảng ủy phường Bến Gỗ", "kind": "Đảng bộ phường"})
    branch = await made("branches", {"name": "Tổ dân phố 7", "unit": unit})
    person = await made(f"branches/{branch}/people", {"name": "Võ Hồng Quân", "birth": "2/9/1960"})
    site = await made(f"branches/{branch}/sites", {"name": "Nhà văn hóa", "main": True})

    people = (await program.get(f"/api/branches/{branch}/people")).json()
    assert [(each["name"], each["birth"]) for each in people] == [("Võ Hồng Quân", "1960-09-02")]
    await program.put(f"/api/branches/{branch}/people/{person}", json={"name": "Võ Quân"})
    await program.put(f"/api/branches/{branch}/sites/{site}", json={"name": "Hội trường"})
    rules = (await program.put(f"/api/branches/{branch}/rules", json={"grace_s": 30})).json()
    assert rules["settings"]["grace_s"] == 30
    assert (await program.get(f"/api/branches/{branch}/sites")).json()[0]["name"] == "Hội trường"

    for path in (f"people/{person}", f"sites/{site}"):
        assert (await program.delete(f"/api/branches/{branch}/{path}")).status_code == 204
    assert (await program.get(f"/api/branches/{branch}/people")).json() == []
    assert [each["name"] for each in (await program.get(f"/api/branches?unit={unit}")).json()] == [
        "Tổ dân phố 7"
    ]


async def test_a_list_is_previewed_and_applied(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    csv = "STT,Họ và tên\n1,Tạ Minh Đức\n2,Cao Thị Thu Trang\n".encode()
    path = f"/api/branches/{OTHER_BRANCH.id}/roster"
    preview = (await program.post(path, content=csv)).json()
    assert [line["fate"] for line in preview["lines"]] == ["new", "new"]
    assert (await program.get(f"/api/branches/{OTHER_BRANCH.id}/people")).json() == []
    await program.post(f"{path}?apply=true", content=csv)
    people = (await program.get(f"/api/branches/{OTHER_BRANCH.id}/people")).json()
    assert [each["name"] for each in people] == ["Tạ Minh Đức", "Cao Thị Thu Trang"]


async def test_accounts_never_tell_their_password_hash(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    new = {"username": "chau", "name": "Châu", "role": "supervisor", "follows": [BRANCH.id]}
    made = await program.post("/api/accounts", json=new | {"active": True, "password": PASSWORD})
    assert made.json()["follows"] == [BRANCH.id]
    listed = await program.get("/api/accounts")
    assert "argon2" not in listed.text
    assert {each["username"] for each in listed.json()} >= {"chau", "chair"}
    own = {"username": "administrator", "name": "Q", "role": "chair", "active": True}
    refused = await program.put("/api/accounts/a-administrator", json=own)
    assert refused.json()["code"] == "own_account"


async def test_an_agenda_template_is_kept_whole(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    item = {"kind": "opening", "title": "Khai mạc", "planned_min": 5}
    form = {"name": "Mẫu ngắn", "kind": "regular", "items": [item]}
    saved = (await program.put("/api/agendas/short", json=form)).json()
    assert saved["items"][0]["title"] == "Khai mạc"
    assert "short" in {each["id"] for each in (await program.get("/api/agendas")).json()}
    for minutes in (0, -5, 481):
        wrong = form | {"items": [item | {"planned_min": minutes}]}
        assert (await program.put("/api/agendas/short", json=wrong)).status_code == 422
    assert (await program.delete("/api/agendas/short")).status_code == 204


async def test_a_chair_makes_a_meeting_edits_it_and_gives_out_links(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    new = {
        "branch": BRANCH.id,
        "template": "standard-monthly",
        "title": "Tháng 12",
        "scheduled_ms": house.clock.wall_ms(),
        "chair": LICH.id,
        "secretary": HIEN.id,
        "state_secret": False,
    }
    made = await chair.post("/api/meetings", json=new)
    assert made.status_code == 201, made.text
    meeting = made.json()["meeting"]
    secret = await chair.post("/api/meetings", json=new | {"state_secret": True})
    assert (secret.status_code, secret.json()["code"]) == (409, "state_secret")
    unsaid = await chair.post("/api/meetings", json={**new, "state_secret": None})
    assert unsaid.status_code == 422

    path = f"/api/meetings/{meeting}"
    sent = {"command": "announce_meeting", "id": "c1"}
    version = (await chair.post(f"{path}/commands", json=sent)).json()["version"]
    assert (await chair.post(f"{path}/commands", json=sent)).json()["version"] == version
    shown = (await chair.get(path)).json()
    assert (shown["version"], shown["view"]["meeting"]["state"]) == (version, "announced")

    links = [
        {"role": "member", "name": DAO.name, "person": DAO.id},
        {"role": "site", "name": ROOM.name, "site": ROOM.id},
    ]
    given = (await chair.post(f"{path}/links", json=links)).json()
    assert (await house.visitor().get(given[0]["url"])).status_code == 200
    assert (await chair.delete(f"{path}/links/{given[0]['id']}")).status_code == 204
    assert (await house.visitor().get(given[0]["url"])).status_code == 410
    listed = (await chair.get(f"{path}/links")).json()
    assert {each["role"]: bool(each["revoked_ms"]) for each in listed} == {
        "member": True,
        "site": False,
    }


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ({"role": "member", "name": "X", "person": "stranger"}, "unknown_person"),
        ({"role": "chair", "name": "X"}, "unknown_person"),
        ({"role": "site", "name": "X", "site": "elsewhere"}, "unknown_site"),
        ({"role": "member", "name": "X", "person": DAO.id, "site": "elsewhere"}, "unknown_site"),
        ({"role": "observer", "name": "X", "person": DAO.id}, "unknown_person"),
        ({"role": "member", "name": "X", "person": VY.id}, "suspended"),
        ({"role": "system", "name": "X"}, "bad_request"),
        ({"role": "administrator", "name": "X"}, "bad_request"),
    ],
)
async def test_links_are_given_to_people_and_rooms_of_the_meeting_only(
    house: House, link: dict[str, str], code: str
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    refused = await chair.post(f"/api/meetings/{meeting}/links", json=[link])
    assert refused.json()["code"] == code


async def test_a_link_for_somebody_on_the_list_bears_no_other_name(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    wanted = [{"role": "member", "name": HIEN.name, "person": DAO.id}]
    path = f"/api/meetings/{await house.meeting()}/links"
    assert (await chair.post(path, json=wanted)).json()[0]["name"] == DAO.name


async def test_a_command_id_belongs_to_the_account_that_chose_it(house: House) -> None:
    path = f"/api/meetings/{await house.meeting()}/commands"
    said = {"command": "announce_meeting", "id": "same"}
    first = await (await house.as_role(Role.CHAIR)).post(path, json=said)
    edit = {"title": "Họp", "scheduled_ms": house.clock.wall_ms() + 7200_000}
    other = {"command": "edit_meeting", "args": edit, "id": "same"}
    second = await (await house.as_role(Role.SECRETARY)).post(path, json=other)
    assert second.json()["version"] > first.json()["version"]


async def test_a_secretary_reaches_no_meeting_of_another_branch(house: House) -> None:
    foreign = await house.meeting(OTHER_BRANCH)
    secretary = await house.as_role(Role.SECRETARY)
    assert (await secretary.get(f"/api/meetings/{foreign}")).json()["code"] == "not_found"
    assert (await secretary.get("/api/meetings")).json() == []


async def test_the_description_is_shown_without_any_foreign_host(house: House) -> None:
    visitor = house.visitor()
    described = (await visitor.get("/api/openapi.json")).json()
    page = await visitor.get("/api/docs")
    assert page.status_code == 200
    assert all(path in page.text for path in described["paths"])
    assert "https://" not in page.text


NEW_ACCOUNT = {"username": "moi", "name": "Đồng chí mới", "role": "secretary"}


async def test_an_account_that_does_not_say_is_open_and_stays_as_it_is(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    made = (await program.post("/api/accounts", json=NEW_ACCOUNT)).json()
    assert made["active"] is True
    path = f"/api/accounts/{made['id']}"
    for said, active in (({"active": False}, False), ({}, False), ({"active": True}, True)):
        changed = (await program.put(path, json=NEW_ACCOUNT | said)).json()
        assert changed["active"] is active
    assert (await program.put(path, json=NEW_ACCOUNT)).json()["active"] is True


async def test_the_first_room_of_a_branch_is_the_main_one_as_on_its_page(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    path = f"/api/branches/{OTHER_BRANCH.id}/sites"
    rooms = [(await program.post(path, json={"name": name})).json() for name in ("A", "B")]
    assert [room["main"] for room in rooms] == [True, False]


@pytest.mark.parametrize(
    "odd",
    [
        {"role": "system"},
        {"role": "member"},
        {"person": "p" * 41},
        {"unit": "\0"},
        {"follows": ["b" * 41]},
        {"password": "ngắn"},
        {"password": "x" * 201},
    ],
)
async def test_an_account_that_cannot_be_is_refused(house: House, odd: dict[str, object]) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    response = await program.post("/api/accounts", json=NEW_ACCOUNT | odd)
    assert (response.status_code, response.json()["code"]) == (422, "bad_request")


@pytest.mark.parametrize("username", ["x" * 81, "an\0", "an b", "quаntri"])
async def test_a_user_name_that_may_not_be_given_is_refused(house: House, username: str) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    response = await program.post("/api/accounts", json=NEW_ACCOUNT | {"username": username})
    assert (response.status_code, response.json()["code"]) == (409, "bad_username")


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000"])
async def test_half_a_character_or_none_is_no_fault_of_the_server(house: House, text: str) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    for path, body in (
        ("/api/session", f'{{"username": "{text}", "password": "{text}"}}'),
        ("/api/accounts", f'{{"username": "{text}", "name": "{text}", "role": "chair"}}'),
        ("/api/units", f'{{"name": "{text}", "parent": "{text}"}}'),
        (f"/api/branches/{BRANCH.id}/people", f'{{"name": "A{text}", "note": "{text}"}}'),
    ):
        assert (await program.post(path, content=body)).status_code < 500, path


async def test_an_id_of_ones_own_choice_fits_the_database(house: House) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    form = {"name": "Mẫu", "kind": "regular", "items": []}
    assert (await program.put(f"/api/agendas/{'t' * 40}", json=form)).status_code == 200
    assert (await program.put(f"/api/agendas/{'t' * 41}", json=form)).status_code == 422


@pytest.mark.parametrize(
    "rules",
    [
        {"grace_s": -1},
        {"speech_limit_s": 0},
        {"attendance_target_pct": 101},
        {"late_after_min": 10**9},
        {"min_duration_regular_min": -90},
    ],
)
async def test_rules_that_make_no_sense_are_refused(house: House, rules: dict[str, int]) -> None:
    program = await house.as_role(Role.ADMINISTRATOR)
    response = await program.put(f"/api/branches/{BRANCH.id}/rules", json=rules)
    assert (response.status_code, response.json()["code"]) == (409, "rule_out_of_bounds")
    none = await program.put(f"/api/branches/{BRANCH.id}/rules", json={"speech_limit_s": None})
    assert none.json()["settings"]["speech_limit_s"] is None
