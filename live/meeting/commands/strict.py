"""What every command has in common: arguments that are not known are refused."""

from typing import Final

from pydantic import ConfigDict

STRICT: Final = ConfigDict(extra="forbid", defer_build=True)
"""Built when first used, so that a start does not wait for all of them."""
