"""``make test``: every test this machine can run, in parts that together keep two cores busy.

Tests of browsers and of whole programs wait for real time during much of theirs. Two of them run at
once, and tests that only compute run beside them, in what they leave of the processors. More of the
former at once would be slower: sound and picture cost processor time for as long as a test lasts,
so tests that hold each other up cost more. Tests marked `quiet` follow, two at once, when those
that wait have ended; what still computes then, and the check of types, gets what they leave.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).parents[1]
WAITING: Final = ("tests/browser", "tests/contract", "tests/integration", "tests/media")
"""Where tests wait for browsers, programs or the network."""
QUIET: Final = ("tests/browser", "tests/media")
"""Where tests marked `quiet` are."""
PART_S: Final = 3600
"""Seconds after which a part is given up. Chosen: twice what the longest takes on slow cores."""
LOOK_EVERY_S: Final = 0.2
TIDIES_UP_S: Final = 20
"""Seconds in which a part that is given up may end what it started. Chosen."""
IDLE: Final = ("chrt", "--idle", "0")
"""Runs a command with what nobody else wants of the processors (sched(7), SCHED_IDLE). So run those
that compute beside those that wait, which decide how long the run takes and do not stand still."""
SLOWEST: Final = "--durations=10"
PYTEST: Final = (sys.executable, "-m", "pytest")
SHARED: Final = (*PYTEST, "-n2", "--dist=loadfile", "--no-loadscope-reorder", SLOWEST)
"""Two tests at once, whole files to one worker: a file shares its program, browser or database."""
USUAL: Final = (*SHARED, "-m", "not quiet")


@dataclass(frozen=True, slots=True)
class Part:
    """Tests that run as one process, or a check."""

    name: str
    command: Sequence[str]
    limit_s: float = PART_S


TYPES: Final = Part("types", (*IDLE, sys.executable, "-m", "mypy"))
COMPUTING: Final = Part(
    "computing",
    (
        *(*IDLE, *USUAL),
        *(f"--ignore={folder}" for folder in WAITING),
        "tests",
    ),
)
WAITS: Final = Part("waiting", (*USUAL, *WAITING))
IN_QUIET: Final = Part("quiet", (*SHARED, "-m", "quiet", *QUIET))


class Running:
    """A part that has been started, and says what it has to say when it has ended."""

    def __init__(self, part: Part, said: IO[bytes]) -> None:
        self.part = part
        self._said = said
        self._begun = time.monotonic()
        self.process = subprocess.Popen(
            part.command,
            cwd=ROOT,
            stdout=said,
            stderr=subprocess.STDOUT,
            process_group=0,
        )

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        """End it with everything it started, when it has not ended by itself.

        It is asked to, so that it ends its own servers; a shell that starts a run in the background
        may have told it not to listen.
        """
        with suppress(ProcessLookupError):
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(TIDIES_UP_S)
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def lasts(self) -> bool:
        """Return whether it runs and may go on."""
        return self.process.poll() is None and self._spent_s() < self.part.limit_s

    def passed(self) -> bool:
        """End it if it is still there, print what it said, and return whether all was well."""
        took_s, in_time = int(self._spent_s()), self.process.poll() is not None
        self.__exit__()
        status = self.process.returncode
        outcome = "passed" if status == 0 else f"FAILED ({status})"
        if not in_time:
            outcome = "FAILED (given up)"
        print(f"\n===== {self.part.name}: {outcome} after {took_s // 60}:{took_s % 60:02} =====")
        self._said.seek(0)
        print(self._said.read().decode(errors="replace").rstrip(), flush=True)
        return in_time and status == 0

    def _spent_s(self) -> float:
        return time.monotonic() - self._begun


def run(beside: Sequence[Part], first: Part, then: Sequence[Part]) -> bool:
    """Run a part with others beside it, and further ones when it has ended; return whether all
    passed."""
    with ExitStack() as stack:

        def start(part: Part) -> Running:
            said = stack.enter_context(tempfile.TemporaryFile())
            return stack.enter_context(Running(part, said))

        leading = start(first)
        running = [leading, *map(start, beside)]
        print(f"Running {', '.join(one.part.name for one in running)} …", flush=True)
        results = []
        for one in as_ended(running):
            results.append(one.passed())
            if one is leading:
                running += map(start, then)
    return all(results)


def as_ended(running: list[Running]) -> Iterator[Running]:
    """Yield each part when it has ended or has to be given up, and take it from the list, to which
    more may be added meanwhile."""
    while running:
        for one in [each for each in running if not each.lasts()]:
            running.remove(one)
            yield one
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    sys.exit(not run((COMPUTING,), WAITS, (IN_QUIET, TYPES)))
