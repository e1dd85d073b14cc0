"""What every command has in common: arguments that are not known are refused."""

from typing import Final

from pydantic import ConfigDict

STRICT: Final = ConfigDict(extra="forbid")
