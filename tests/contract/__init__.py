"""One suite per seam, run on every implementation: memory, SQLite, PostgreSQL; local, Redis."""
