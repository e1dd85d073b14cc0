"""The files of the deployment fit together: nothing named is missing, nothing missing is named."""

import dataclasses
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from web.settings import Settings, variable

ROOT: Final = Path(__file__).parents[2]
COMPOSE: Final = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: Final[dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
EXAMPLE: Final = (ROOT / ".env.example").read_text(encoding="utf-8")
EXPLAINED: Final = set(re.findall(r"^(\w+)=", EXAMPLE, re.M))


def test_compose_runs_application_postgres_redis_turn_and_tls() -> None:
    assert set(SERVICES) == {"app", "postgres", "redis", "coturn", "caddy"}


def test_every_variable_that_compose_reads_is_explained_and_no_other() -> None:
    assert set(re.findall(r"\${(\w+)}", COMPOSE)) == EXPLAINED


def test_every_variable_of_the_example_has_a_comment_above_it() -> None:
    lines = EXAMPLE.splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if re.match(r"\w+=", line) and not before.startswith("#")
    ]
    assert bare == []


def test_the_application_is_given_settings_that_it_has() -> None:
    known = {variable(field) for field in dataclasses.fields(Settings)}
    assert set(SERVICES["app"]["environment"]) <= known


def test_every_media_process_of_the_example_has_a_port_that_is_published() -> None:
    example = dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M))
    first, last = (int(example[f"DIEMCAU_MEDIA_{name}"]) for name in ("PORT", "LAST_PORT"))
    assert last - first + 1 == int(example["DIEMCAU_MEDIA_PROCESSES"])
    row = "${DIEMCAU_MEDIA_PORT}-${DIEMCAU_MEDIA_LAST_PORT}"
    assert SERVICES["app"]["ports"] == [f"{row}:{row}/udp"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_mounted_file_is_in_the_repository(service: str) -> None:
    mounts = [each.split(":")[0] for each in SERVICES[service].get("volumes", ())]
    missing = [each for each in mounts if each.startswith("./") and not (ROOT / each).is_file()]
    assert missing == []


def test_database_and_bus_are_reached_from_the_inner_network_only() -> None:
    assert yaml.safe_load(COMPOSE)["networks"]["inner"] == {"internal": True}
    for service in ("postgres", "redis"):
        assert SERVICES[service]["networks"] == ["inner"]
        assert "ports" not in SERVICES[service]


def test_what_the_image_needs_is_not_ignored() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.M)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}\n" in ignored
