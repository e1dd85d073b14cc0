"""`signaling/PROTOCOL.md` says what the code does: messages, fields, codes, commands, the view."""

import ast
import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from live.ids import PersonId, SiteId
from live.meeting import commands as c
from live.meeting.names import CLIENT_COMMANDS
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting
from live.meeting.views import view
from live.meeting.words import BallotMethod, Mark, Overtime, Preset
from live.supervision.catalogue import CATALOGUE, Kind, Level
from signaling import inbound, limits, outbound, rejections
from signaling.quality import BETTER_AFTER_S, THRESHOLDS, WORSE_AFTER_S
from signaling.wire import CloseCode
from tests.properties.test_sync import ACTORS, BEGINNING, history
from tests.unit.meeting.test_score import GIVEN
from tests.unit.signaling.steps import after_all
from tests.unit.signaling.world import actor
from web.i18n import catalogue

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "signaling/PROTOCOL.md").read_text(encoding="utf-8")
KEYED: Final = frozenset(
    {
        *("/people", "/sites", "/attendance/rows", "/minutes/edited"),
        *("/ballots/0/result/sums", "/ballots/0/result/pct"),
        *("/score/proposed/points", "/score/rubric/0/evidence/0/facts"),
    }
)
"""Objects of the view that are keyed by id, by choice, or by the code of a criterion."""


