"""Real servers for tests: PostgreSQL and Redis from Debian's packages, on free ports.

Each runs in a temporary folder that belongs to it alone, keeps nothing, and ends with its context.
PostgreSQL refuses to run as root, so there it runs as the user that its package made.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

DEPLOY: Final = Path(__file__).parents[1] / "deploy"
"""The configuration that docker-compose.yml mounts."""
POSTGRES_PROGRAMS: Final = "usr/lib/postgresql/*/bin"
START_S: Final = 60.0
"""A loaded machine needs seconds for what takes half a one; after this it is broken."""


def program(name: str, beside: str = "") -> str:
    """Return the path of a program in PATH, /usr/sbin or the glob ``beside``; newest last."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    elsewhere = sorted(map(str, Path("/").glob(f"{beside}/{name}"))) if beside else []
    return found or (elsewhere or [name])[-1]


def free_port() -> int:
    """Return a port that nobody has now, neither in TCP nor in UDP: a TURN server needs both."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port: int = tcp.getsockname()[1]
            with suppress(OSError):
                udp.bind(("127.0.0.1", port))
                return port


@contextmanager
def running(
    command: Sequence[str],
    ready: str,
    end: signal.Signals = signal.SIGTERM,
    hear: Callable[[str], None] = lambda line: None,
) -> Iterator[str]:
    """Run a server until the context ends; yield the line in which it says that it is ready.

    It is told to end by the signal ``end``. Every line it says is given to ``hear``, in a thread.

    Raises:
        RuntimeError: it did not within `START_S`; the error shows what it said.
    """
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    up = threading.Event()
    said: deque[str] = deque(maxlen=100)
    reader = threading.Thread(target=listen, args=(process, ready, up, said, hear))
    reader.start()
    try:
        if not up.wait(START_S):
            raise RuntimeError(f"{command[0]} did not come up: {''.join(said)}")
        yield next(line for line in reversed(said) if ready in line)
    finally:
        process.send_signal(end)
        process.wait(START_S)
        reader.join()


def listen(
    process: subprocess.Popen[str],
    ready: str,
    up: threading.Event,
    said: deque[str],
    hear: Callable[[str], None],
) -> None:
    """Read what a server says to its end, or it would stop when the pipe is full."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            said.append(line)
            hear(line)
            if ready in line:
                up.set()


@contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """Run Redis as it is deployed; yield its URL. A given port lets a test start it again."""
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        options = {"port": str(port), "bind": "127.0.0.1", "dir": folder}
        arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
        command = [program("redis-server"), str(DEPLOY / "redis.conf"), *arguments]
        with running(command, "Ready to accept connections"):
            yield f"redis://127.0.0.1:{port}/0"


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL with a data folder of its own, that can be stopped and started again."""

    folder: str
    port: int
    as_user: Sequence[str]

    @property
    def url(self) -> str:
        """Return the address of its database."""
        return f"postgresql://diemcau@127.0.0.1:{self.port}/postgres"

    @contextmanager
    def served(self) -> Iterator[None]:
        """Run it until the context ends."""
        command = [
            *self.as_user,
            program("postgres", beside=POSTGRES_PROGRAMS),
            *("-D", f"{self.folder}/data", "-p", str(self.port), "-k", self.folder),
            *("-h", "127.0.0.1"),
            *("-c", "fsync=off"),  # the folder does not outlive the test
        ]
        ready = "database system is ready to accept connections"
        # SIGTERM would wait for its clients to go (PostgreSQL 15, "Shutting Down the Server").
        with running(command, ready, end=signal.SIGINT):
            yield


@contextmanager
def new_postgres() -> Iterator[Postgres]:
    """Make an empty database in a folder that goes with the context; nothing runs yet."""
    with tempfile.TemporaryDirectory() as folder:
        as_user: list[str] = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            as_user = [program("setpriv"), "--reuid=postgres", "--regid=postgres", "--init-groups"]
        subprocess.run(
            [
                *as_user,
                program("initdb", beside=POSTGRES_PROGRAMS),
                f"--pgdata={folder}/data",
                "--username=diemcau",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        yield Postgres(folder, free_port(), as_user)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run PostgreSQL with an empty database; yield its URL."""
    with new_postgres() as postgres, postgres.served():
        yield postgres.url


@contextmanager
def turn_server(secret: str) -> Iterator[int]:
    """Run coturn as it is deployed, with this machine's inner address; yield its port."""
    port = free_port()
    address = "127.0.0.1"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            program("turnserver"),
            *("-c", str(DEPLOY / "turnserver.conf")),
            "--realm=localhost",
            f"--static-auth-secret={secret}",
            f"--allowed-peer-ip={address}",
            f"--listening-port={port}",
            f"--listening-ip={address}",
            f"--relay-ip={address}",
            "--allow-loopback-peers",
            f"--pidfile={folder}/pid",
            f"--db={folder}/db",
        ]
        with running(command, "Total General servers"):
            yield port


async def fresh_database(server: str) -> str:
    """Create an empty database on a running PostgreSQL; return its URL."""
    connection = await asyncpg.connect(server)
    try:
        count = await connection.fetchval("SELECT count(*) FROM pg_database")
        name = f"test_{count}"
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return f"{server.rpartition('/')[0]}/{name}"
