"""The beginning: what can be refused at once, then the media processes, then all the rest.

The program and its media processes take about as long to load. Begun first, the latter load on
other cores beside the former; so this module imports little itself.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import click

from live.errors import Rejected
from web.i18n import catalogue
from web.logs import configure
from web.media import begun
from web.ports import refuse_taken
from web.settings import Settings, cause_of


def run(settings: Settings) -> None:
    """Serve until interrupted, as the program of its data folder.

    Raises:
        click.ClickException: the database, a port, a folder or a file cannot be opened.
    """
    configure(settings.log)
    with said(settings.language):
        refuse_taken(settings)
        with begun(settings) as media:
            gc.disable()  # nothing of what is loaded is garbage; looking for it takes a tenth more
            # Loaded here, beside the media processes.
            from web.folder import held  # noqa: PLC0415
            from web.server import serve  # noqa: PLC0415

            gc.freeze()
            gc.enable()
            with held(settings):
                serve(settings, media=media)


@contextmanager
def said(language: str) -> Iterator[None]:
    """End a command with the sentence of what it could not do."""
    try:
        yield
    except Rejected as rejected:
        sentence = catalogue(language).refusal(rejected.code, rejected.facts)
        raise click.ClickException(sentence) from None
    except (OSError, ValueError) as error:
        raise click.ClickException(cause_of(error)) from None
