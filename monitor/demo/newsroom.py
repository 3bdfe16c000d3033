"""The newsroom: an HTTP server on loopback whose outlets publish as time goes by, each in its own format and with its own manners."""

from __future__ import annotations

import email.utils
import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, Self

import yaml

SLOW, HANG = 4.0, 30.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented publisher. ``manner`` is what its server does wrong: redirect, slow, torn, broken or hang."""

    id: str
    name: str
    country: str
    language: str
    feed: str
    type: str = "outlet"
    charset: str = "utf-8"
    manner: str = ""
    spare: bool = False  # whether it has a front page that lists what its feed would tell
    rows: tuple[str, ...] = ()  # of a register


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An invented article, published ``at`` seconds after the start, and what the product should make of it."""

    id: str
    at: float
    outlet: str
    title: str
    summary: str
    text: str
    expect: str = ""
    copy_of: str = ""
    none: str = ""
    removes: str = ""  # a row of the outlet's register


def script() -> tuple[dict[str, Outlet], list[Piece]]:
    """Return the outlets by id, and the articles in the order of their appearance."""
    raw = yaml.safe_load(resources.files("monitor.demo").joinpath("newsroom.yaml").read_text("utf8"))
    outlets = {o["id"]: Outlet(**o) for o in raw["outlets"]}
    return outlets, sorted((Piece(**p) for p in raw["articles"]), key=lambda p: p.at)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a client hung up on a slow outlet."""


class Newsroom:
    """Serves the script on 127.0.0.1; ``with Newsroom() as newsroom: newsroom.url``.

    Args:
        pace: how much faster than written time goes by; a large pace publishes everything at once.
        clock: seconds that only go forward.
    """

    def __init__(self, *, pace: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.outlets, self.pieces = script()
        self._pace = pace
        self._clock = clock
        self.begin()
        self._closing = threading.Event()
        newsroom = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                newsroom.answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                """Say nothing: what matters is what the client saw."""

        self._server = _Server(("127.0.0.1", 0), Answer)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def begin(self) -> None:
        """Let time begin now: what is published ``at`` seconds is published so long from here."""
        self._began = self._clock()
        self._began_at = datetime.now(UTC)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address of its front page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def length(self) -> float:
        """Seconds from the start to the last article."""
        return self.pieces[-1].at / self._pace

    def feed_url(self, outlet: Outlet) -> str:
        """Return the address an operator would have written down for an outlet."""
        return f"{self.url}/old/{outlet.id}" if outlet.manner == "redirect" else f"{self.url}/feed/{outlet.id}"

    def spare_url(self, outlet: Outlet) -> str:
        """Return the address of an outlet's front page, which lists what its feed would tell."""
        return f"{self.url}/list/{outlet.id}"

    def published(self, outlet: str) -> list[Piece]:
        """Return what an outlet has out by now, newest first."""
        elapsed = (self._clock() - self._began) * self._pace
        return [p for p in reversed(self.pieces) if p.outlet == outlet and p.at <= elapsed]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request the way its outlet does."""
        kind, _, name = request.path.strip("/").partition("/")
        piece = next((p for p in self.pieces if p.id == name), None)
        outlet = self.outlets.get(name)
        if kind == "list" and outlet:
            self._send(request, self._listing(outlet, self.published(name)).encode(), "text/html; charset=utf-8")
        elif kind == "page" and piece:
            self._send(request, self._page(piece).encode(), "text/html; charset=utf-8")
        elif kind == "old" and outlet:
            self._send(request, b"", "text/plain", status=301, Location=f"/feed/{name}")
        elif kind == "feed" and outlet:
            if outlet.manner in {"slow", "hang"}:
                self._closing.wait(SLOW if outlet.manner == "slow" else HANG)
            body, content_type = self._feed(outlet)
            self._send(request, body, content_type, status=500 if outlet.manner == "broken" else 200)
        else:
            self._send(request, b"not found", "text/plain", status=404)

    def _send(self, request: BaseHTTPRequestHandler, body: bytes, content_type: str, *, status: int = 200, **headers: str) -> None:
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        if status == 200 and request.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        request.send_response(status)
        for key, value in {
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            "ETag": etag,
            "Connection": "close",
            **headers,
        }.items():
            request.send_header(key, value)
        request.end_headers()
        request.wfile.write(body)

    def _feed(self, outlet: Outlet) -> tuple[bytes, str]:
        pieces = self.published(outlet.id)
        write = {"rss": self._rss, "atom": self._atom, "json": self._json, "listing": self._listing, "register": self._register}
        body = write[outlet.feed](outlet, pieces)
        if outlet.manner == "torn":
            body = body[: body.rfind("</item>")]
        types = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
        return body.encode(outlet.charset, "xmlcharrefreplace"), f"{types.get(outlet.feed, 'text/html')}; charset={outlet.charset}"

    def _when(self, piece: Piece) -> datetime:
        return self._began_at + timedelta(seconds=piece.at / self._pace)

    def _rss(self, outlet: Outlet, pieces: list[Piece]) -> str:
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self.url}/page/{p.id}</link><guid isPermaLink='false'>{p.id}</guid>"
            f"<description>{escape(p.summary)}</description><pubDate>{email.utils.format_datetime(self._when(p))}</pubDate></item>"
            for p in pieces
        )
        return (
            f"<?xml version='1.0' encoding='{outlet.charset}'?><rss version='2.0'><channel><title>{escape(outlet.name)}</title>"
            f"<link>{self.url}</link><language>{outlet.language}</language>{items}</channel></rss>"
        )

    def _atom(self, outlet: Outlet, pieces: list[Piece]) -> str:
        entries = "".join(
            f"<entry><title>{escape(p.title)}</title><link href='{self.url}/page/{p.id}'/><id>tag:newsroom.example,2026:{p.id}</id>"
            f"<updated>{self._when(p).isoformat()}</updated><published>{self._when(p).isoformat()}</published>"
            f"<summary>{escape(p.summary)}</summary><content type='html'>{escape(_paragraphs(p.text))}</content></entry>"
            for p in pieces
        )
        return (
            f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{outlet.language}'><title>{escape(outlet.name)}</title>"
            f"<id>tag:newsroom.example,2026:{outlet.id}</id><updated>{self._began_at.isoformat()}</updated>{entries}</feed>"
        )

    def _json(self, outlet: Outlet, pieces: list[Piece]) -> str:
        items = [
            {
                "id": p.id,
                "url": f"{self.url}/page/{p.id}",
                "title": p.title,
                "summary": p.summary,
                "content_text": p.text,
                "date_published": self._when(p).isoformat(),
            }
            for p in pieces
        ]
        return json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "language": outlet.language, "items": items}
        )

    def _listing(self, outlet: Outlet, pieces: list[Piece]) -> str:
        rows = "".join(
            f"<li class='news'><a href='/page/{p.id}'>{escape(p.title)}</a> <time datetime='{self._when(p).isoformat()}'>bugun</time></li>"
            for p in pieces
        )
        return f"<!doctype html><html lang='{outlet.language}'><title>{escape(outlet.name)}</title><ul>{rows}</ul></html>"

    def _register(self, outlet: Outlet, pieces: list[Piece]) -> str:
        gone = {p.removes for p in pieces}
        rows = "".join(
            f"<tr><td>{number}</td><td>{escape(name)}</td><td>{escape(outlet.name)}</td></tr>"
            for number, name in enumerate((name for name in outlet.rows if name not in gone), 1)
        )
        return f"<!doctype html><html lang='{outlet.language}'><title>{escape(outlet.name)}</title><table>{rows}</table></html>"

    def _page(self, piece: Piece) -> str:
        outlet = self.outlets[piece.outlet]
        return (
            f"<!doctype html><html lang='{outlet.language}'><head><meta charset='utf-8'><title>{escape(piece.title)} | {escape(outlet.name)}</title>"
            f"<meta property='article:published_time' content='{self._when(piece).isoformat()}'><link rel='canonical' href='{self.url}/page/{piece.id}'></head>"
            f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(piece.title)}</h1>{_paragraphs(piece.text)}</article>"
            f"<footer>© {escape(outlet.name)}</footer></body></html>"
        )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
