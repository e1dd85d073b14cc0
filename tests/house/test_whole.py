"""``make test`` runs every part, says what each said, and fails when one does."""

import sys
import tempfile

import pytest

from tests.whole import Part, Running, run


def part(name: str, code: str) -> Part:
    return Part(name, (sys.executable, "-c", code), 1)


def test_a_part_that_fails_stops_no_other_and_fails_the_run(
    capfd: pytest.CaptureFixture[str],
) -> None:
    well, ill = part("well", "print('all is well')"), part("ill", "exit('all is ill')")
    assert run([well], well, well)
    assert "FAILED" not in capfd.readouterr().out
    for parts in (([ill], well, well), ([well], ill, well), ([well], well, ill)):
        assert not run(*parts)
        said = capfd.readouterr().out
        assert said.count("ill: FAILED (1)") == said.count("all is ill") == 1
        assert said.count("well: passed") == said.count("all is well") == 2


def test_what_still_runs_when_the_run_is_given_up_is_ended() -> None:
    listens = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.pause()"
    with (
        tempfile.TemporaryFile() as said,
        Running(part("lasting", listens), said) as lasting,
    ):
        pass
    assert lasting.process.returncode
