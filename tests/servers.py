"""Real servers for tests: PostgreSQL and Redis from Debian's packages, on free ports.

Each runs in a temporary folder that belongs to it alone, keeps nothing, and ends with its context.
PostgreSQL refuses to run as root, so there it runs as the user that its package made.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import redis

START_S: Final = 60.0
"""A loaded machine needs seconds for what takes half a one; after this it is broken."""


def program(name: str, beside: str = "") -> str:
    """Return the path of a program in PATH, /usr/sbin or the glob ``beside``; newest last."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    elsewhere = sorted(map(str, Path("/").glob(f"{beside}/{name}"))) if beside else []
    return found or (elsewhere or [name])[-1]


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: Sequence[str], ready: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the context ends; its output is shown when it does not come up."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + START_S
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    output.seek(0)
                    said = output.read().decode(errors="replace")
                    raise RuntimeError(f"{command[0]} did not come up: {said}")
                time.sleep(0.05)  # a server's start has no event to wait for
            yield process
        finally:
            process.terminate()
            process.wait(START_S)


def accepts(port: int) -> bool:
    """Tell whether somebody listens on a local port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """Run Redis without persistence; yield its URL. A given port lets a test start it again."""
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"

    def ready() -> bool:
        with redis.Redis.from_url(url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    with tempfile.TemporaryDirectory() as folder:
        options = {"port": str(port), "bind": "127.0.0.1", "save": "", "dir": folder}
        arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
        with running([program("redis-server"), *arguments], ready):
            yield url


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run PostgreSQL with an empty database; yield its URL."""
    binaries = "usr/lib/postgresql/*/bin"
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        as_user: list[str] = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            as_user = [program("setpriv"), "--reuid=postgres", "--regid=postgres", "--init-groups"]
        data = f"{folder}/data"
        subprocess.run(
            [
                *as_user,
                program("initdb", beside=binaries),
                f"--pgdata={data}",
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
        command = [
            *as_user,
            program("postgres", beside=binaries),
            *("-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"),
            *("-c", "fsync=off"),  # the folder does not outlive the test
        ]
        with running(command, lambda: accepts(port)):
            yield f"postgresql://diemcau@127.0.0.1:{port}/postgres"


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
