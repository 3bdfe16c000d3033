"""A loopback site that answers with exactly the bytes a test gives it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """Build a response with a Content-Length; header names have underscores for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Transfer_Encoding" not in headers and "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


class Site:
    """Answers each path with its bytes, in turn where there are several, and keeps every request."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address = address
        self.port = 0
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[str] = []
        self.open = 0
        self.most_open = 0

    def url(self, path: str = "/", host: str = "") -> str:
        return f"http://{host or self.address}:{self.port}{path}"

    def on(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return self.url(path)

    def header(self, name: str, number: int = -1) -> str:
        """Return a header of a request, empty where it was not sent."""
        for line in self.requests[number].partition("\r\n\r\n")[0].split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return ""

    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)\r\ncontent-length: (\d+)", request)
            self.requests.append(request + (await reader.readexactly(int(length[1]))).decode("latin-1") if length else request)
            answers = self.answers.get(request.split(" ")[1], [answer("404 Not Found")])
            reply = answers.pop(0) if len(answers) > 1 else answers[0]
            if isinstance(reply, bytes):
                writer.write(reply)
                await writer.drain()
            else:
                await reply(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()
