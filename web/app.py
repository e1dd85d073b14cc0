"""The assembly: the one place that names concrete stores, buses and engines and joins them.

`create_app` makes a program from settings; everything it opens is opened in the lifespan and closed
in the opposite order. Nothing else in `web` imports an implementation.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import WebSocketRoute

from live.bus import open_bus
from live.clock import Clock, SystemClock
from live.errors import Rejected, StoreUnavailable
from live.ids import Ids, NodeId, random_id
from live.media.engine import MediaEngine
from live.media.node import SharedEngine
from live.service import Meetings
from live.store import Database
from signaling.assembly import Signaling, endpoint
from signaling.presence import Process
from web import first, health, pages, past, signin
from web.access import guard
from web.admin import (
    accounts,
    agendas,
    branches,
    imports,
    own,
    people,
    search,
    units,
    word_forms,
)
from web.admin.agendas import seed_agendas
from web.admission import Doorkeeper
from web.api import accounts as api_accounts
from web.api import directory, docs, paths, session
from web.api import meetings as api_meetings
from web.assets.files import MOUNTED_AT
from web.assets.pages import ASSETS
from web.assets.serving import AssetServer
from web.folder import database_of
from web.links import Links
from web.logs import AccessLog
from web.media import own_engine
from web.methods import PlainMethods
from web.organise import invitations, lists, prepare
from web.planning import feeds
from web.planning import own as own_plan
from web.planning import pages as plan_pages
from web.problems import on_bug, on_http, on_invalid, on_rejected, on_storage
from web.records import closed, downloads, lessons, minutes, observation, proposals, scores, signing
from web.records import page as record_page
from web.replay import pages as replay_pages
from web.reports import comparison, evening
from web.reports import page as report_pages
from web.reports import proposals as register
from web.security import LARGEST_BODY, LimitedBody, OwnSockets, SecurityHeaders
from web.services import Services
from web.sessions import Sessions
from web.settings import Settings, secret_of

ROUTERS: Final = (
    health.router,
    signin.router,
    first.router,
    units.router,
    plan_pages.router,
    own_plan.router,
    feeds.router,
    word_forms.router,
    branches.router,
    people.router,
    imports.router,
    accounts.router,
    own.router,
    agendas.router,
    search.router,
    lists.router,
    prepare.router,
    invitations.router,
    past.router,
    evening.router,
    report_pages.router,
    comparison.router,
    downloads.router,
    minutes.router,
    signing.router,
    observation.router,
    lessons.router,
    proposals.router,
    register.router,
    scores.router,
    replay_pages.router,
    closed.router,
    record_page.router,  # before the live pages, whose personal links end in any path
    pages.router,
    docs.router,
    session.router,
    directory.router,
    api_accounts.router,
    api_meetings.router,
    paths.router,
)
"""Order matters: ``/meetings/new`` must not match the route of a meeting."""

ADDRESSES: Final = APIRouter(dependencies=[Depends(guard)])
"""What all programs of a process serve: how requests are read and checked is worked out once."""
for router in ROUTERS:
    ADDRESSES.include_router(router)

MultiPartParser.spool_max_size = LARGEST_BODY
"""Bytes of an uploaded file kept in memory: none is written to disk, which may be full."""
WORTH_PACKING: Final = 1024
"""Bytes from which a reply is compressed; smaller ones fit into one packet anyway."""

log = logging.getLogger(__name__)


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids = random_id,
    media: MediaEngine | None = None,
) -> FastAPI:
    """Return the program. It opens nothing before its lifespan begins.

    Args:
        settings: the program's settings.
        clock: the machine's, unless a test passes its own.
        ids: a source of fresh ids.
        media: the media engine, if it was started before.
    """
    app = FastAPI(
        title="Điểm Cầu",
        lifespan=lifespan_of(settings, clock or SystemClock(), ids, media),
        routes=[WebSocketRoute("/ws", endpoint, name="ws"), *ADDRESSES.routes],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.mount(MOUNTED_AT, AssetServer(ASSETS), name="static")
    for error, handler in (
        (HTTPException, on_http),
        (RequestValidationError, on_invalid),
        (Rejected, on_rejected),
        (StoreUnavailable, on_storage),
        (Exception, on_bug),
    ):
        app.add_exception_handler(error, handler)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_PACKING)
    app.add_middleware(OwnSockets, public_url=settings.public_url)
    for middleware in (PlainMethods, LimitedBody, AccessLog, SecurityHeaders):
        app.add_middleware(middleware)
    return app


def lifespan_of(
    settings: Settings, clock: Clock, ids: Ids, media: MediaEngine | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return the ASGI lifespan that opens the parts and closes them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            parts = await assemble(settings, clock, ids, media, stack)
            app.state.services = parts
            app.state.signaling = parts.signaling
            log.info("started as node %s", parts.node)
            yield
        log.info("stopped")

    return lifespan


async def assemble(
    settings: Settings, clock: Clock, ids: Ids, media: MediaEngine | None, stack: AsyncExitStack
) -> Services:
    """Open every part, in the order of their dependencies.

    Raises:
        OSError: a database, a bus or a port cannot be opened.
    """
    secret = secret_of(settings)
    bus = open_bus(settings.redis)
    await bus.start()
    stack.push_async_callback(bus.stop)
    node = NodeId(ids())
    own = media or own_engine(settings, clock)
    engine = SharedEngine(own, bus, node, clock, ids) if settings.redis else own
    database = await opened(engine, settings, stack)
    meetings = Meetings(database.events, bus, clock, ids, database.registers, database.boxes)
    await meetings.start()
    stack.push_async_callback(meetings.stop)
    links = Links(database=database, bus=bus, clock=clock, ids=ids, secret=secret)
    sessions = Sessions(registers=database.registers, bus=bus, clock=clock, ids=ids, secret=secret)
    doorkeeper = Doorkeeper(
        database=database,
        meetings=meetings,
        links=links,
        sessions=sessions,
        clock=clock,
        zone=settings.zone,
    )
    process = Process(node, settings.dead_after_s)
    signaling = Signaling(meetings, engine, bus, doorkeeper, clock, ids, process)
    await signaling.start()
    stack.push_async_callback(signaling.stop)
    await seed_agendas(database.registers)
    return Services(
        settings=settings,
        clock=clock,
        ids=ids,
        node=node,
        secret=secret,
        database=database,
        bus=bus,
        engine=engine,
        meetings=meetings,
        links=links,
        sessions=sessions,
        signaling=signaling,
        doorkeeper=doorkeeper,
    )


async def opened(engine: MediaEngine, settings: Settings, stack: AsyncExitStack) -> Database:
    """Start the engine and open the database concurrently: each waits for imports or processes.

    Raises:
        OSError: one of them cannot be opened.
        Rejected: the database is of another version of the program.
    """
    starting = asyncio.create_task(engine.start())
    try:
        database = await database_of(settings)
        stack.push_async_callback(database.close)
    except BaseException:
        starting.cancel()
        await asyncio.wait([starting])
        if not starting.cancelled() and starting.exception() is None:
            await engine.stop()
        raise
    await starting
    stack.push_async_callback(engine.stop)
    return database
