"""Sites on loopback for the line: what each path answers is set, and may be changed while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Use as ``with Site() as site``; ``site.pages["/rss"] = rss(...)``; ``site.url("/rss")``. A page is bytes or a function of the request."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                page = site.pages.get(self.path)
                if callable(page):
                    page(self)
                    return
                self.send_response(404 if page is None else 200)
                self.end_headers()
                self.wfile.write(page or b"")

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
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"


def rss(*items: tuple[str, str], at: datetime | None = None, **facts: str) -> bytes:
    """A feed of (title, summary), newest first, each with a guid made of its title and published a minute apart."""
    now = at or datetime.now(UTC)
    return (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>A feed</title>"
        + "".join(
            f"<item><title>{escape(title)}</title><description>{escape(summary)}</description>"
            f"<guid isPermaLink='false'>{escape(facts.get('guid', '') + title)}</guid>"
            f"<pubDate>{format_datetime(now - timedelta(minutes=age))}</pubDate></item>"
            for age, (title, summary) in enumerate(items)
        )
        + "</channel></rss>"
    ).encode()


def config(folder, feeds: Mapping[str, str], *, topics: Mapping[str, str], **settings: str):
    """Write a config folder: feeds by source id, queries by topic id, and lines of monitor.yaml. Returns the folder."""
    for name in ("topics", "sources"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    lines = [
        f"database: sqlite:///{folder.parent / 'monitor.db'}",
        "fetch: {allow_networks: [127.0.0.0/8], seconds_between: 0}",
        f"logs: {{folder: '{folder.parent / 'log'}'}}",
        *(f"{key}: {value}" for key, value in settings.items()),
    ]
    (folder / "monitor.yaml").write_text("\n".join(lines) + "\n")
    for topic, query in topics.items():
        (folder / "topics" / f"{topic}.yaml").write_text(f"id: {topic}\ntitle: {{en: About {topic}}}\nquery: |\n  {query}\n")
    sources = "".join(f"- {{id: {name}, name: {name.title()}, language: en, feeds: [{{url: '{url}'}}]}}\n" for name, url in feeds.items())
    (folder / "sources" / "all.yaml").write_text(f"sources:\n{sources or '[]'}")
    return folder
