"""The record and the registers in SQLite or PostgreSQL, by SQLAlchemy Core."""
