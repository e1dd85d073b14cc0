"""The HTTP interface: what the pages do, as JSON, under ``/api``; described at ``/api/docs``.

Signed in by the same cookie as the pages (``POST /api/session``). An error is always
``{"code", "facts", "message"}``.
"""
