"""Caddy as it is deployed: TLS, the WebSocket, and what must not go out."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.program import START_S, Program
from tests.servers import DEPLOY, free_port, program, running

pytestmark = pytest.mark.caddy


@dataclass(frozen=True, slots=True)
class Front:
    """Caddy in front of a program: its HTTPS port, its plain port, its own authority."""

    https_port: int
    http_port: int
    trust: ssl.SSLContext

    @property
    def url(self) -> str:
        """Return the address that browsers use."""
        return f"https://localhost:{self.https_port}"

    def client(self) -> httpx.AsyncClient:
        """Return a browser that trusts this Caddy."""
        return httpx.AsyncClient(base_url=self.url, verify=self.trust, timeout=START_S)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run the program and Caddy with the mounted file."""
    folder = tmp_path_factory.mktemp("caddy")
    https_port, http_port = free_port(), free_port()
    with Program("serve", folder / "data") as served:
        command = [
            "env",
            f"HOME={folder}",
            f"XDG_DATA_HOME={folder}",
            f"XDG_CONFIG_HOME={folder}",
            "DIEMCAU_DOMAIN=localhost",
            f"DIEMCAU_UPSTREAM=127.0.0.1:{served.port}",
            f"DIEMCAU_HTTPS_PORT={https_port}",
            f"DIEMCAU_HTTP_PORT={http_port}",
            program("caddy"),
            *("run", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")),
        ]
        with running(command, "certificate obtained successfully"):
            yield Front(https_port, http_port, authority(folder))


def authority(folder: Path) -> ssl.SSLContext:
    """Trust Caddy's own authority and nobody else."""
    return ssl.create_default_context(cafile=str(folder / "caddy/pki/authorities/local/root.crt"))


async def test_pages_come_over_tls_and_say_that_they_stay_there(front: Front) -> None:
    async with front.client() as client:
        page = await client.get("/signin")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"] == "max-age=31536000"


async def test_plain_http_is_sent_to_tls(front: Front) -> None:
    async with httpx.AsyncClient(timeout=START_S) as client:
        answer = await client.get(f"http://localhost:{front.http_port}/signin")
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("https://localhost")


async def test_a_page_behind_caddy_may_send_its_forms(front: Front) -> None:
    async with front.client() as client:
        form = {"username": "nobody", "password": "wrong"}
        own = await client.post("/signin", data=form, headers={"origin": front.url})
        foreign = await client.post(
            "/signin", data=form, headers={"origin": "https://evil.example"}
        )
    assert "đăng nhập" in own.text
    assert own.status_code == 403
    assert "trang khác" in foreign.text


async def test_figures_are_not_shown_to_the_world(front: Front) -> None:
    async with front.client() as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/health")).status_code == 200


async def test_the_websocket_goes_through(front: Front) -> None:
    url = f"wss://localhost:{front.https_port}/ws"
    async with connect(url, ssl=front.trust) as socket:
        hello = {"type": "hello", "token": "not ours", "device": "d", "have": {}}
        await socket.send(json.dumps(hello))
        said = json.loads(await socket.recv())
    assert (said["type"], said["code"]) == ("bye", "unknown_link")
