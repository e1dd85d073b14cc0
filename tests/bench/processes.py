"""What processes cost: processor time of a process and of those that it started."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")


def cpu_s(pid: int) -> float:
    """Return the processor time of all threads of a process so far; 0 when it has ended."""
    total_ns = 0
    try:
        for task in (PROC / str(pid) / "task").iterdir():
            total_ns += int((task / "schedstat").read_text().split()[0])
    except (OSError, IndexError):
        return total_ns / 1e9  # it, or one of its threads, has just ended
    return total_ns / 1e9


def command_of(pid: int) -> str:
    """Return how a process was called; empty when it has ended."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _parent(entry) == pid:
            yield int(entry.name)
            yield from descendants(int(entry.name))


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0
