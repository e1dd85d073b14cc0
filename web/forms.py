"""Forms of pages: submitted fields become a validated value, or problems by field.

A form is a frozen pydantic model; an empty field counts as not given. The typed text is kept, so
that a form shown again with problems still has it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData

from live.errors import Rejected
from live.meeting import words
from live.store.usernames import checked_username
from web.auth import HALF, LONGEST_PASSWORD, LONGEST_TYPED, SHORTEST_PASSWORD, opaque

Name = Annotated[str, StringConstraints(min_length=1, max_length=200), words.Seen]
"""A name or a title of one line. 200 characters, as in the meeting's commands."""
Short = Annotated[str, StringConstraints(max_length=200), words.Seen]

LONGEST_ITEM_MIN: Final = 480
"""Most planned minutes of an item; as in `live.meeting.words.Minutes`."""
Minutes = Annotated[int, Field(ge=1, le=LONGEST_ITEM_MIN)]
"""Planned minutes of an agenda item."""

LOCAL: Final = re.compile(r"/(?![/\\])[^\s]*")
"""A path on this server; not ``//host``, which is another host's address."""

Id = StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")
"""Annotation for the types of ids: their characters as in `signaling/PROTOCOL.md`, at most 40;
chosen."""


def chosen_username(text: str) -> str:
    """Return a user name as it is stored, if it is allowed.

    Raises:
        PydanticCustomError: ``bad_username``.
    """
    try:
        return checked_username(text)
    except Rejected as rejected:
        raise PydanticCustomError("bad_username", "not a user name") from rejected


Username = Annotated[str, StringConstraints(max_length=200), AfterValidator(chosen_username)]
"""The user name of a new account; after normalisation `checked_username` limits it further."""


def chosen_password(text: str) -> str:
    """Return a password in the form of `web.auth.opaque`, if its length is allowed.

    Raises:
        PydanticCustomError: ``short_password`` or ``string_too_long``.
    """
    password = opaque(text)
    if len(password) < SHORTEST_PASSWORD:
        raise PydanticCustomError("short_password", "too short")
    if len(password) > LONGEST_PASSWORD:
        raise PydanticCustomError("string_too_long", "too long")
    return password


Password = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TYPED, strip_whitespace=False),
    AfterValidator(chosen_password),
]
"""A password that is to be set."""


SENTENCES: Final[Mapping[str, str]] = {
    "missing": "admin.problem.missing",
    "string_too_short": "admin.problem.missing",
    "string_too_long": "admin.problem.too_long",
    "int_parsing": "admin.problem.number",
    "greater_than_equal": "admin.problem.number",
    "less_than_equal": "admin.problem.number",
    "enum": "admin.problem.choice",
    "day": "admin.problem.day",
    "time": "admin.problem.time",
    "literal_error": "admin.problem.choice",
    "short_password": "admin.problem.short_password",
    "bad_username": "admin.problem.username",
    "already_taken": "refused.already_taken",
}
"""Type of pydantic's error → message key; all others have `admin.problem.invalid`."""


class Form(BaseModel):
    """Base of all forms: unknown fields are refused, spaces around texts are removed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


F = TypeVar("F", bound=Form)
F_co = TypeVar("F_co", bound=Form, covariant=True)


@dataclass(frozen=True, slots=True)
class FilledForm(Generic[F_co]):
    """A form as submitted: its value if it is valid, else the problems by field."""

    raw: Mapping[str, str]
    value: F_co | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


UNNAMED: Final = re.compile(r'[\x00-\x1f"\\/\ud800-\udfff]')
"""Characters that the shown name of a file does not have."""

EMPTY: Final[FilledForm[Form]] = FilledForm({})
"""A form before it is filled in."""


def text_untrusted(sent: FormData, name: str) -> str:
    """Return a text field of a form, lone surrogates replaced; empty for a file.

    Browsers send the end of a line as two characters (HTML, "multipart form data"); here it is one,
    as it is counted in the field and against every limit.
    """
    value = sent.get(name, "")
    return value.translate(HALF).replace("\r\n", "\n") if isinstance(value, str) else ""


def shown_name(file: str) -> str:
    """Return the name of an uploaded file as pages show it: without what no name needs."""
    return UNNAMED.sub("", file)[:120]


async def read_form(request: Request, model: type[F]) -> FilledForm[F]:
    """Read and validate the form that a page submitted."""
    sent = await request.form()
    several = {
        name: tuple(sent.getlist(name))
        for name, about in model.model_fields.items()
        if get_origin(about.annotation) is tuple
    }
    return check(model, typed_untrusted(sent), several)


def typed_untrusted(sent: FormData) -> dict[str, str]:
    """Return the submitted fields that are text, not files."""
    return {name: text_untrusted(sent, name) for name in sent if isinstance(sent[name], str)}


def check(
    model: type[F], raw: Mapping[str, str], several: Mapping[str, object] = EMPTY.raw
) -> FilledForm[F]:
    """Validate typed fields, and fields that have several values, as a form."""
    given: dict[str, object] = {name: value for name, value in raw.items() if value.strip()}
    try:
        return FilledForm(raw, model.model_validate({**given, **several}))
    except ValidationError as error:
        problems = {
            str(each["loc"][0]): SENTENCES.get(each["type"], "admin.problem.invalid")
            for each in error.errors()
            if each["loc"]
        }
        return FilledForm(raw, problems=problems)
