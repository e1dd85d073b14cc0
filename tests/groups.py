"""Groups of tests that need something a machine may lack: a browser, a server, Node.js.

A test (or fixture) says what it needs; where that is missing the test is skipped and the run ends
with a plain list of the groups skipped and why. Where a group is required (``.ci/run`` requires
all) the same test fails instead, so that nothing is skipped there unseen.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

FAKETIME_FILE: Final = "usr/lib/*/faketime/libfaketimeMT.so.1"
NPM_PACKAGES: Final = Path(__file__).parent / "js/node_modules"
REQUIRED: Final = os.environ.get("DIEMCAU_REQUIRE_GROUPS", "")
"""Comma-separated names, or ``all``."""


def program(*names: str, beside: str = "") -> Callable[[], bool]:
    """Return a check: is one of the programs in PATH, /usr/sbin or the glob ``beside``?"""

    def found() -> bool:
        in_path = any(shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") for name in names)
        return in_path or bool(beside and any(Path("/").glob(beside)))

    return found


def own_networks() -> bool:
    """Tell whether a test can have networks of its own: try one."""
    name = f"try{os.getpid()}"
    ip = shutil.which("ip", path=os.environ["PATH"] + ":/usr/sbin")
    steps = [[ip, "netns", way, name] for way in ("add", "del")] if ip else [["false"]]
    return all(subprocess.run(s, check=False, capture_output=True).returncode == 0 for s in steps)


GROUPS: Final[dict[str, tuple[Callable[[], bool], str]]] = {
    "browser": (program("chromium"), "Chromium is not installed (Debian: chromium)"),
    "firefox": (program("firefox-esr"), "Firefox is not installed (Debian: firefox-esr)"),
    "postgres": (
        program("initdb", beside="usr/lib/postgresql/*/bin/initdb"),
        "PostgreSQL's server is not installed (Debian: postgresql)",
    ),
    "redis": (program("redis-server"), "Redis is not installed (Debian: redis-server)"),
    "coturn": (program("turnserver"), "coturn is not installed (Debian: coturn)"),
    "caddy": (program("caddy"), "Caddy is not installed (Debian: caddy)"),
    "janus": (program("janus"), "Janus is not installed (Debian: janus)"),
    "faketime": (
        program(beside=FAKETIME_FILE),
        "libfaketime is not installed (Debian: libfaketime)",
    ),
    "libreoffice": (
        lambda: program("soffice")() and program("pdftotext")(),
        "LibreOffice or pdftotext is not installed "
        "(Debian: libreoffice-writer-nogui, poppler-utils)",
    ),
    "netns": (
        own_networks,
        "network namespaces are not to be had: they need root and iproute2 (Debian: iproute2)",
    ),
    "node": (program("node"), "Node.js is not installed (Debian: nodejs)"),
    "npm": (
        NPM_PACKAGES.is_dir,
        "packages of tests/js are not installed (npm ci --prefix tests/js)",
    ),
}
"""Group → (is it there?, what to say when it is not). Tests carry the marker of their group."""


def require(group: str, available: bool | None = None, why: str = "") -> None:
    """Skip the running test when its group's need is missing; fail where the group is required."""
    check, reason = GROUPS[group]
    if available if available is not None else check():
        return
    if REQUIRED == "all" or group in REQUIRED.split(","):
        pytest.fail(f"group {group} is required here: {why or reason}", pytrace=False)
    pytest.skip(f"[{group}] {why or reason}")
