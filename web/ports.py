"""The two ports of the program, tried before anything else, so that a taken one gets a sentence.

Without this the first to notice would be a library deep inside, with an errno and no port.
"""

import socket

import click

from web.settings import Settings, variable


def refuse_taken(settings: Settings) -> None:
    """Try the ports for pages and media.

    Raises:
        click.ClickException: one cannot be had; the sentence names it and what to do.
    """
    by_name = {setting.name: setting for setting in Settings.__dataclass_fields__.values()}
    kinds = {"port": socket.SOCK_STREAM}
    if settings.carries_media:
        kinds["media_port"] = socket.SOCK_DGRAM
    for name, kind in kinds.items():
        port: int = getattr(settings, name)
        try:
            try_port(settings.listen_host if name == "port" else "", port, kind)
        except OSError as error:
            raise click.ClickException(
                f"port {port} ({by_name[name].metadata['help']}) cannot be opened: "
                f"{(error.strerror or str(error)).lower()}. Is Điểm Cầu running already? "
                f"Otherwise choose another port: {variable(by_name[name])}=…"
            ) from None


def try_port(host: str, port: int, kind: socket.SocketKind) -> None:
    """Open a port and let it go again.

    Raises:
        OSError: it cannot be opened.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host or None, port, type=kind, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:  # as asyncio does: a port just given up may be had again
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
