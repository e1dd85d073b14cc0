"""Creation of the first administrator in an empty database, by a link that the start prints.

The link is signed and valid until there is an account; after that its page is answered with 404.
"""

import hashlib
from typing import Final

from fastapi import APIRouter, Request
from itsdangerous import BadSignature, Signer
from starlette.responses import RedirectResponse, Response

from live.ids import AccountId
from live.meeting.permissions import Role
from live.store.registers import Account, Registers
from web.access import begin_session
from web.auth import hash_password
from web.forms import EMPTY, FilledForm, Form, Name, Password, Username, read_form
from web.problems import ProblemPage
from web.rendering import language_of, page
from web.services import services

ADMINISTRATOR: Final = "administrator"
"""The signed text of the link; it names no account, because there is none."""
FIRST: Final = AccountId("first")
"""The id of the first account, always the same, so that of concurrent requests one creates it."""

router = APIRouter(include_in_schema=False)


def first_path(secret: str) -> str:
    """Return the path of the link, which is valid while there is no account."""
    return f"/first/{signer(secret).sign(ADMINISTRATOR).decode()}"


def signer(secret: str) -> Signer:
    """Return the signer of the link."""
    return Signer(secret, salt="first", digest_method=hashlib.sha256)


async def is_empty(registers: Registers) -> bool:
    """Tell whether nobody has an account yet."""
    return not await registers.accounts.find()


async def open_untrusted(request: Request, token: str) -> None:
    """Check that the link's token is valid.

    Raises:
        Problem: the token is not signed by us, or there is an account.
    """
    parts = services(request)
    try:
        signer(parts.secret).unsign(token)
    except BadSignature:
        raise ProblemPage(404, "unknown_link") from None
    if not await is_empty(parts.registers):
        raise ProblemPage(410, "expired_link")


@router.get("/first/{token}")
async def first_page(request: Request, token: str) -> Response:
    """Ask for the first administrator's name and password."""
    await open_untrusted(request, token)
    return form_page(request)


class FirstForm(Form):
    """The first account."""

    name: Name
    username: Username
    password: Password


@router.post("/first/{token}")
async def first(request: Request, token: str) -> Response:
    """Create the first administrator and sign the browser in.

    Raises:
        Problem: as in `open_untrusted`, or another request created the account at the same time.
    """
    await open_untrusted(request, token)
    form = await read_form(request, FirstForm)
    if form.value is None:
        return form_page(request, form)
    parts = services(request)
    account = Account(
        id=FIRST,
        username=form.value.username,
        name=form.value.name,
        password_hash=await hash_password(form.value.password),
        role=Role.ADMINISTRATOR,
        language=language_of(request),
    )
    if not await parts.registers.accounts.add(account):
        raise ProblemPage(410, "expired_link")
    response = RedirectResponse("/", 303)
    await begin_session(request, response, account)
    return response


def form_page(request: Request, form: FilledForm[Form] = EMPTY) -> Response:
    """Show the form."""
    return page(request, "first.html", 422 if form.problems else 200, form=form)
