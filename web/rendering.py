"""Pages from templates: the visitor's language, and the variables and functions of templates.

Templates get ``t`` (sentences), ``language``, ``languages``, ``zone`` (of every time shown),
``account`` (or None), ``path``, ``link_thresholds`` (of the words for a link),
``shortest_password``, ``shown_names`` (of people), what `web.assets.pages` offers to name static
files, and the context from their route; they contain no rules and no sentences.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, Protocol

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from live.meeting.roster import Member
from live.namesakes import told_apart
from live.store.registers import Account, Person
from signaling.quality import THRESHOLDS
from web.addresses import root_for
from web.assets.pages import TEMPLATES, asset, early_socket, modules, sentences, stylesheets
from web.auth import SHORTEST_PASSWORD
from web.i18n import NAMES, catalogue, choose

LANGUAGE_COOKIE: Final = "diemcau_lang"
YEAR_S: Final = 365 * 24 * 3600


class Choosable(Protocol):
    """A record that can be an option of a select field."""

    @property
    def id(self) -> str:
        """Return its key."""
        ...

    @property
    def name(self) -> str:
        """Return what it is called."""
        ...


@cache
def environment() -> Environment:
    """Return the one Jinja environment: escaping always, unknown names are errors."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        shown_names=shown_names,
        link_thresholds=THRESHOLDS,
        shortest_password=SHORTEST_PASSWORD,
        stylesheets=stylesheets,
        modules=modules,
        early_socket=early_socket,
        sentences=sentences,
        asset=asset,
    )
    made.filters.update(
        day=day,
        moment=moment,
        hour=hour,
        known_date=known_date,
        clock_set=clock_set,
        options=options,
        browser=browser,
    )
    return made


@pass_context
def shown_names(context: Context, people: Iterable[Person | Member]) -> Mapping[str, str]:
    """Return the names of people by id as they are shown: namesakes with what tells them apart."""
    by_id = {each.id if isinstance(each, Person) else each.person: each for each in people}
    apart, t = told_apart(by_id), context["t"]
    return {
        key: t(f"ui.namesake.{apart[key].by}", name=each.name, value=apart[key].value)
        if key in apart
        else each.name
        for key, each in by_id.items()
    }


def language_of(request: Request) -> str:
    """Return the visitor's language: of the query, the cookie, the account, or the server."""
    account = account_of(request)
    return choose(
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        account.language if account else None,
        request.app.state.services.settings.language,
    )


def account_of(request: Request) -> Account | None:
    """Return the signed-in account that the guard found for this request."""
    return getattr(request.state, "account", None)


def zone_of(request: Request) -> dt.tzinfo:
    """Return the time zone in which all times are shown."""
    zone: dt.tzinfo = request.app.state.services.settings.zone
    return zone


def root_of(request: Request) -> str:
    """Return the base URL of links to this server, without a slash at the end."""
    return root_for(request.app.state.services.settings, str(request.base_url))


def page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """Fill a template in the visitor's language; remember a language just chosen."""
    language = language_of(request)
    html = (
        environment()
        .get_template(template)
        .render(
            t=catalogue(language),
            language=language,
            languages=NAMES,
            zone=zone_of(request),
            account=account_of(request),
            path=request.url.path,
            **context,
        )
    )
    response = HTMLResponse(html, status)
    if request.query_params.get("lang") == language:
        response.set_cookie(LANGUAGE_COOKIE, language, YEAR_S, httponly=True, samesite="lax")
    return response


def at(ms: int, zone: dt.tzinfo) -> dt.datetime:
    """Return epoch milliseconds as a date and time in a zone."""
    return dt.datetime.fromtimestamp(ms / 1000, zone)


@pass_context
def day(context: Context, ms: int) -> str:
    """Write a date as 03/12/2026."""
    return f"{at(ms, context['zone']):%d/%m/%Y}"


@pass_context
def hour(context: Context, ms: int) -> str:
    """Write a time of day as 19:30."""
    return f"{at(ms, context['zone']):%H:%M}"


@pass_context
def moment(context: Context, ms: int) -> str:
    """Write a moment as 19:30, 03/12/2026."""
    return f"{at(ms, context['zone']):%H:%M, %d/%m/%Y}"


UNITS: Final = (
    ("days", 86_400_000),
    ("hours", 3_600_000),
    ("minutes", 60_000),
    ("seconds", 1000),
)
"""Units of a written duration, with their lengths in ms, the largest first."""


@pass_context
def clock_set(context: Context, by_ms: int, at_ms: int) -> str:
    """Write by how much and when the server's clock was set, in the same words as the desk."""
    t, rest, parts = context["t"], round(abs(by_ms) / 1000) * 1000, []
    for unit, length in UNITS:
        n, rest = divmod(rest, length)
        if n:
            parts.append(t(f"ui.span.{unit}", n=n))
    key = "ui.clock.back" if by_ms < 0 else "ui.clock.forward"
    text: str = t(key, by=" ".join(parts[:2]), at=hour(context, at_ms))
    return text


def options(records: Iterable[Choosable]) -> list[tuple[str, str]]:
    """Return value and text of each record for a select field."""
    return [(record.id, record.name) for record in records]


def known_date(text: str) -> str:
    """Write a complete or partial date: ``1962-05-19`` as 19/05/1962, ``1962`` unchanged."""
    return "/".join(reversed(text.split("-")))


BROWSERS: Final = ("Edg", "OPR", "SamsungBrowser", "coc_coc_browser", "Firefox", "Chrome", "Safari")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
"""Names in ``User-Agent`` headers; one that appears together with another one comes first."""
CALLED: Final = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "coc_coc_browser": "Cốc Cốc",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
}
"""Name in ``User-Agent`` → the name that people know, where that differs."""


def browser(agent: str) -> str:
    """Return browser and system of a ``User-Agent``: ``Chrome · Windows``; unknown ones are left
    out."""
    kinds = [next((name for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(CALLED.get(kind, kind) for kind in kinds if kind)