def section(title: str) -> str:
    """Return the text under a heading of any level, up to the next of the same or a higher one."""
    match = re.search(rf"^(#+) `?{re.escape(title)}`?$", TEXT, re.MULTILINE)
    assert match, f"no heading {title}"
    rest = TEXT[match.end() :]
    end = re.search(rf"^#{{1,{len(match[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def first_cells(text: str) -> list[list[str]]:
    """Return the code words of the first column, a list for each table."""
    tables = re.split(r"^\| --- .*$", text, flags=re.MULTILINE)[1:]
    return [re.findall(r"^\| `([^`]+)`", table, re.MULTILINE) for table in tables]


def messages(module: Any, union: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the type and the fields, as on the wire, of every message class."""
    for kind in get_args(union):
        assert issubclass(kind, BaseModel)
        assert kind.__module__ == module.__name__
        fields = kind.model_fields.items()
        names = [field.serialization_alias or name for name, field in fields if name != "type"]
        (type_,) = get_args(kind.model_fields["type"].annotation)
        yield type_, names


CLIENT: Final = list(messages(inbound, inbound.Inbound))
SERVER: Final = list(messages(outbound, outbound.Outbound))


@pytest.mark.parametrize(("type_", "fields"), CLIENT + SERVER)
def test_every_message_is_documented_with_its_fields(type_: str, fields: list[str]) -> None:
    assert fields in (first_cells(section(type_)) or [[]])


@pytest.mark.parametrize(
    ("heading", "known"), [("From the client", CLIENT), ("From the server", SERVER)]
)
def test_no_other_message_is_documented(heading: str, known: list[tuple[str, list[str]]]) -> None:
    headings = re.findall(r"^### `(\w+)`$", section(heading), re.MULTILINE)
    assert set(headings) == {type_ for type_, _ in known}


def test_every_code_is_documented_with_its_meaning() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section("Codes"), re.MULTILINE))
    assert rows == rejections.CODES


def test_every_code_that_the_code_refuses_with_is_listed() -> None:
    rooms = [ROOT / "live/meeting", ROOT / "signaling", ROOT / "live/service.py"]
    files = [file for room in rooms for file in ([room] if room.is_file() else room.rglob("*.py"))]
    used = {
        argument.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Rejected", "ProtocolError")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    never_sent = {"going_away", "ended"}
    assert used - never_sent <= rejections.CODES.keys()


def test_every_close_code_is_documented() -> None:
    rows = re.findall(r"^\| (\d{4}) \|", section("Closing"), re.MULTILINE)
    assert sorted(map(int, rows)) == sorted(CloseCode)


def test_every_command_is_documented_with_its_arguments() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*)\|", section("Commands"), re.MULTILINE)
    documented = {name: re.findall(r"`(\w+\??)`", cells) for name, cells in rows}
    actual = {
        name: [
            field.name + ("" if field.default is dataclasses.MISSING else "?")
            for field in dataclasses.fields(command)
        ]
        for name, command in CLIENT_COMMANDS.items()
    }
    assert documented == actual


def test_limits_are_documented() -> None:
    text = section("Syntax").replace(",", "")
    for number in (limits.MESSAGE_BYTES, limits.BURST_MESSAGES, limits.BURST_OFFERS, limits.PEERS):
        assert re.search(rf"\b{number}\b", text), number
    assert f"{limits.MESSAGES_PER_S:g} a second" in text
    assert f"within {limits.HELLO_S:g} seconds" in text


def test_thresholds_of_links_are_documented() -> None:
    text = section("Links")
    for number in (*THRESHOLDS.values(), WORSE_AFTER_S, BETTER_AFTER_S):
        assert re.search(rf"\b{number:g}\b", text), number


def test_every_alert_is_documented_with_its_rule() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section("Alerts"), re.MULTILINE)
    assert dict(rows) == {
        key: " | ".join(
            (
                rule.kind.value + (", first a notice" if rule.notice_first else ""),
                f"{rule.on_delay_s} s",
                f"{rule.off_delay_s} s",
                "at once" if rule.level is Level.RED else after(rule.red_after_s, "after "),
                after(rule.act_s),
            )
        )
        for key, rule in CATALOGUE.items()
    }


def after(seconds: int | None, word: str = "") -> str:
    return f"{word}{seconds} s" if seconds else ""


def test_every_condition_has_a_rule_and_every_rule_a_condition() -> None:
    files = (ROOT / "live/supervision").glob("*.py")
    keys = {
        key
        for file in files
        for key in re.findall(r'(?:key=|_weak\(\s*)"(\w+)"', file.read_text("utf-8"))
    }
    assert keys | {"site_disconnected", "site_off"} == CATALOGUE.keys()


def test_every_alert_has_a_sentence_and_says_cause_consequence_and_what_to_do() -> None:
    texts = catalogue("vi").messages
    for key, rule in CATALOGUE.items():
        assert f"wall.alert.{key}" in texts
        for part in ("cause", "consequence", "action"):
            assert (f"wall.alert.{key}.{part}" in texts) == (rule.kind is Kind.ALERT), key


def test_lines_of_the_example_are_messages() -> None:
    lines = re.findall(r"^(→|←) (\{.*\})$", section("An example"), re.MULTILINE)
    kinds = {get_args(k.model_fields["type"].annotation)[0]: k for k in get_args(outbound.Outbound)}
    for direction, line in lines:
        if direction == "→":
            inbound.message_untrusted(line)
        else:
            raw = json.loads(line)
            raw = {("from_" if key == "from" else key): value for key, value in raw.items()}
            TypeAdapter(kinds[raw["type"]]).validate_python(raw, by_name=True)
    assert len(lines) > 10


def compare(path: str, actual: Any, documented: Any) -> None:
    """Fail where the view has a key that the document lacks."""
    if isinstance(actual, dict) and isinstance(documented, dict):
        if path in KEYED:
            (example,) = documented.values()
            documented = dict.fromkeys(actual, example)
        assert actual.keys() <= documented.keys(), path
        for key, value in actual.items():
            compare(f"{path}/{key}", value, documented[key])
    elif isinstance(actual, list) and isinstance(documented, list):
        for value in actual:
            compare(f"{path}/0", value, documented[0])
    elif actual is not None and documented is not None:
        assert isinstance(actual, (type(documented), float)), path


def with_ballots(meeting: Meeting) -> Iterator[Meeting]:
    """Yield states with a vote by name, a secret election and a vote by hands, each under way and
    with its result."""
    chair, third, item, text = actor("chair"), actor("member:p3"), meeting.agenda.current, "Một câu"
    assert item
    slate = c.Slate(candidates=("Lịch", "Duyên"), at_most=1)
    named = c.OpenBallot(item=item, matter=text, method=BallotMethod.NAMED)
    for opening in (
        named,
        replace(named, method=BallotMethod.SECRET, ask=slate),
        replace(named, method=BallotMethod.HANDS),
    ):
        meeting = after_all(meeting, (opening, chair))
        ballot, sums = meeting.ballots[-1].id, {"for": 3}
        steps: dict[BallotMethod, tuple[c.Command, Actor]] = {
            BallotMethod.NAMED: (c.CastVote(ballot=ballot, choice=("for",)), third),
            BallotMethod.SECRET: (c.ReserveOpinion(ballot=ballot, text=text), third),
            BallotMethod.HANDS: (
                c.CountHands(ballot=ballot, site=SiteId("hall"), sums=sums),
                chair,
            ),
        }
        counted = c.CountBallot(ballot=ballot, sums={"c1": 1, "c2": 0}, voters=(PersonId("p3"),))
        confirm = c.ConfirmBallot(ballot=ballot)
        meeting = after_all(meeting, steps[opening.method])
        yield meeting
        if opening.method is not BallotMethod.HANDS:
            ended = counted if opening.method is BallotMethod.SECRET else confirm
            meeting = after_all(meeting, (c.CloseBallot(ballot=ballot), chair), (ended, chair))
            yield meeting


def full_evening() -> list[Meeting]:
    """Return the states of a meeting in which everything happened that a view can show."""
    chair, secretary, third = (actor(word) for word in ("chair", "secretary", "member:p3"))
    supervisor, text = actor("supervisor"), "Một câu"
    first = history(BEGINNING)[-1]
    called = after_all(first, (c.CallOn(person=PersonId("p3")), chair))
    turn = called.floor.turn
    assert turn
    in_round = c.SetFloor(
        preset=Preset.ROUND, limit_s=60, overtime=Overtime.COUNT_UP, new_speakers_first=True
    )
    written = after_all(called, (c.WriteToChair(text=text), supervisor))
    read = c.ReadMessages(upto=written.supervision.messages[-1].id)
    return [
        after_all(written, (read, secretary)),
        after_all(
            called,
            (c.Ask(), actor("member:p4")),
            (c.ShareScreen(), third),
            (c.NoteTurn(turn=turn.id, text=text), secretary),
            (c.Interpose(turn=turn.id, person=PersonId("p4")), chair),
            (c.CheckInNumber(number=6), actor("site:hall")),
            (c.ReportRollCall(), secretary),
            (c.MarkPerson(person=PersonId("p6"), mark=Mark.LEFT, reason=text), secretary),
            (c.CorrectAttendance(person=PersonId("p6"), mark=Mark.IN_ROOM, reason=text), secretary),
            (c.WriteToChair(text=text), supervisor),
            (c.TakeNote(text=text), supervisor),
            (c.AskForHelp(on=True, text=text), secretary),
            (c.EditBlock(block="conclusion", text=text, was=""), secretary),
            (c.PresentMinutes(), secretary),
            (c.ProposeScore(points=GIVEN), secretary),
            (c.AdoptScore(), chair),
            (c.ReviewScore(adopted=1), supervisor),
            (c.ProposeCorrection(block="conclusion", text=text), third),
            (c.ProposeCorrection(block="conclusion", text=text), supervisor),
        ),
        after_all(called, (c.TakeBack(turn=turn.id), chair), (in_round, chair)),
        *with_ballots(called),
    ]


@pytest.mark.parametrize("who", ACTORS, ids=lambda who: who.role.value)
def test_view_is_documented(who: Actor) -> None:
    block = re.search(r"```json\n(.*?)```", section("The view"), re.DOTALL)
    assert block
    for state in (*history([]), *full_evening()):
        compare("", view(state, who), json.loads(block[1]))


def test_documented_roles_are_the_roles_that_connect() -> None:
    row = re.search(r"^\| role \|(.*)\|$", TEXT, re.MULTILINE)
    assert row
    assert set(re.findall(r"`(\w+)`", row[1])) == set(Role) - {Role.SYSTEM}
