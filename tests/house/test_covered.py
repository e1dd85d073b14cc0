"""The figures of ``make coverage`` are counted by package, and too few are said."""

from tests.covered import LEAST, counted, lines_of, too_few


def file(taken: int, every: int) -> dict[str, object]:
    return {"summary": {"covered_branches": taken, "num_branches": every}}


def test_branches_are_counted_by_package_and_the_engine_apart() -> None:
    report = {
        "files": {
            "live/meeting/floor.py": file(9, 10),
            "live/meeting/views/floor.py": file(10, 10),
            "live/media/sfu/peer.py": file(1, 4),
            "live/clock.py": file(1, 2),
            "signaling/hub.py": file(0, 0),
        }
    }
    packages = counted(report)
    assert packages == {"live": (1, 2), "live/media/sfu": (1, 4), "live/meeting": (19, 20)}
    assert list(lines_of(packages))[1:] == [
        "branches_live/media/sfu 25.0 % of 4",
        "branches_live/meeting 95.0 % of 20 (at least 95)",
    ]


def test_package_with_too_few_branches_or_none_known_is_said() -> None:
    assert too_few(dict.fromkeys(LEAST, (19, 20))) == []
    assert too_few({"live/meeting": (189, 200)}) == ["live/meeting", "signaling"]
