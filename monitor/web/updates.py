"""Where Telegram posts updates, as a web application: one method of one address, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

Take = Callable[[str, AsyncIterable[bytes]], Awaitable[int]]
"""Given the secret that was shown and the body, says what to answer."""

_HEADERS = {"Connection": "close", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def updates_app(path: str, take: Take) -> Starlette:
    """Return the application. A proxy before it may keep or take off what stands before the path in the public address."""

    async def update(request: Request) -> Response:
        secret = request.headers.get("x-telegram-bot-api-secret-token", "")
        try:
            status = await take(secret, request.stream())
        except ClientDisconnect:
            status = HTTPStatus.BAD_REQUEST
        return Response(status_code=status, headers=_HEADERS)

    routes = [Route(each, update, methods=["POST"]) for each in (path, "/{prefix:path}" + path)]
    return Starlette(routes=routes, exception_handlers={HTTPStatus.NOT_FOUND: _unknown, HTTPStatus.METHOD_NOT_ALLOWED: _unknown})


def _unknown(_request: Request, _error: Exception) -> Response:
    return Response(status_code=HTTPStatus.NOT_FOUND, headers=_HEADERS)
