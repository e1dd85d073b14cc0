"""Ports that cannot be had are named before anything is opened."""

import dataclasses
import socket

import click
import pytest

from tests.program import free_udp_port
from tests.servers import free_port
from web.ports import LET_GO_S, media_ports, refuse_taken
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


def test_each_media_process_has_a_port_of_its_own_one_after_the_other() -> None:
    three = Settings(media_port=8001, media_processes=3)
    assert media_ports(three) == (8001, 8002, 8003)
    assert media_ports(dataclasses.replace(three, media_port=0)) == (0, 0, 0)
    assert media_ports(Settings(media_port=8001, media=("in-process",))) == (8001,)


def test_there_is_a_media_process_for_each_core_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, processes in ((1, 1), (2, 1), (4, 3)):
        monkeypatch.setattr("os.sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        assert len(media_ports(Settings())) == processes
        assert media_ports(Settings(media_port=65535)) == (65535,)


def test_a_taken_port_of_a_later_media_process_is_named() -> None:
    first = free_udp_port(row=2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", first + 1))
        with pytest.raises(click.ClickException, match=rf"port {first + 1} .*DIEMCAU_MEDIA_PORT="):
            refuse_taken(Settings(port=0, media_port=first, media_processes=2), lambda _: None)


def test_a_media_port_is_waited_for_which_a_killed_program_has_not_let_go_of_yet() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as dying:
        dying.bind(("127.0.0.1", 0))
        pauses = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                dying.close()

        refuse_taken(Settings(port=0, media_port=dying.getsockname()[1]), pause)
    assert len(pauses) == 3


def test_the_wait_for_a_media_port_ends_and_there_is_none_for_the_port_of_pages() -> None:
    pauses: list[float] = []
    with socket.socket() as pages, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        for other in (pages, media):
            other.bind(("127.0.0.1", 0))
        pages.listen()
        both = Settings(port=pages.getsockname()[1], media_port=media.getsockname()[1])
        with pytest.raises(click.ClickException, match=f"port {both.port} "):
            refuse_taken(both, pauses.append)
        assert pauses == []
        with pytest.raises(click.ClickException, match=f"port {both.media_port} "):
            refuse_taken(dataclasses.replace(both, port=0), pauses.append)
    assert sum(pauses) == pytest.approx(LET_GO_S)


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
            refuse_taken(settings, lambda _: None)


@pytest.mark.parametrize("host", ["192.0.2.77", "no.machine.invalid"])
def test_an_address_that_is_not_ours_is_named_with_the_variable_that_changes_it(host: str) -> None:
    with pytest.raises(click.ClickException, match=rf"{host} is no address.*DIEMCAU_HOST"):
        refuse_taken(Settings(host=host, port=0, media_port=0))
