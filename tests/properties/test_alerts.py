"""Whatever happens in a meeting and however seldom somebody looks, alerts keep to their delays."""

import contextlib
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting.state import Phase
from live.supervision.board import Board, StandingAlert, follow, standing
from live.supervision.catalogue import AGAIN_S, CATALOGUE, Kind
from live.supervision.condition import Glance
from tests.properties.minutes_draws import Numbers
from tests.properties.test_rules import ACTORS, act, step
from tests.unit.meeting.room import CHAIR, HALL_SITE, SUPERVISOR, Room, person

Name = tuple[str, str]
STIRS: Final = (
    lambda room: room.do(c.AskForHelp(on=True)),
    lambda room: room.do(c.AskForHelp(on=False)),
    lambda room: room.disconnect(CHAIR, "d0"),
    lambda room: room.connect(CHAIR, "d0"),
    lambda room: room.disconnect(HALL_SITE, "d0"),
    lambda room: room.connect(HALL_SITE, "d0"),
    lambda room: room.do(c.CallOn(person=person(4))),
    lambda room: room.do(c.TakeBack(turn=room.speech().id)) if room.turn else None,
    lambda room: room.do(c.AcknowledgeAlert(key="help_asked", word="x"), SUPERVISOR),
    lambda room: room.do(c.ShelveAlert(key="help_asked", minutes=1, reason="x"), SUPERVISOR),
)
"""What brings conditions about and ends them."""
LOOKS_MS = st.sampled_from([1_000, 2_000, 7_000, 31_000])
AGAIN_MS = AGAIN_S * 1000


stirs = st.integers(0, len(STIRS) - 1)


def stir(room: Room, move: int | tuple[int, int, Numbers, int]) -> None:
    """Let one thing happen: something that alerts are about, or anything at all."""
    if isinstance(move, int):
        with contextlib.suppress(Rejected):
            STIRS[move](room)
    else:
        draw, who, drawn, wait_ms = move
        room.later(wait_ms)
        act(room, draw, who, drawn)


class History:
    """What was shown in a meeting, look by look."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.board: Board | None = {}
        self.true_since: dict[Name, int] = {}
        self.raised: dict[Name, list[int]] = {}
        self.ended: dict[Name, int] = {}
        self.shown: dict[Name, StandingAlert] = {}
        self.fresh: dict[Name, tuple[int, int]] = {}

    def look(self) -> None:
        """Look at the meeting, and check what changed against what was shown before."""
        meeting, now_ms = self.room.meeting, self.room.now_ms
        self.board = follow(self.board, Glance(meeting=meeting, now_ms=now_ms))
        alerts = {
            (one.key, one.subject): one
            for one in standing(self.board, meeting, now_ms)
            if one.kind is Kind.ALERT
        }
        stands = {name for name, entry in self.board.items() if entry.gone_ms is None}
        self._conditions(stands, now_ms)
        for name in alerts.keys() - self.shown.keys():
            self._comes(name, now_ms)
        for name in self.shown.keys() - alerts.keys():
            self._goes(name, now_ms)
        for name, alert in alerts.items():
            self._stands(name, alert, now_ms)
        self.shown = alerts

    def _conditions(self, stands: set[Name], now_ms: int) -> None:
        """Note since when each condition has stood, or was gone, without a break."""
        self.true_since = {name: self.true_since.get(name, now_ms) for name in stands}
        for name in stands:
            self.ended.pop(name, None)
        for name in self.shown:
            if name not in stands:
                self.ended.setdefault(name, now_ms)

    def _comes(self, name: Name, now_ms: int) -> None:
        rule = CATALOGUE[name[0]]
        assert now_ms - self.true_since[name] >= rule.on_delay_s * 1000
        earlier = self.raised.setdefault(name, [])
        earlier.append(now_ms)
        assert len([at for at in earlier if now_ms - at < 60_000]) < 3
        self.fresh[name] = now_ms, 0

    def _goes(self, name: Name, now_ms: int) -> None:
        over = self.room.meeting.facts.phase in (Phase.CLOSED, Phase.CANCELLED)
        rule = CATALOGUE[name[0]]
        assert over or now_ms - self.ended[name] >= rule.off_delay_s * 1000

    def _stands(self, name: Name, alert: StandingAlert, now_ms: int) -> None:
        """Check that nothing stands unattended for longer than it takes to be brought up again."""
        since_ms, again = self.fresh[name]
        if not alert.unattended or alert.again != again:
            since_ms = now_ms
        self.fresh[name] = since_ms, alert.again
        assert now_ms - since_ms <= AGAIN_MS


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(stirs | step, LOOKS_MS, st.integers(1, 12)), min_size=1, max_size=25))
def test_no_alert_comes_or_goes_before_its_delay_flips_or_is_forgotten(
    moves: list[tuple[int | tuple[int, int, Numbers, int], int, int]],
) -> None:
    room = Room()
    history = History(room)
    for actor in ACTORS[:11]:
        room.connect(actor, "d0")
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    for move, every_ms, looks in moves:
        stir(room, move)
        for _ in range(looks):
            history.look()
            room.later(every_ms)
    history.look()
