"""The Pydantic configuration of every command: unknown arguments are refused."""

from typing import Final

from pydantic import ConfigDict

STRICT: Final = ConfigDict(extra="forbid", defer_build=True)
"""Validators are built at first use, so that the start of the program does not wait for them."""
