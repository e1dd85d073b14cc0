"""The only way to meetings for the rest of the program: load, decide, append, publish.

Any number of processes may serve the same meeting. Each keeps the meetings it serves in memory,
decides on that copy, and appends at the copy's version (optimistic concurrency): the process that
loses the race reads the events it missed and decides again. There is no leader and no lock between
processes. A command is answered when its events are committed; the same command id sent again gets
the same answer and is not carried out twice.

Until it opens, a meeting follows the branch's register: code that changes a register calls
`follow`, and opening reads the register once more. The meeting's version is read before the
register, so a reading is never recorded over a newer one (`live/README.md`, *Decisions*).

Deadlines of rules become `Tick` commands here (`live.keeper` says when). Every process that has the
meeting loaded sends them; the first one acts, the others have no effect.

Each meeting has a clock of its own (`live.held.LoadedMeeting`). When the machine's clock was set,
that is recorded before the events of the next command.
"""

import contextlib
import logging
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Sequence
from functools import reduce
from typing import Final

from live.announcing import LISTS_TOPIC, announce, announce_changes
from live.ballot_box import BallotBoxes
from live.bus import Bus
from live.clock import Clock
from live.errors import DuplicateCommand, Rejected, StoreUnavailable, VersionConflict
from live.held import ROOMS, LoadedMeeting, first_due_s, idle_meetings, index_of
from live.ids import BallotId, BranchId, CommandId, Ids, MeetingId, NodeId, PersonId
from live.keeper import Keeper
from live.meeting.commands import CastVote, Command, CorrectClock, FollowRegister, OpenMeeting, Tick
from live.meeting.decide import MeetingPlan, create, decide
from live.meeting.events import Event
from live.meeting.evolve import evolve, fold
from live.meeting.permissions import SYSTEM, Actor
from live.meeting.state import Meeting, Phase
from live.meeting.tally import ballot_of
from live.secret_votes import SecretVotes, is_secret
from live.store.contract import Append, EventStore
from live.store.listing import register_of
from live.store.registers import Registers

log = logging.getLogger(__name__)

ATTEMPTS: Final = 50
"""Version conflicts after which a command is given up; with each, another append won. Chosen."""
NOT_OVER: Final = (Phase.DRAFT.value, Phase.ANNOUNCED.value, Phase.OPEN.value)


