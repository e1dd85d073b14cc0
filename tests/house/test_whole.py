"""``make test`` runs every part, says what each said, and fails when one does."""

import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.whole import (
    COMPUTING,
    IN_QUIET,
    QUIET,
    ROOT,
    WAITING,
    WAITS,
    Part,
    Running,
    as_ended,
    run,
)


def part(name: str, code: str) -> Part:
    return Part(name, (sys.executable, "-c", code))


def test_a_part_that_fails_stops_no_other_and_fails_the_run(
    capfd: pytest.CaptureFixture[str],
) -> None:
    well, ill = part("well", "print('all is well')"), part("ill", "exit('all is ill')")
    assert run([well], well, [well])
    assert "FAILED" not in capfd.readouterr().out
    for parts in (([ill], well, [well]), ([well], ill, [well]), ([well], well, [ill])):
        assert not run(*parts)
        said = capfd.readouterr().out
        assert said.count("ill: FAILED (1)") == said.count("all is ill") == 1
        assert said.count("well: passed") == said.count("all is well") == 2


def test_a_part_that_hangs_is_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    well = part("well", "print('all is well')")
    hangs = replace(part("hangs", "import signal; signal.pause()"), limit_s=0.5)
    assert not run([hangs], well, [well])
    said = capfd.readouterr().out
    assert said.count("hangs: FAILED (given up)") == 1
    assert said.count("well: passed") == said.count("all is well") == 2


def test_what_follows_begins_when_the_first_has_ended_whatever_goes_on_beside(
    tmp_path: Path,
) -> None:
    came = tmp_path / "it came"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(came)!r}).exists(): time.sleep(0.01)"
    comes = part("comes", f"import pathlib; pathlib.Path({str(came)!r}).touch()")
    assert run([part("goes on", wait)], part("first", ""), [comes])


def test_each_part_is_reported_when_it_has_ended(tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    waits = (
        f"import pathlib, time\nwhile not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.01)"
    )
    with ExitStack() as stack:
        long, short = (
            stack.enter_context(Running(each, stack.enter_context(tempfile.TemporaryFile())))
            for each in (part("long", waits), part("short", ""))
        )
        ended = as_ended([long, short])
        assert next(ended) is short
        go_on.touch()
        assert list(ended) == [long]
        assert long.passed()
        assert short.passed()


def test_what_still_runs_when_the_run_is_given_up_is_ended() -> None:
    listens = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.pause()"
    with (
        tempfile.TemporaryFile() as said,
        Running(part("lasting", listens), said) as lasting,
    ):
        pass
    assert lasting.process.returncode


def test_tests_that_need_quiet_are_where_make_looks_for_them() -> None:
    with_mark = {
        "/".join(path.relative_to(ROOT).parts[:2])
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"pytest\.mark\.quiet\b", path.read_text(encoding="utf-8"))
        if path != Path(__file__)
    }
    assert with_mark == set(QUIET)


def test_every_test_is_in_one_part_of_the_run(tmp_path: Path) -> None:
    """As pytest itself sees it, in folders like ours with a test of either sort in each."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    files = sorted({path.parent for path in (ROOT / "tests").rglob("test_*.py")})
    every = set()
    for folder in (path.relative_to(ROOT) for path in files):
        quiet = "/".join(folder.parts[:2]) in QUIET
        sorts = {"test_usual": "", **({"test_quiet": "@pytest.mark.quiet\n"} if quiet else {})}
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").touch()
        (tmp_path / folder / "test_it.py").write_text(
            "import pytest\n"
            + "".join(f"{mark}def {name}(): pass\n" for name, mark in sorts.items())
        )
        every |= {f"{folder}/test_it.py::{name}" for name in sorts}
    found = [name for one in (COMPUTING, WAITS, IN_QUIET) for name in collected(one, tmp_path)]
    assert sorted(found) == sorted(every)
    assert all((ROOT / folder).is_dir() for folder in (*WAITING, *QUIET))


def collected(of_run: Part, folder: Path) -> list[str]:
    """Return the tests that a part would run in a folder."""
    command = (*of_run.command, "--collect-only", "-p", "no:cacheprovider")
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if "::" in line]
