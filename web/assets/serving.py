"""Answers requests for assets: compressed if the browser accepts that, cacheable if possible.

The response at an address with the digest of its content (`files`) never changes, so it may be
cached for good. Any other address, such as one that a page of an earlier release requests after an
upgrade, gets the present content, to be revalidated each time.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.assets.files import Assets

KEPT: Final = "public, max-age=31536000, immutable"
"""``Cache-Control`` for a year, the longest in use (RFC 9111 §5.2.2.1), and without revalidation on
a reload (RFC 8246)."""
ASKED_AGAIN: Final = "no-cache"


class AssetServer:
    """The application that is mounted where the assets are."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            HTTPException: 404 or 405.
        """
        if scope["type"] != "http":
            raise HTTPException(404)
        if scope["method"] != "GET":  # HEAD comes as GET (`web.methods`)
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        response = self.answer_untrusted(path, Headers(scope=scope))
        await response(scope, receive, send)

    def answer_untrusted(self, path: str, asked: Headers) -> Response:
        """Return the response to a request for a path below the mount.

        Raises:
            HTTPException: 404.
        """
        found = self._assets.find_untrusted(path.removeprefix("/"))
        if found is None:
            raise HTTPException(404)
        asset = found.asset
        headers = {
            "cache-control": KEPT if found.lasting else ASKED_AGAIN,
            "etag": f'W/"{asset.digest}"',  # weak: the same whether compressed or not
            "vary": "Accept-Encoding",
        }
        if asset.digest in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in asked.get("accept-encoding", ""):
            return Response(asset.body, headers=headers, media_type=asset.media_type)
        headers["content-encoding"] = "gzip"
        return Response(asset.packed, headers=headers, media_type=asset.media_type)
