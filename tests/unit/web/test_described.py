"""Requests made up after the description of the HTTP interface never make the program fail."""

from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from live.meeting.permissions import Role
from tests.unit.web.asked import Failures, known_in
from tests.unit.web.conftest import House, Visitor

pytest.importorskip("schemathesis", reason="make sets it up anew")

import requests
import schemathesis
from schemathesis import Case
from schemathesis.core.result import Ok

EXAMPLES: Final = 3
"""Requests that are made up for each operation: chosen for the time they take."""


def made_up(operation: Any) -> list[Case[Any]]:
    """Return requests after the description of an operation, the same ones every time."""
    cases: list[Case[Any]] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def collect(case: Case[Any]) -> None:
        cases.append(case)

    collect()
    return cases


def as_sent(visitor: Visitor, case: Case[Any]) -> httpx.Request:
    """Return a made-up request as a program would send it."""
    made = requests.Request(**case.as_transport_kwargs(base_url=str(visitor.base_url))).prepare()
    headers = {name: str(value) for name, value in made.headers.items() if name != "Cookie"}
    body = made.body if isinstance(made.body, (bytes, str)) else b""
    return visitor.build_request(made.method or "", made.url or "", headers=headers, content=body)


async def test_requests_after_the_description_never_end_in_a_fault(
    house: House,
) -> None:
    known = await known_in(house)
    schema = schemathesis.openapi.from_dict(house.app.openapi())
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    operations.sort(key=lambda each: each.method == "delete")  # what is there is needed before
    administrator, nobody = await house.as_role(Role.ADMINISTRATOR), house.visitor()
    failures = Failures()
    for operation in operations:
        for number, case in enumerate(made_up(operation)):
            visitor = administrator if number else nobody
            if number % 2:
                case.path_parameters.update(
                    {name: known[name] for name in case.path_parameters if name in known}
                )
            await failures.send(visitor, as_sent(visitor, case), case.body)
    assert failures == []
