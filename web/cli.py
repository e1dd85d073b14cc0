"""The command ``diemcau``: serve, demo, admin, version. Every option shows its variable.

Options are made from the fields of `Settings`, so help, variables and defaults cannot differ.
"""

import dataclasses
from collections.abc import Callable
from importlib.metadata import version as version_of
from typing import Any, TypeVar

import click

from web.settings import Settings, parse, variable

Command = TypeVar("Command", bound=Callable[..., None])


def settings_options(command: Command) -> Command:
    """Give a command one option per setting, with its variable and its default."""
    for setting in reversed(dataclasses.fields(Settings)):
        default = setting.default
        shown = ",".join(default) if isinstance(default, tuple) else default
        click.option(
            "--" + setting.name.replace("_", "-"),
            setting.name,
            envvar=variable(setting),
            show_envvar=True,
            default=None,
            help=setting.metadata["help"] + (f" [default: {shown}]" if shown else ""),
            metavar="TEXT" if not isinstance(default, int) else "NUMBER",
        )(command)
    return command


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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Điểm Cầu: hybrid branch meetings and their supervision."""


@main.command()
@settings_options
def serve(**given: str | None) -> None:
    """Serve pages, WebSocket and media until interrupted."""
    from web.server import run  # noqa: PLC0415 - `--help` shall not load the whole program

    run(settings_from(given))


@main.command()
@settings_options
def demo(**given: str | None) -> None:
    """Serve a demonstration commune: six meetings in progress, one link per role."""
    from web.demo.run import demo as show  # noqa: PLC0415 - as above

    show(settings_from(given))


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(version_of("diemcau"))
