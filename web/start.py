"""The start of the program: quick checks, then the media processes, then everything else.

The program and its media processes take about as long to load. The media processes are started
first, so that they load on other cores meanwhile; so this module itself imports little.
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
    """Serve until interrupted, with the data folder locked.

    Raises:
        click.ClickException: the database, a port, a folder or a file cannot be opened.
    """
    configure(settings.log)
    with said(settings.language):
        refuse_taken(settings)
        with begun(settings) as media:
            gc.disable()  # imports make no garbage; collecting would take a tenth longer
            # Imported here, while the media processes load.
            from web.folder import held  # noqa: PLC0415
            from web.server import serve  # noqa: PLC0415

            gc.freeze()
            gc.enable()
            with held(settings):
                serve(settings, media=media)


@contextmanager
def said(language: str) -> Iterator[None]:
    """Turn errors into `click.ClickException`, in a sentence of this language."""
    try:
        yield
    except Rejected as rejected:
        sentence = catalogue(language).refusal(rejected.code, rejected.facts)
        raise click.ClickException(sentence) from None
    except (OSError, ValueError) as error:
        raise click.ClickException(cause_of(error)) from None
