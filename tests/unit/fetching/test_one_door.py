"""No byte leaves this program but through monitor/fetching/dial.py, and python-telegram-bot's own client in monitor/telegram/."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
LIBRARIES = {
    "aiohttp",
    "ftplib",
    "h11",
    "httpcore",
    "httpx",
    "imaplib",
    "pycurl",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "telnetlib",
    "urllib3",
    "websockets",
}
MODULES = {"http.client", "urllib.request", "xmlrpc.client"}
DIALS = {
    "create_connection",
    "create_datagram_endpoint",
    "open_connection",
    "open_unix_connection",
    "sock_connect",
    "urlopen",
    "urlretrieve",
    "fetch_url",
    "AsyncClient",
}
DOOR = "fetching/dial.py"


def outward(tree: ast.AST) -> Iterator[str]:
    """Yield what in a module could reach another machine: imports of HTTP and socket libraries, and calls that connect."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module)):
                names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in DIALS:
                yield f"{name}()"
                continue
            case _:
                continue
        yield from (name for name in names if name.partition(".")[0] in LIBRARIES or name in MODULES)


def modules() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


@pytest.mark.parametrize("module", [name for name in modules() if not name.startswith(("fetching/", "telegram/"))])
def test_no_other_module_reaches_out(module: str) -> None:
    assert list(outward(ast.parse((ROOT / module).read_bytes()))) == []


def test_within_the_package_one_module_connects() -> None:
    reaching = {name: set(outward(ast.parse((ROOT / name).read_bytes()))) for name in modules() if name.startswith("fetching/")}
    assert {name for name, found in reaching.items() if any(each.endswith("()") for each in found)} == {DOOR}


def test_telegram_makes_no_client_of_its_own() -> None:
    for name in modules():
        if name.startswith("telegram/"):
            assert not [each for each in outward(ast.parse((ROOT / name).read_bytes())) if each.endswith("()")], name


@pytest.mark.parametrize(
    "source",
    ["import httpx", "from httpx import AsyncClient", "import urllib.request", "from urllib import request", "import asyncio\nasyncio.open_connection('x', 1)", "import socket as s",
     "import trafilatura\ntrafilatura.fetch_url('x')", "loop.create_connection(None)"],
)  # fmt: skip
def test_the_test_itself_sees_a_way_out(source: str) -> None:
    assert list(outward(ast.parse(source)))
