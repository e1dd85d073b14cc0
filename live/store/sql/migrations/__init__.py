"""Migrations from each version of the tables to the next, run by Alembic.

`versions` holds one script for each version, `env` gives Alembic the connection. CONTRIBUTING.md
says how a script is made. Nothing here is imported when the tables are up to date at the start: see
`live.store.sql.upgrade`.
"""
