"""Work on files that somebody sent, in a process of its own with limits of time and memory.

A Word form is a program of sorts, and a PDF may be made to keep its reader busy; neither may hold
up the meetings. The process gets the bytes on its standard input, answers on its standard output,
can write no file, and ends with its limits.
"""

import base64
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from live.errors import Rejected

CPU_S: Final = 20
"""Seconds of processor time. Chosen: some twenty times what the largest minutes take."""
WALL_S: Final = 60
"""Seconds after which it is ended in any case: a loaded machine takes longer for the same."""
MEMORY_BYTES: Final = 1 << 30
"""Address space. Chosen: the libraries take a quarter of it."""
LARGEST_ANSWER: Final = 32 << 20
"""Bytes of an answer; chosen."""
MOST_SAID: Final = 4000
"""Bytes of what the process says of its end that are logged, the last; chosen: a trace."""
ROOT: Final = Path(__file__).parents[2]

logger = logging.getLogger("live.documents")

Task = Callable[..., Any]


def confined(task: str, *parts: bytes, **facts: object) -> Any:  # noqa: ANN401 - JSON
    """Do a task of `tasks` in a process of its own; return what it returns, as JSON or bytes.

    Raises:
        Rejected: what the task refuses; ``file_too_hard``: it took more time or memory than it may.
    """
    asked = {"parts": [base64.b64encode(part).decode() for part in parts], "facts": facts}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, task],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=WALL_S,
            check=False,
            cwd=ROOT,
            env={name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        logger.warning("%s took longer than %d s", task, WALL_S)
        raise Rejected("file_too_hard") from None
    if done.returncode != 0 or len(done.stdout) > LARGEST_ANSWER:
        said = done.stderr[-MOST_SAID:].decode(errors="replace")
        logger.warning("%s ended with %d: %s", task, done.returncode, said)
        raise Rejected("file_too_hard")
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise Rejected(answer["code"], **answer["facts"])
    return base64.b64decode(answer["bytes"]) if "bytes" in answer else answer["value"]


def tasks() -> Mapping[str, Task]:
    """Return what can be done here, by name."""
    from live.documents.docx import render_docx  # noqa: PLC0415
    from live.documents.forms import check_form_untrusted  # noqa: PLC0415
    from live.documents.signing import check_signed_untrusted  # noqa: PLC0415

    return {
        "render_docx": lambda form, fields: render_docx(form, json.loads(fields)),
        "check_form": lambda form, kind: check_form_untrusted(form, kind).as_json(),
        "check_signed": lambda base, upload: [
            each.as_json() for each in check_signed_untrusted(base, upload)
        ],
    }


def main(task: str) -> None:
    """Do one task with limits, as the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = json.load(sys.stdin)
    parts = [base64.b64decode(part) for part in asked["parts"]]
    try:
        value = tasks()[task](*parts, **asked["facts"])
    except Rejected as rejected:
        answer: dict[str, object] = {"code": rejected.code, "facts": dict(rejected.facts)}
    else:
        packed = isinstance(value, bytes)
        answer = {"bytes": base64.b64encode(value).decode()} if packed else {"value": value}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
