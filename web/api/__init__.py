"""The HTTP interface: the functions of the pages as JSON, under ``/api``; see ``/api/docs``.

Signed in by the same cookie as the pages (``POST /api/session``). An error is always
``{"code", "facts", "message"}``.
"""
