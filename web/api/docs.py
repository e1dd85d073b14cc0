"""The description of the HTTP interface: OpenAPI as JSON, and as a page.

FastAPI's own pages load scripts from a foreign host, so this page is a template of ours.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from web.rendering import page

METHODS: Final = ("get", "post", "put", "delete")

router = APIRouter(prefix="/api", include_in_schema=False)


@router.get("/openapi.json")
async def api_description(request: Request) -> Response:
    """Return the OpenAPI description."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
async def api_docs(request: Request) -> Response:
    """Show the description as a page."""
    described = request.app.openapi()
    return page(
        request,
        "api.html",
        info=described["info"],
        groups=grouped(described["paths"]),
        schemas=described["components"]["schemas"],
    )


def grouped(paths: Mapping[str, Any]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the operations by their first tag, each with its method and path."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for path, operations in paths.items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                about = {
                    "method": method.upper(),
                    "path": path,
                    "operation": operation,
                    "text": first_part(operation.get("description", "")),
                }
                groups.setdefault(operation["tags"][0], []).append(about)
    return groups


def first_part(docstring: str) -> str:
    """Return a docstring's first paragraph, without its double backticks."""
    return docstring.split("\n\n", 1)[0].replace("``", "")
