"""Ports that cannot be had are named before anything is opened."""

import dataclasses
import socket

import click
import pytest

from tests.program import free_udp_port
from tests.servers import free_port
from web.ports import refuse_taken
from web.settings import Settings


def test_free_ports_are_let_through_and_given_back() -> None:
    settings = Settings(port=free_port(), media_port=free_udp_port())
    refuse_taken(settings)
    refuse_taken(settings)
    refuse_taken(dataclasses.replace(settings, port=0, media_port=0))


def test_a_media_port_is_no_concern_of_a_machine_that_carries_none() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        settings = Settings(
            port=0,
            media_port=other.getsockname()[1],
            media=("tcp://10.0.0.2:8002",),
            media_secret="a secret for tests only",
        )
        refuse_taken(settings)


@pytest.mark.parametrize(
    ("kind", "field", "variable"),
    [
        (socket.SOCK_STREAM, "port", "DIEMCAU_PORT"),
        (socket.SOCK_DGRAM, "media_port", "DIEMCAU_MEDIA_PORT"),
    ],
)
def test_a_taken_port_is_named_with_the_variable_that_changes_it(
    kind: socket.SocketKind, field: str, variable: str
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        port = other.getsockname()[1]
        settings = dataclasses.replace(Settings(port=0, media_port=0), **{field: port})
        with pytest.raises(click.ClickException, match=rf"port {port} .*{variable}="):
            refuse_taken(settings)
