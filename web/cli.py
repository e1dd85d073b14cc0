"""The command ``diemcau``: serve, demo, media, admin, verify, version.

Every option of a setting shows its variable. Options are made from the fields of `Settings`, so
help, variables and defaults cannot differ. What a command needs is imported when it runs, so that
``--help`` answers at once.
"""

import dataclasses
import sys
from collections.abc import Callable
from importlib.metadata import version as version_of
from typing import Any, TypeVar

import click

from web.settings import Settings, parse, variable

Command = TypeVar("Command", bound=Callable[..., None])

STORED = ("data", "database", "secret", "host", "port", "public_url", "tls", "cert", "key")
"""The settings that concern somebody who works on the database beside the running program."""


def settings_options(*names: str) -> Callable[[Command], Command]:
    """Give a command one option for each of these settings (none named: for all)."""
    wanted = [each for each in dataclasses.fields(Settings) if not names or each.name in names]

    def decorate(command: Command) -> Command:
        for setting in reversed(wanted):
            shown = f" [default: {setting.default}]" if setting.default else ""
            click.option(
                "--" + setting.name.replace("_", "-"),
                setting.name,
                envvar=variable(setting),
                show_envvar=True,
                help=setting.metadata["help"] + shown,
                metavar="NUMBER" if isinstance(setting.default, int) else "TEXT",
            )(command)
        return command

    return decorate


def settings_from(given: dict[str, str | None]) -> Settings:
    """Make settings of options; a value that cannot be used ends the command with a sentence."""
    by_name = {setting.name: setting for setting in dataclasses.fields(Settings)}
    try:
        values: dict[str, Any] = {
            name: parse(by_name[name], text) for name, text in given.items() if text
        }
        return Settings(**values)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="diemcau", prog_name="diemcau", message="%(prog)s %(version)s")
def main() -> None:
    """Điểm Cầu: hybrid branch meetings and their supervision from above."""


@main.command()
@settings_options()
def serve(**given: str | None) -> None:
    """Serve pages, WebSocket and media until interrupted.

    On an empty database a link is printed with which the first administrator makes the account.
    """
    from web.start import run  # noqa: PLC0415

    run(settings_from(given))


@main.command()
@click.option(
    "--meetings",
    envvar="DIEMCAU_MEETINGS",
    show_envvar=True,
    type=click.IntRange(1, 48),
    help="instead: a district in which so many branches meet at once, for one supervisor",
    metavar="NUMBER",
)
@settings_options()
def demo(meetings: int | None, **given: str | None) -> None:
    """Serve a demonstration: a commune with six meetings held by simulated members."""
    from web.demo.run import demo as play  # noqa: PLC0415

    play(settings_from(given), meetings)


@main.command()
@click.option(
    "--listen",
    envvar="DIEMCAU_LISTEN",
    show_envvar=True,
    default="0.0.0.0:8002",
    show_default=True,
    help="TCP address for the programs that use it; keep browsers away from it",
    metavar="HOST:PORT",
)
@settings_options("media_secret", "media_port", "media_processes", "public_address", "log")
def media(listen: str, **given: str | None) -> None:
    """Carry media for `diemcau serve --media tcp://…` on other machines until interrupted.

    Both sides prove that they know the media secret, and every message is sealed with it. Nothing
    is hidden: on a network of strangers put the connection into a tunnel.
    """
    from web.media import run  # noqa: PLC0415

    run(settings_from(given), listen)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True))
@click.option(
    "--hash",
    "asked",
    default="",
    help="the hash of the record as the minutes have it, to be found in FILE",
    metavar="HASH",
)
def verify(file: str, asked: str) -> None:
    """Check the log of a meeting: whether a byte was changed, removed, added or moved, and where.

    Ends with 0 if FILE is whole, 1 if it is damaged, 2 if it is no log of a meeting.
    """
    from web.verifying import verdict  # noqa: PLC0415

    code, sentences = verdict(file, asked.strip().lower())
    click.echo("\n".join(sentences), err=code != 0)
    sys.exit(code)


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(version_of("diemcau"))


@main.group()
def admin() -> None:
    """Accounts from the command line, also while the program runs."""


@admin.command()
@click.argument("username")
@click.option("--name", default="", help="full name; the user name if left out")
@click.option(
    "--role",
    type=click.Choice(["administrator", "supervisor", "chair", "secretary"]),
    default="administrator",
    show_default=True,
)
@click.password_option(help="asked for if left out")
@settings_options(*STORED)
def create(username: str, name: str, role: str, password: str, **given: str | None) -> None:
    """Create an account."""
    from web import accounts  # noqa: PLC0415

    accounts.run(accounts.create(settings_from(given), username, name or username, role, password))


@admin.command("reset-password")
@click.argument("username")
@click.password_option(help="asked for if left out")
@settings_options(*STORED)
def reset_password(username: str, password: str, **given: str | None) -> None:
    """Set a new password; sessions made with the old one end."""
    from web import accounts  # noqa: PLC0415

    accounts.run(accounts.reset_password(settings_from(given), username, password))


@admin.command()
@click.argument("username", required=False)
@settings_options(*STORED)
def link(username: str | None, **given: str | None) -> None:
    """Print a link that signs an account in; without USERNAME, the first administrator's."""
    from web import accounts  # noqa: PLC0415

    accounts.run(accounts.sign_in_link(settings_from(given), username))
