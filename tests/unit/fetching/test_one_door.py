"""No byte leaves this program but through monitor/fetching/dial.py, python-telegram-bot's own client in monitor/telegram/, and Apprise.

Apprise dials for itself, to where an operator told it to write: one module knows it.

Databases are reached by SQLAlchemy from monitor/storage/, another door with an import contract of its own. To listen is no way out: the
demo's newsroom and the runners may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
LIBRARIES = """
    aiohttp apprise asyncssh ctypes curl_cffi feedparser ftplib grpc h11 h2 hpack httpcore httplib2 httptools httpx imaplib niquests nntplib paramiko poplib
    primp pycurl requests selenium smtplib socket socks ssl subprocess telnetlib tornado treq twisted urllib3 websocket websockets
"""
MODULES = """
    asyncio.base_events asyncio.selector_events asyncio.sslproto asyncio.streams asyncio.subprocess courlan.network dateparser.search
    http.client multiprocessing.connection trafilatura.downloads trafilatura.feeds trafilatura.sitemaps trafilatura.spider
    urllib.request xmlrpc.client
"""
DIALS = """
    AsyncClient ClientSession DatagramHandler HTTPConnection HTTPHandler HTTPSConnection SMTPHandler SocketHandler SysLogHandler create_connection create_datagram_endpoint create_subprocess_exec
    create_subprocess_shell create_unix_connection fetch_response fetch_url import_module open_connection open_unix_connection popen
    sock_connect sock_sendto start_tls subprocess_exec subprocess_shell system urlopen urlretrieve __import__
"""
LIBRARIES, MODULES, DIALS = (frozenset(words.split()) for words in (LIBRARIES, MODULES, DIALS))
DOOR = "fetching/dial.py"
APPRISE = "notifiers.py"
COMMANDS = {"cli/__init__.py", "cli/inspect.py"}
"""Import this package's own commands by name, when they are called."""

LISTENING = {"AF_INET", "AF_INET6", "create_server", "has_dualstack_ipv6", "socket"}
"""What of the socket module a server may use; ``socket.socket`` as a type only."""

FETCHING = {"h11", "httpx", "ssl"}
"""What the package itself needs; in the resolver also socket, to ask the system for names."""


def imports(tree: ast.AST) -> set[str]:
    """Return the libraries imported that could reach another machine, wherever the import stands."""
    found = set()
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            found |= {parts[0]} & LIBRARIES
            found |= {".".join(parts[:length]) for length in range(2, len(parts) + 1)} & MODULES
    return found


def dials(tree: ast.AST) -> Iterator[str]:
    """Yield what in a module connects, or names something that does: called, passed on or imported."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name) if name.rpartition(".")[2] in DIALS:
                yield name
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]) if name in DIALS:
                yield name


def only_listens(tree: ast.AST) -> bool:
    """Whether a module that imports socket does no more than make one that listens, and hands it on."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(alias.name.partition(".")[0] == "socket" and alias.asname for alias in names):
                return False
            case ast.ImportFrom(module="socket"):
                return False
            case ast.Call(func=ast.Attribute(value=ast.Name(id="socket"), attr="socket")):
                return False
            case ast.Attribute(value=ast.Name(id="socket"), attr=name) if name not in LISTENING:
                return False
            case ast.Attribute(attr="connect" | "connect_ex" | "sendto"):
                return False
    return True


def modules(*folders: str) -> list[str]:
    names = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))
    return [name for name in names if not folders or name.startswith(folders)]


def tree_of(module: str) -> ast.AST:
    return ast.parse((ROOT / module).read_bytes())


@pytest.mark.parametrize("module", [name for name in modules() if not name.startswith(("fetching/", "telegram/"))])
def test_no_other_module_reaches_out(module: str) -> None:
    tree = tree_of(module)
    assert imports(tree) <= ({"socket"} if only_listens(tree) else set()) | ({"apprise"} if module == APPRISE else set())
    assert set(dials(tree)) <= ({"import_module"} if module in COMMANDS else set())


def test_within_the_package_one_module_connects() -> None:
    assert {name: set(dials(tree_of(name))) for name in modules("fetching/") if set(dials(tree_of(name)))} == {DOOR: {"create_connection"}}


@pytest.mark.parametrize("module", modules("fetching/"))
def test_the_package_uses_sockets_for_nothing_but_names(module: str) -> None:
    assert imports(tree_of(module)) <= FETCHING | ({"socket"} if module == "fetching/resolver.py" else set())


def test_the_resolver_only_asks_for_names() -> None:
    used = {
        node.attr
        for node in ast.walk(tree_of("fetching/resolver.py"))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    }
    assert used == {"getaddrinfo", "SOCK_STREAM"}


@pytest.mark.parametrize("module", modules("telegram/"))
def test_telegram_makes_no_client_of_its_own(module: str) -> None:
    assert imports(tree_of(module)) <= {"httpx"}  # for the names of its errors
    assert list(dials(tree_of(module))) == []


@pytest.mark.parametrize(
    "source",
    ["import httpx", "from httpx import AsyncClient", "import urllib.request", "from urllib import request", "import socket as s", "import http.client",
     "from http import client", "def f():\n    from urllib3 import PoolManager", "from trafilatura.downloads import fetch_response", "import ssl",
     "from multiprocessing import connection", "import subprocess", "from asyncio.streams import open_connection"],
)  # fmt: skip
def test_an_import_of_a_way_out_is_seen(source: str) -> None:
    assert imports(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    ["asyncio.open_connection('x', 1)", "from asyncio import open_connection as f", "loop.create_connection(None)", "dial = loop.create_connection",
     "trafilatura.fetch_url('x')", "__import__('httpx')", "importlib.import_module('httpx')", "getattr(loop, 'sock_connect')", "os.system('curl')",
     "await asyncio.create_subprocess_exec('curl')", "await loop.create_unix_connection(None)", "await loop.start_tls(t, p, c)"],
)  # fmt: skip
def test_a_way_out_is_seen(source: str) -> None:
    assert list(dials(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["await asyncio.start_server(meet, '127.0.0.1', 0)", "uvicorn.run(app)", "import asyncio", "from http import HTTPStatus"]
)
def test_to_listen_is_no_way_out(source: str) -> None:
    tree = ast.parse(source)
    assert not imports(tree)
    assert not list(dials(tree))


@pytest.mark.parametrize(
    ("source", "listens"),
    [
        (
            "import socket\ndef listening() -> socket.socket:\n    return socket.create_server(('127.0.0.1', 0), family=socket.AF_INET)",
            True,
        ),
        ("import socket\nsocket.socket()", False),
        ("import socket\nsocket.create_connection(('x', 1))", False),
        ("import socket\ndef f(s: socket.socket):\n    s.connect(('x', 1))", False),
        ("import socket as s\ns.socket()", False),
        ("from socket import socket", False),
    ],
)
def test_a_socket_that_listens_is_told_from_one_that_dials(source: str, listens: bool) -> None:
    assert only_listens(ast.parse(source)) is listens
