"""Whoever changes the fields of a recorded event gives it the next version."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from live.meeting.upcasting import UPCASTS
from tests.forms import Schema, forms_of_today, unreadable
from tests.keep import FORMS

KEPT: Final = sorted((Path(__file__).parents[2] / "data" / "kept").glob(f"*/{FORMS}"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.parent.name)
def test_every_form_of_a_release_is_read_or_has_a_step(path: Path) -> None:
    today = forms_of_today()
    wrong = []
    for name, kept in json.loads(path.read_text(encoding="utf-8")).items():
        if (name, kept["version"]) in UPCASTS:
            continue
        if name not in today or today[name]["version"] != kept["version"]:
            wrong.append(f"{name} {kept['version']}: no step out of it")
        else:
            wrong += unreadable(kept["schema"], today[name]["schema"], name)
    assert wrong == [], "give it the next version (CONTRIBUTING.md)"


def fields(**properties: Any) -> Schema:
    required = [name for name, field in properties.items() if not field.pop("optional", False)]
    return {"type": "object", "properties": properties, "required": required}


TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "integer"}
NOTHING: Final = {"type": "null"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (fields(a={**TEXT}), fields(a={**TEXT})),
        (fields(a={**TEXT}), fields(a={**TEXT}, b={**TEXT, "optional": True})),
        (fields(a={**TEXT}), fields(a={**TEXT, "optional": True})),
        (TEXT, {"anyOf": [NOTHING, TEXT]}),
        ({"anyOf": [TEXT, NOTHING]}, {"anyOf": [NOTHING, NUMBER, TEXT]}),
        ({**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["b", "a"]}),
        (
            {"type": "array", "items": fields(a={**TEXT})},
            {"type": "array", "items": fields(a={**TEXT})},
        ),
    ],
)
def test_what_older_events_have_is_readable(old: Schema, new: Schema) -> None:
    assert list(unreadable(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (fields(a={**TEXT}), fields(a={**NUMBER})),
        (fields(a={**TEXT}), fields(b={**TEXT})),
        (fields(a={**TEXT}), fields(a={**TEXT}, b={**TEXT})),
        (fields(a={**TEXT, "optional": True}), fields(a={**TEXT})),
        ({"anyOf": [TEXT, NOTHING]}, TEXT),
        ({"anyOf": [TEXT, NOTHING]}, {"anyOf": [TEXT, NUMBER]}),
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["a"]}),
        ({"type": "array", "items": TEXT}, {"type": "array", "items": NUMBER}),
        (TEXT, {**TEXT, "maxLength": 3}),
    ],
)
def test_what_older_events_have_is_not_readable(old: Schema, new: Schema) -> None:
    assert list(unreadable(old, new))
