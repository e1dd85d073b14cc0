"""The command line's work on accounts: create one, set a password, print a sign-in link.

Works on the database beside a running program; changes take effect at once.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace

import click

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import AccountId, random_id
from live.meeting.permissions import Role
from live.store import Database
from live.store.directory import account_named, save_account
from live.store.registers import Account
from web.addresses import base_url
from web.auth import SHORTEST_PASSWORD, hash_password, opaque
from web.first import first_path, is_empty
from web.folder import database_of, make
from web.links import Holder, Links
from web.sessions import Sessions
from web.settings import Settings, secret_of
from web.start import said

SIGN_IN_MS = 15 * 60 * 1000
"""Milliseconds for which a sign-in link from the command line is valid. Chosen: short, because the
operator who asked for the link uses it at once."""


def run(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine; a refusal ends the command with the refusal's sentence."""
    with said("en"):
        asyncio.run(work)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Open the database of the settings and close it afterwards."""
    make(settings)
    database = await database_of(settings)
    try:
        yield database
    finally:
        await database.close()


def checked(password: str) -> str:
    """Return a password that is long enough, or end the command."""
    if len(opaque(password)) < SHORTEST_PASSWORD:
        raise click.ClickException(f"the password needs at least {SHORTEST_PASSWORD} characters")
    return password


async def create(settings: Settings, username: str, name: str, role: str, password: str) -> None:
    """Make an account.

    Raises:
        Rejected: ``already_taken``, ``bad_username``.
    """
    account = Account(
        id=AccountId(random_id()),
        username=username,
        name=name,
        password_hash=await hash_password(checked(password)),
        role=Role(role),
    )
    async with opened(settings) as database:
        await save_account(database.registers, account)
    click.echo(f"created {role} {username}")


async def existing(database: Database, username: str) -> Account:
    """Return an account by its user name, or end the command."""
    account = await account_named(database.registers, username)
    if account is None:
        raise click.ClickException(f"there is no account {username!r}")
    return account


async def reset_password(settings: Settings, username: str, password: str) -> None:
    """Set a new password, open a closed account again, and end its sessions and the links to it."""
    password_hash = await hash_password(checked(password))
    async with opened(settings) as database:
        account = await existing(database, username)
        changed = replace(account, password_hash=password_hash, active=True)
        await save_account(database.registers, changed)
        register = database.registers.links
        old = await register.find(account=account.id, revoked_ms=None)
        links = links_in(database, secret_of(settings))
        await links.revoke(*old)
        sessions = Sessions(
            registers=database.registers,
            bus=links.bus,
            clock=links.clock,
            ids=links.ids,
            secret=links.secret,
        )
        await sessions.end_all(account.id)
    click.echo(f"new password for {username}")


def links_in(database: Database, secret: str) -> Links:
    """Return a `Links` for this command, on a bus without listeners."""
    return Links(
        database=database,
        bus=LocalBus(),
        clock=SystemClock(),
        ids=random_id,
        secret=secret,
    )


async def sign_in_link(settings: Settings, username: str | None) -> None:
    """Print a sign-in link to an account; without ``username`` the link for the first account."""
    secret = secret_of(settings)
    async with opened(settings) as database:
        if username is None:
            if not await is_empty(database.registers):
                raise click.ClickException("there are accounts already: name one of them")
            click.echo(base_url(settings) + first_path(secret))
            return
        account = await existing(database, username)
        links = links_in(database, secret)
        holder = Holder(role=account.role, name=account.name, account=account.id)
        (link,) = await links.issue([holder], None, lasts_ms=SIGN_IN_MS)
        click.echo(base_url(settings) + links.path(link))
