"""What is hurt: one program on SQLite, or two on PostgreSQL and Redis; all real processes."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.groups import FAKETIME_FILE
from tests.program import Program, shared
from tests.servers import free_port, new_postgres, redis_server

FAKETIME: Final = next(Path("/").glob(FAKETIME_FILE), None)
"""Debian's libfaketime steps the wall clock of a program and leaves its monotonic clock alone."""
DISK_MB: Final = 48
"""Size of the small disk: some hundred times what a run writes."""


class Server:
    """A server beside the programs that can be taken away and given back."""

    def __init__(self, serve: Callable[[], AbstractContextManager[Any]]) -> None:
        self._serve = serve
        self._running = ExitStack()

    def start(self) -> None:
        """Give it (back); whether it still knows what it knew is its own matter."""
        self._running.enter_context(self._serve())

    def stop(self) -> None:
        """Take it away."""
        self._running.close()


@dataclass(frozen=True)
class Installation:
    """Programs that hold one meeting, and what they stand on; None where there is no such thing."""

    data: Path
    database: str
    programs: tuple[Program, ...]
    clock: Path | None = None
    """Says by how much the programs' wall clock is off; read anew at each look at the clock."""
    disk: Path | None = None
    """A small disk that carries nothing but the data folder."""
    postgres: Server | None = None
    redis: Server | None = None


@contextmanager
def alone(folder: Path) -> Iterator[Installation]:
    """Run one program on SQLite, with a clock to step and a disk to fill where this machine can."""
    data = folder / "data"
    data.mkdir()
    clock = folder / "clock"
    clock.write_text("+0")
    stepped = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    with _small_disk(data) as disk, ExitStack() as stack:
        program = Program("serve", data, **(stepped if FAKETIME else {}))
        stack.callback(program.stop)
        yield Installation(
            data=data,
            database="",
            programs=(program,),
            clock=clock if FAKETIME else None,
            disk=disk,
        )


@contextmanager
def _small_disk(data: Path) -> Iterator[Path | None]:
    """Mount a disk of `DISK_MB` at a folder; only root may."""
    if os.geteuid() != 0:
        yield None
        return
    size = ("-o", f"size={DISK_MB}m")
    subprocess.run(["mount", "-t", "tmpfs", *size, "diemcau", str(data)], check=True)
    try:
        yield data
    finally:
        subprocess.run(["umount", str(data)], check=True)


@contextmanager
def pair(folder: Path) -> Iterator[Installation]:
    """Run two programs on one PostgreSQL and one Redis."""
    with new_postgres() as database, ExitStack() as stack:
        port = free_port()
        postgres, redis = Server(database.served), Server(partial(redis_server, port))
        for server in (postgres, redis):
            server.start()
            stack.callback(server.stop)
        both = shared(database.url, f"redis://127.0.0.1:{port}/0")
        programs = tuple(Program("serve", folder / name, **both) for name in ("first", "second"))
        for program in programs:
            stack.callback(program.stop)
        yield Installation(
            data=folder / "seed",
            database=database.url,
            programs=programs,
            postgres=postgres,
            redis=redis,
        )
