"""What turns the tables of one version into those of the next, run by Alembic.

`versions` holds one script for each version, `env` tells Alembic on which connection it works.
CONTRIBUTING.md says how a script is made. Nothing here is imported by a start that finds the
tables as they should be: see `live.store.sql.upgrade`.
"""
