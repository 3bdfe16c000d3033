"""What stands in for the services that Apprise writes to, on loopback: over HTTP for json:// and ntfy://, and a mail server."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.smtp import SMTP

HANG, RESET = -1, -2


class Receiver:
    """Use as ``with Receiver() as receiver``. ``status`` is what it answers with; HANG: nothing, RESET: it takes and hangs up."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[dict[str, Any]] = []  # what was answered with 200, or may have been taken
        self.tried = 0
        self.release = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.tried += 1
                if receiver.status in {200, HANG, RESET}:
                    receiver.taken.append(json.loads(body) | {"path": self.path})
                if receiver.status == HANG:
                    receiver.release.wait(30)
                if receiver.status >= 0:
                    self.send_response(receiver.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that hangs up is what some tests want
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, scheme: str = "json", rest: str = "/") -> str:
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}{rest}"

    @property
    def messages(self) -> list[str]:
        """The first line of each text that was taken; a star where it is marked as a possible repeat."""
        lines = [each["message"].splitlines() for each in self.taken]
        return [each[1] + "*" if each[0].startswith("Possible repeat") else each[0] for each in lines]


@dataclass
class Mails:
    """What a mail server took. ``answer`` is what it says to a mail; empty: it takes it."""

    port: int = 0
    answer: str = ""
    hang_up: bool = False
    refused: set[str] = field(default_factory=set)  # receivers
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802 - aiosmtpd's names
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.hang_up:
            server.transport.abort()
        return "250 OK"

    def url(self, rest: str = "") -> str:
        return f"mailto://127.0.0.1:{self.port}?from=monitor@example.org&to=desk@example.org{rest}"


@asynccontextmanager
async def mail_server() -> AsyncIterator[Mails]:
    """A mail server on loopback, for as long as this lasts."""
    mails = Mails()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mails), "127.0.0.1", 0)
    mails.port = server.sockets[0].getsockname()[1]
    try:
        yield mails
    finally:
        server.close()
        await server.wait_closed()
