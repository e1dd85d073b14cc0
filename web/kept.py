"""A form submitted after its session ended: kept in the sign-in page, and resent after sign-in.

The server stores nothing in between, so any process can do the second step: the whole form, with
files, is in a field of the sign-in page, signed and encrypted (it may contain passwords). Only
requests of our own pages are kept; the form names its account and is resent for that one only.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Request
from starlette.responses import Response
from starlette.types import Message

from live.ids import AccountId

LARGEST_KEPT: Final = 3_500_000
"""Most bytes of the encrypted text: with the rest of the sign-in form it has to stay below
`web.security.LARGEST_BODY`."""
KEPT_S: Final = 12 * 3600
"""Seconds for which a kept form is valid: until the next morning. Chosen."""
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
"""Content types of forms; a form without fields may have none."""
PASSED_ON: Final = (b"host", b"user-agent", b"accept-language")
"""Headers of the sign-in request that are copied to the resent form's request."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A submitted form, with the account that submitted it."""

    account: AccountId
    path: str
    query: str
    content_type: str
    body: bytes

    def close(self, secret: str, now_ms: int) -> str | None:
        """Return the form encrypted; None: it is larger than `LARGEST_KEPT`."""
        head = [self.account, self.path, self.query, self.content_type]
        packed = zlib.compress(json.dumps(head).encode() + b"\n" + self.body, 1)
        sealed = sealer(secret).encrypt_at_time(packed, now_ms // 1000).decode()
        return sealed if len(sealed) <= LARGEST_KEPT else None


def open_untrusted(text: str, secret: str, now_ms: int) -> KeptForm | None:
    """Decrypt a form; None: the text is not ours, or older than `KEPT_S`."""
    try:
        packed = sealer(secret).decrypt_at_time(text.encode(), KEPT_S, now_ms // 1000)
    except (InvalidToken, ValueError):
        return None
    head, body = zlib.decompress(packed).split(b"\n", 1)
    account, path, query, content_type = json.loads(head)
    return KeptForm(AccountId(account), path, query, content_type, body)


def sealer(secret: str) -> Fernet:
    """Return the cipher for forms: AES and HMAC (Fernet) under a key for this purpose alone."""
    key = hashlib.sha256(b"kept form\0" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


async def form_of(request: Request, account: AccountId) -> KeptForm | None:
    """Return the form in a request; None: it has none."""
    content_type = request.headers.get("content-type", "")
    if request.method != "POST" or (content_type and not content_type.startswith(FORMS)):
        return None
    body = await request.body()
    return KeptForm(account, request.url.path, request.url.query, content_type, body)


async def send(request: Request, kept: KeptForm, cookies: dict[str, str]) -> Response:
    """Send a form to the program again, with new cookies and through every check; return the
    response."""
    scope = {
        **{key: request.scope[key] for key in ("type", "asgi", "http_version", "scheme", "server")},
        "client": request.scope.get("client"),
        "root_path": "",
        "method": "POST",
        "path": unquote(kept.path),
        "raw_path": kept.path.encode(),
        "query_string": kept.query.encode(),
        "headers": headers_of(request, kept, cookies),
        "state": {},
    }
    answer = CapturedResponse()
    messages = [{"type": "http.request", "body": kept.body, "more_body": False}]
    await request.app(scope, receiver(messages), answer.take)
    response = Response(bytes(answer.body), answer.status)
    own = {b"content-length"}
    response.raw_headers += [each for each in answer.headers if each[0] not in own]
    return response


def headers_of(
    request: Request, kept: KeptForm, cookies: dict[str, str]
) -> list[tuple[bytes, bytes]]:
    """Return the headers with which one of our pages would send the form."""
    written = "; ".join(f"{name}={value}" for name, value in cookies.items())
    own = [each for each in request.scope["headers"] if each[0] in PASSED_ON]
    return [
        *own,
        (b"content-type", kept.content_type.encode("latin-1", "replace")),
        (b"content-length", str(len(kept.body)).encode()),
        (b"cookie", written.encode("latin-1", "replace")),
        (b"sec-fetch-site", b"same-origin"),
    ]


def receiver(messages: Iterable[Message]) -> Callable[[], Awaitable[Message]]:
    """Return an ASGI ``receive`` that returns these messages, and then a disconnect."""
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting, {"type": "http.disconnect"})

    return receive


class CapturedResponse:
    """Collects the program's response to a form that was sent again."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        """Take an ASGI message of the response."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")
