"""Tasks in the minutes and the resolution: one a line, its parts between semicolons. Pure."""

from dataclasses import dataclass

from live.record.wording import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedTask:
    """One task: what, who, until when, how it is measured."""

    what: str
    who: str = ""
    deadline: str = ""
    measure: str = ""


def tasks_of(text: str) -> tuple[AssignedTask, ...]:
    """Return the tasks of a text: "what; who; deadline; measure" a line, later parts optional."""
    return tuple(_task(line) for line in lines(text))


def _task(line: str) -> AssignedTask:
    what, who, deadline, measure = (
        [part.strip() for part in line.split(";", maxsplit=3)] + [""] * 4
    )[:4]
    return AssignedTask(what=what, who=who, deadline=deadline, measure=measure)
