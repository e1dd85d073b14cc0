"""Whatever comes from outside, the program answers it; it is never the one that fails (no 5xx).

Bodies of JSON that are none of ours, and addresses, forms, files and headers of every page;
requests after the description of the HTTP interface are in `test_described`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, urlencode

import httpx
from fastapi.routing import APIRoute
from pydantic import BaseModel

from live.meeting.permissions import Role
from tests.unit.web.asked import Failures, known_in
from tests.unit.web.conftest import BRANCH, House
from web.access import ACCESS
from web.app import ROUTERS
from web.forms import Form

ODD: Final = ("\0", "\ud800", "x" * 81, "ệ" * 2000, "🙂\u202e\u2028-1")
"""Texts that nobody types."""
ASKING: Final = (Role.ADMINISTRATOR, Role.CHAIR, Role.SUPERVISOR)
"""As whom a page is asked for: the first who may."""
ODD_JSON: Final = (
    b"", b"{", b"null", b"[]", b"0", b'"x"', b"\xff", b"NaN", b'{"a": NaN}', b"1" * 5000,
    b"[" * 5000, b'{"\\ud800": 1}', b'{"\\u0000": "\\ud800"}', b'{"id": -1e999}',
)  # fmt: skip
"""Bodies that are no object of ours."""
ODD_VALUES: Final[tuple[object, ...]] = (
    *ODD,
    None,
    -1,
    2**70,
    1e300,
    [],
    {},
    ["\ud800"],
    {"\ud800": "\0"},
)
ODD_HEADERS: Final = (
    (b"cookie", b"diemcau_8000=\xff\x80"),
    (b"cookie", b"where=\x00; language=\xed\xa0\x80; diemcau_8000=" + b"a" * 5000),
    (b"accept-language", b"\xff\x00,,;q=x,vi;q=1e9"),
    (b"user-agent", b"\xff\x01" * 300),
    (b"host", b"\xff[:::"),
    (b"origin", b"http://[::"),
    (b"authorization", b"Bearer \xff\x00"),
    (b"range", b"bytes=9-1,,x"),
    (b"content-length", b"x"),
    (b"content-type", b"multipart/form-data"),
    (b"content-type", b"multipart/form-data; boundary=\xff"),
    (b"content-type", b"application/x-www-form-urlencoded; charset=no-such"),
    (b"content-type", b"application/json; charset=utf-16"),
    (b"if-none-match", b"\xff"),
    (b"x-forwarded-for", b"\x00"),
)
"""Headers that no browser sends."""


def bodies(model: type[BaseModel] | None) -> Iterator[bytes]:
    """Yield bodies that do not fit: no objects of ours, and fields with what nobody types."""
    yield from ODD_JSON
    for value in ODD_VALUES:
        yield json.dumps(dict.fromkeys(model.model_fields if model else (), value)).encode()


def routes() -> list[APIRoute]:
    """Return every route of the program."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def model_of(route: APIRoute) -> type[BaseModel] | None:
    """Return the model of a route's body."""
    found = route.body_field.field_info.annotation if route.body_field else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def address(route: APIRoute, known: Mapping[str, str], odd: str | None = None) -> str:
    """Return the address of a route to what there is, or to something odd."""

    def fill(name: re.Match[str]) -> str:
        value = odd if odd is not None else known.get(name[1], "x")
        return quote(value, safe="", errors="surrogatepass")

    return re.sub(r"{(\w+)[^}]*}", fill, route.path)


async def test_bodies_that_are_none_of_ours_never_end_in_a_fault(
    house: House,
) -> None:
    known = await known_in(house)
    administrator, failures = await house.as_role(Role.ADMINISTRATOR), Failures()
    for route in routes():
        if route.body_field is None:
            continue
        for body in bodies(model_of(route)):
            method = min(route.methods or ["GET"])
            request = administrator.build_request(
                method,
                address(route, known),
                content=body,
                headers={"content-type": "application/json"},
            )
            await failures.send(administrator, request, body)
    assert failures == []


def fields(model: type[BaseModel] = Form) -> set[str]:
    """Return the names of all fields of all forms."""
    below = [name for each in model.__subclasses__() for name in fields(each)]
    return {*model.model_fields, *below, "username", "password", "after", "kept", "file", "list"}


async def test_addresses_and_forms_that_nobody_sends_never_end_in_a_fault(
    house: House,
) -> None:
    known = await known_in(house)
    failures, names = Failures(), sorted(fields())
    visitors = {role: await house.as_role(role) for role in ASKING}
    for route in routes():
        if route.include_in_schema:
            continue  # these are made up after their description
        method = min(route.methods or ["GET"])
        visitor = next(visitors[role] for role in ASKING if role in ACCESS[route.name])
        asked = [each.alias for each in route.dependant.query_params] or ["q"]
        for odd in ODD:
            query = urlencode(dict.fromkeys(asked, odd), errors="surrogatepass")
            form = urlencode(dict.fromkeys(names, odd[:100]), errors="surrogatepass").encode()
            paths = {f"{address(route, known)}?{query}", address(route, known, odd)}
            for path in paths if route.param_convertors else sorted(paths)[-1:]:
                request = visitor.build_request(
                    method,
                    path,
                    content=form if method == "POST" else b"",
                    headers={"content-type": "application/x-www-form-urlencoded"},
                )
                await failures.send(visitor, request, odd)
    assert failures == []


async def test_files_and_headers_that_nobody_sends_never_end_in_a_fault(
    house: House,
) -> None:
    failures, administrator = Failures(), await house.as_role(Role.ADMINISTRATOR)
    paths = ["/", "/signin", f"/admin/branches/{BRANCH.id}/import", "/api/units"]
    for path in paths:
        for name, value in ODD_HEADERS:
            for method in ("GET", "POST"):
                request = administrator.build_request(method, path, content=b"a=b")
                raw = [each for each in request.headers.raw if each[0].lower() != name]
                request.headers = httpx.Headers([*raw, (name, value)])
                await failures.send(administrator, request, (name, value))
        for file in (b"\0", "\ud800.xlsx".encode(errors="surrogatepass"), b"x" * 5000, b'"\\"'):
            body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + file
            body += b'"\r\n\r\nPK\x03\x04\xff\r\n--b\r\nContent-Disposition: form-data; name="\xff"'
            body += b"\r\n\r\n\xff\r\n--b--\r\n"
            for content in (body, body[:-10]):
                headers = {"content-type": "multipart/form-data; boundary=b"}
                request = administrator.build_request(
                    "POST", path, content=content, headers=headers
                )
                await failures.send(administrator, request, file)
    assert failures == []