class Meetings:
    """Every meeting of one installation, as one process serves them.

    Args:
        registers: source of lists, rooms and rules for meetings that have not opened; None: such
            meetings stay as they were created.
        boxes: where secret votes are kept until they are counted; None: no secret ballots.
    """

    def __init__(
        self,
        store: EventStore,
        bus: Bus,
        clock: Clock,
        ids: Ids,
        registers: Registers | None = None,
        boxes: BallotBoxes | None = None,
    ) -> None:
        self.results: Counter[str] = Counter()
        """Commands by how they ended: ``done``, or the code of the refusal."""
        self._store = store
        self._registers = registers
        self._bus = bus
        self._votes = SecretVotes(boxes, bus, clock)
        self._clock = clock
        self._ids = ids
        self._loaded: OrderedDict[MeetingId, LoadedMeeting] = OrderedDict()
        self._keeper = Keeper(self, clock)

    async def start(self) -> None:
        """Load every open meeting and begin to keep deadlines."""
        for index in await self._store.meetings(states=[Phase.OPEN.value]):
            await self._load(index.meeting)
        self._keeper.start()

    async def stop(self) -> None:
        """Stop keeping deadlines. What was acknowledged is committed already."""
        await self._keeper.stop()

    async def create(self, plan: MeetingPlan, actor: Actor) -> MeetingId:
        """Make a meeting.

        Raises:
            Rejected: the plan cannot be carried out.
        """
        created = create(plan, actor, self._clock.wall_ms(), self._ids)
        meeting = fold([created])
        await self._store.create(index_of(meeting), [created])
        self._keep_loaded(LoadedMeeting(meeting, self._clock))
        await self._bus.publish(LISTS_TOPIC, meeting.facts.id.encode())
        return meeting.facts.id

    async def beat(self, node: NodeId) -> None:
        """Store the current time as this process's last sign of life, for use after its end."""
        await self._store.beat(node, self._clock.wall_ms())

    async def last_beat(self, node: NodeId) -> int | None:
        """Return the last moment at which a process is known to have lived."""
        return await self._store.last_beat(node)

    async def state(self, meeting: MeetingId, at_least: int | None = None) -> Meeting:
        """Return a meeting as recorded now, with the events of other processes.

        Args:
            meeting: which meeting.
            at_least: the oldest version that is enough; if this process has it or a later one,
                it is returned without reading the store or waiting for the lock.

        Raises:
            Rejected: ``unknown_meeting``.
        """
        loaded = await self._load(meeting)
        if at_least is None or loaded.meeting.version < at_least:
            await self._catch_up(loaded)
        return loaded.meeting

    def loaded(self) -> Sequence[Meeting]:
        """Return the meetings in memory, every open one among them."""
        return [loaded.meeting for loaded in self._loaded.values()]

    async def at(self, meeting: MeetingId, version: int) -> Meeting:
        """Return a meeting as it was at a version; reads the store if that is not in memory.

        Raises:
            Rejected: ``unknown_meeting``.
            ValueError: the meeting never had this version.
        """
        loaded = await self._load(meeting)
        if version > loaded.meeting.version:
            await self._catch_up(loaded)
        if known := loaded.at(version):
            return known
        if not 0 < version < loaded.meeting.version:
            raise ValueError(f"version {version} of {loaded.meeting.version}")
        return fold((await self._store.read(meeting))[:version])

    def recent(self, meeting: MeetingId, version: int) -> Meeting | None:
        """Return a meeting as it was at one of its latest versions; None: it is not in memory."""
        loaded = self._loaded.get(meeting)
        return loaded.at(version) if loaded else None

    async def do(
        self,
        meeting: MeetingId,
        command: Command,
        actor: Actor,
        command_id: CommandId | None = None,
    ) -> int:
        """Carry a command out; return the resulting version once its events are committed.

        Args:
            meeting: which meeting.
            command: what is asked.
            actor: who asks.
            command_id: chosen by the sender, unique in the meeting; makes a repeat harmless.

        Raises:
            Rejected: ``unknown_meeting``, or what the rules say.
            VersionConflict: `ATTEMPTS` conflicts in a row; the command was not carried out.
            StoreUnavailable: nothing can be recorded now; the command was not carried out.
        """
        loaded = await self._load(meeting)
        if isinstance(command, CastVote):
            if ballot_of(loaded.meeting, command.ballot) is None:
                await self._catch_up(loaded)
            if is_secret(loaded.meeting, command.ballot):
                return await self._cast(loaded, command, actor)
        async with self._changing(loaded):
            try:
                version = await self._settle(loaded, command, actor, command_id)
            except (Rejected, StoreUnavailable) as refused:
                self.results[refused.code] += 1
                raise
            self.results["done"] += 1
        return version

    async def follow(self, branch: BranchId, actor: Actor = SYSTEM) -> None:
        """Update every meeting of a branch that is not over from the registers as they are now.

        Args:
            branch: whose register changed.
            actor: who changed it.
        """
        for index in await self._store.meetings(branches=[branch], states=NOT_OVER):
            loaded = await self._load(index.meeting)
            async with self._changing(loaded):
                try:
                    await self._follow(loaded, actor)
                except (Rejected, VersionConflict, StoreUnavailable) as error:
                    log.warning("meeting %s does not follow its register: %s", index.meeting, error)

    @contextlib.asynccontextmanager
    async def _changing(self, loaded: LoadedMeeting) -> AsyncIterator[None]:
        """Hold a meeting's lock; afterwards publish on the bus what changed meanwhile."""
        before = after = loaded.meeting
        try:
            async with loaded.lock:
                before = after = loaded.meeting
                try:
                    await self._set_right(loaded)
                    yield
                finally:
                    after = loaded.meeting
        finally:
            await announce_changes(self._bus, before, after)

    async def _set_right(self, loaded: LoadedMeeting) -> None:
        """Record that the machine's clock was set, if it was. The lock is held."""
        for _ in range(ATTEMPTS):
            if not loaded.is_off():
                return
            command = CorrectClock(wall_ms=self._clock.wall_ms())
            events = decide(loaded.meeting, command, SYSTEM, loaded.now_ms(), self._ids)
            try:
                if events:
                    await self._record(loaded, events, SYSTEM, None)
            except VersionConflict:
                await self._read_on(loaded)
            else:
                loaded.set_right()
        raise VersionConflict(loaded.meeting.version, loaded.meeting.version)

    async def _follow(self, loaded: LoadedMeeting, actor: Actor) -> None:
        """Update a meeting from the registers. The caller holds the lock. The version is known
        before the registers are read, so a conflict shows that the reading may be stale."""
        for _ in range(ATTEMPTS):
            branch = BranchId(loaded.meeting.facts.branch.id)
            register = await register_of(self._registers, branch) if self._registers else None
            if register is None:
                return
            command = FollowRegister(register=register)
            events = decide(loaded.meeting, command, actor, loaded.now_ms(), self._ids)
            if events:
                with contextlib.suppress(VersionConflict):
                    await self._record(loaded, events, actor, None)
                    return
            if not await self._read_on(loaded):
                return
        raise VersionConflict(loaded.meeting.version, loaded.meeting.version)

    async def _settle(
        self, loaded: LoadedMeeting, command: Command, actor: Actor, command_id: CommandId | None
    ) -> int:
        """Decide and record; after a version conflict, read the new events and try again."""
        conflict: VersionConflict | None = None
        for _ in range(ATTEMPTS):
            if isinstance(command, OpenMeeting):
                await self._follow(loaded, SYSTEM)
            decided = await self._decide(loaded, command, actor)
            if isinstance(decided, Rejected) or not decided:
                # Either a command that was recorded before, or a decision on an outdated copy.
                if command_id and (
                    known := await self._store.version_of(loaded.meeting.facts.id, command_id)
                ):
                    return known
                if await self._read_on(loaded):
                    continue
                if isinstance(decided, Rejected):
                    raise decided
                return loaded.meeting.version
            try:
                return await self._record(loaded, decided, actor, command_id)
            except DuplicateCommand as duplicate:
                await self._votes.give_up(decided)
                return duplicate.version
            except VersionConflict as error:
                conflict = error
                await self._votes.give_up(decided)
                await self._read_on(loaded)
        raise conflict or VersionConflict(loaded.meeting.version, loaded.meeting.version)

    async def _decide(
        self, loaded: LoadedMeeting, command: Command, actor: Actor
    ) -> Sequence[Event] | Rejected:
        try:
            counted = await self._votes.with_count(loaded.meeting, command, actor.role)
            events = decide(loaded.meeting, counted, actor, loaded.now_ms(), self._ids)
            await self._votes.before(loaded.meeting, events)
        except Rejected as rejected:
            return rejected
        return events

    async def _cast(self, loaded: LoadedMeeting, command: CastVote, actor: Actor) -> int:
        """Put a secret vote into its box, without the meeting's lock: votes go in together."""
        decided = await self._decide(loaded, command, actor)
        if await self._votes.cast(loaded.meeting, command, actor, decided):
            await self._catch_up(loaded)  # it may be refused because the copy is outdated
            decided = await self._decide(loaded, command, actor)
            if refused := await self._votes.cast(loaded.meeting, command, actor, decided):
                raise refused
        return loaded.meeting.version

    async def voters(self, meeting: MeetingId) -> tuple[BallotId, frozenset[PersonId]] | None:
        """Return the open secret ballot, if there is one, and who has voted: to tell them alone."""
        return await self._votes.voters((await self._load(meeting)).meeting)

    async def _record(
        self,
        loaded: LoadedMeeting,
        events: Sequence[Event],
        actor: Actor,
        command_id: CommandId | None,
    ) -> int:
        before = loaded.meeting
        after = reduce(evolve, events, before)
        version = await self._store.append(
            Append(
                meeting=before.facts.id,
                expected_version=before.version,
                events=events,
                command=command_id,
                actor=f"{actor.role}:{actor.device or ''}",
                index=None if after.facts is before.facts else index_of(after),
            )
        )
        loaded.advance(after)
        self._wake_for(loaded)
        await self._votes.after(after, events)
        return version

    async def _catch_up(self, loaded: LoadedMeeting) -> None:
        """Bring the loaded meeting to the version in the store."""
        async with loaded.lock:
            await self._read_on(loaded)

    async def _read_on(self, loaded: LoadedMeeting) -> bool:
        """Apply other processes' events; return whether there were any. The lock is held."""
        events = await self._store.read(loaded.meeting.facts.id, loaded.meeting.version)
        if events:
            loaded.follow(events)
            self._wake_for(loaded)
        return bool(events)

    def _wake_for(self, loaded: LoadedMeeting) -> None:
        """Wake the keeper if it would sleep longer than until this meeting's deadline."""
        if loaded.due_ms is not None:
            self._keeper.wake_in((loaded.due_ms - loaded.now_ms()) / 1000)

    async def _load(self, meeting: MeetingId) -> LoadedMeeting:
        loaded = self._loaded.get(meeting)
        if loaded is None:
            events = await self._store.read(meeting)
            if not events:
                raise Rejected("unknown_meeting")
            loaded = self._keep_loaded(LoadedMeeting.of(events, self._clock))
            await self._votes.clear(loaded.meeting)
        self._loaded.move_to_end(meeting)
        return loaded

    def _keep_loaded(self, loaded: LoadedMeeting) -> LoadedMeeting:
        """Keep a meeting in memory; of those not open, drop the longest unused beyond `ROOMS`."""
        # Two callers may have read the same meeting at once: the first copy is used by both.
        loaded = self._loaded.setdefault(loaded.meeting.facts.id, loaded)
        self._wake_for(loaded)
        for id_ in idle_meetings(self._loaded, loaded, keep=ROOMS):
            del self._loaded[id_]
        return loaded

    # --- what the keeper asks ---------------------------------------------------------------

    def due_s(self) -> float | None:
        """Return the seconds until the earliest deadline; None: there is none."""
        return first_due_s(self._loaded.values())

    async def tick(self) -> None:
        """Send a `Tick` to every loaded meeting whose deadline has passed."""
        for meeting, loaded in list(self._loaded.items()):
            if loaded.due_ms is not None and loaded.due_ms <= loaded.now_ms():
                await self.do(meeting, Tick(), SYSTEM)

    async def look(self) -> None:
        """Publish events of loaded meetings that were not published; remove what boxes left."""
        for meeting, version in (await self._store.versions([*self._loaded])).items():
            loaded = self._loaded.get(meeting)
            if loaded is not None and version > loaded.meeting.version:
                await self._catch_up(loaded)
                await announce(self._bus, loaded.meeting)
        await self._votes.remove_left()

    async def follow_clock(self) -> None:
        """Adopt the machine's clock when it was set, and record that in every open meeting."""
        if step := self._clock.follow():
            log.warning("the clock of this machine was set by %+d s", round(step.by_ms / 1000))
        for loaded in list(self._loaded.values()):
            if loaded.meeting.facts.phase is Phase.OPEN and loaded.is_off():
                async with self._changing(loaded):
                    pass
