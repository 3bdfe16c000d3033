"""The callbacks of hubs, as a web application: two methods of one address that cannot be guessed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.storage.database import Database
from monitor.websub.callback import Intent, answer_intent, answer_push

_HEADERS = {"Connection": "close", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def callback_app(database: Database, now: Callable[[], datetime]) -> Starlette:
    """Return the application. A proxy before it may keep or take off the path of the public address."""

    async def intent(request: Request) -> Response:
        asked = request.query_params
        said = Intent(
            mode=asked.get("hub.mode", ""),
            topic=asked.get("hub.topic", ""),
            challenge=asked.get("hub.challenge", ""),
            lease_seconds=asked.get("hub.lease_seconds", ""),
            reason=asked.get("hub.reason", ""),
        )
        head = request.method == "HEAD"  # which Starlette takes for a GET
        answer = None if head else await answer_intent(request.path_params["token"], said, database, now=now())
        return _status(HTTPStatus.NOT_FOUND) if answer is None else PlainTextResponse(answer, headers=_HEADERS)

    async def push(request: Request) -> Response:
        signature = request.headers.get("x-hub-signature", "")
        try:
            status = await answer_push(request.path_params["token"], signature, request.stream(), database, now=now())
        except ClientDisconnect:
            status = HTTPStatus.BAD_REQUEST
        return _status(status)

    paths = ("/websub/{token}", "/{prefix:path}/websub/{token}")
    routes = [Route(path, endpoint, methods=[way]) for path in paths for way, endpoint in (("GET", intent), ("POST", push))]
    return Starlette(routes=routes, exception_handlers={HTTPStatus.NOT_FOUND: _unknown, HTTPStatus.METHOD_NOT_ALLOWED: _unknown})


def _unknown(_request: Request, _error: Exception) -> Response:
    return _status(HTTPStatus.NOT_FOUND)


def _status(status: int) -> Response:
    return Response(status_code=status, headers=_HEADERS)
