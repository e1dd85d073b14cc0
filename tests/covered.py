"""``make coverage``: branches of each package that the tests below the whole program go through.

Tracing makes every test several times slower, so this is no part of ``make test``. Packages in
`LEAST` fail the run when fewer of their branches are covered.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

TESTS: Final = ("tests/unit", "tests/contract", "tests/properties", "tests/fuzz", "tests/media")
QUICK: Final = "not quiet and not browser and not firefox and not coturn"
"""Browsers cover what the other tests do, in more time."""
LONGEST_S: Final = 1200
"""Seconds for one test while it is traced."""
LEAST: Final[Mapping[str, float]] = {"live/meeting": 95.0, "signaling": 95.0}
"""Percent of branches."""
DEEPER: Final = ("live/media/sfu", "live/store/sql")
"""Packages within packages that are told apart."""


def package_of(path: str) -> str:
    """Return the package under which a file is counted."""
    for package in DEEPER:
        if path.startswith(f"{package}/"):
            return package
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 and parts[0] == "live" else parts[0]


def counted(report: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return of each package how many branches were taken, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for path, file in report["files"].items():
        taken, every = found.get(package_of(path), (0, 0))
        summary = file["summary"]
        found[package_of(path)] = (
            taken + summary["covered_branches"],
            every + summary["num_branches"],
        )
    return {package: found[package] for package in sorted(found) if found[package][1]}


def lines_of(packages: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Yield a line for each package, as ``make bench`` prints its figures."""
    for package, (taken, every) in packages.items():
        least = f" (at least {LEAST[package]:g})" if package in LEAST else ""
        yield f"branches_{package} {100 * taken / every:.1f} % of {every}{least}"


def too_few(packages: Mapping[str, tuple[int, int]]) -> Sequence[str]:
    """Return the packages of which too few branches are covered, or none are known."""
    return [
        package
        for package, least in LEAST.items()
        if 100 * packages.get(package, (0, 1))[0] / packages.get(package, (0, 1))[1] < least
    ]


def main(asked: Sequence[str]) -> int:
    """Run tests with every branch traced and print what they covered; return how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        data, report = f"--data-file={folder}/data", Path(folder) / "report.json"
        run = [sys.executable, "-m", "coverage"]
        tests = ["pytest", "-o", f"timeout={LONGEST_S}", "-m", QUICK, *(asked or TESTS)]
        ended = subprocess.run([*run, "run", data, "-m", *tests], check=False).returncode
        subprocess.run([*run, "json", data, "-q", "-o", str(report)], check=True)
        packages = counted(json.loads(report.read_text(encoding="utf-8")))
    print(*lines_of(packages), sep="\n")
    missing = [] if asked else too_few(packages)
    for package in missing:
        print(f"too few branches of {package} are covered")
    return ended or bool(missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
