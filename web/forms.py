"""Forms of pages: what was sent becomes a checked value, or problems beside their fields.

A form is a frozen pydantic model; an empty field counts as not given. What was typed is kept as it
was, so that a form shown again has lost nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)

from live.meeting import words
from web.rendering import parse_local, zone_of

Name = Annotated[str, StringConstraints(min_length=1, max_length=200), words.Seen]
"""A name or a title of one line. 200 characters, as in the meeting's commands."""
Short = Annotated[str, StringConstraints(max_length=200), words.Seen]


def read_moment(text: str, info: ValidationInfo) -> int:
    """Read a date and time by the clocks of the server's zone.

    Raises:
        ValueError: not a date and time, or one that no calendar reaches.
    """
    context: Mapping[str, dt.tzinfo] = info.context or {}
    try:
        return parse_local(text, context["zone"])
    except OverflowError as error:
        raise ValueError(text) from error


Moment = Annotated[words.Moment, BeforeValidator(read_moment)]
"""Milliseconds since the epoch, typed as local date and time."""

SENTENCES: Final[Mapping[str, str]] = {
    "missing": "admin.problem.missing",
    "string_too_short": "admin.problem.missing",
    "string_too_long": "admin.problem.too_long",
    "int_parsing": "admin.problem.number",
    "greater_than_equal": "admin.problem.number",
    "less_than_equal": "admin.problem.number",
    "enum": "admin.problem.choice",
}
"""Kind of pydantic's error → key of the sentence; others get `admin.problem.invalid`."""


class Form(BaseModel):
    """Common to all forms: unknown fields are refused, margins of texts are cut."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


F = TypeVar("F", bound=Form)
F_co = TypeVar("F_co", bound=Form, covariant=True)


@dataclass(frozen=True, slots=True)
class Filled(Generic[F_co]):
    """A form as sent: its value when everything fits, else the problems by field."""

    raw: Mapping[str, str]
    value: F_co | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


EMPTY: Final[Filled[Form]] = Filled({})
"""A form that nobody has filled in yet."""


async def read_form(request: Request, model: type[F]) -> Filled[F]:
    """Read what a page sent."""
    sent = await request.form()
    raw = {name: value for name, value in sent.items() if isinstance(value, str)}
    given: dict[str, object] = {name: value for name, value in raw.items() if value.strip()}
    for name, about in model.model_fields.items():
        if get_origin(about.annotation) is tuple:
            given[name] = tuple(sent.getlist(name))
    try:
        return Filled(raw, model.model_validate(given, context={"zone": zone_of(request)}))
    except ValidationError as error:
        problems = {
            str(each["loc"][0]): SENTENCES.get(each["type"], "admin.problem.invalid")
            for each in error.errors()
            if each["loc"]
        }
        return Filled(raw, problems=problems)
