"""A feed that names a hub: subscribed to, pushed, asked at once, and let go. The hub, the feed and the service are on loopback."""

from __future__ import annotations

import hmac
import re
import socket
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import httpx
import pytest
from structlog.testing import capture_logs

from monitor.errors import ConfigInvalid
from tests.line.running import running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio
OLD, NEW = ("Weather", "It rains in Kabul."), ("Kabul hosts the Moscow Format", "Envoys of ten countries met.")


class Hub:
    """Keeps the forms it was sent, and does what the test has it do."""

    def __init__(self):
        self.forms = []
        hub = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                hub.forms.append({key: values[0] for key, values in parse_qs(body).items()})
                self.send_response(202)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hub"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    async def asked(self, mode):
        """The newest form of a mode, once there is one."""
        await until(lambda: any(form["hub.mode"] == mode for form in self.forms))
        return next(form for form in reversed(self.forms) if form["hub.mode"] == mode)


@pytest.fixture
def scene(tmp_path):
    """A feed, its hub, and a service that checks it hourly."""
    with ExitStack() as stack:
        site, hub = stack.enter_context(Site()), stack.enter_context(Hub())
        with socket.create_server(("127.0.0.1", 0)) as free:
            own = f"127.0.0.1:{free.getsockname()[1]}"
        topic = site.url("/kabul")
        yield Scene(site, hub, topic, own, tmp_path)


class Scene:
    def __init__(self, site, hub, topic, own, folder):
        self.site, self.hub, self.topic, self.own = site, hub, topic, own
        self.config = self.write(folder / "config", {"kabul": topic})
        self.show(OLD)

    def write(self, folder, feeds):
        websub = f"{{public_url: 'http://{self.own}', listen: '{self.own}'}}"
        return config(folder, feeds, topics={"kabul": "Kabul"}, websub=websub, polling="{shortest: 1h, longest: 1h}")

    def show(self, *items):
        links = f'<atom:link rel="hub" href="{self.hub.url}"/><atom:link rel="self" href="{self.topic}"/></channel>'
        named = rss(*items).replace(b"<rss ", b"<rss xmlns:atom='http://www.w3.org/2005/Atom' ")
        self.site.pages["/kabul"] = named.replace(b"</channel>", links.encode())

    def served(self):
        return sum(path == "/kabul" for path, _ in self.site.asked)

    async def get(self, form, **changes):
        """Ask what a hub asks."""
        said = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c+ h/1", "hub.lease_seconds": "86400"}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(form["hub.callback"], params=said | changes)

    async def push(self, form, secret=None, method="sha256"):
        body = self.site.pages["/kabul"]
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, method).hexdigest()
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(form["hub.callback"], content=body, headers={"X-Hub-Signature": f"{method}={digest}"})
        return answer.status_code


async def test_what_a_hub_pushes_is_told_within_seconds(scene):
    with capture_logs() as logs:
        async with running(scene.config, {}) as service:
            form = await scene.hub.asked("subscribe")
            assert form["hub.topic"] == scene.topic
            assert re.fullmatch(rf"http://{scene.own}/websub/[0-9a-f]{{64}}", form["hub.callback"])
            assert re.fullmatch(r"[0-9a-f]{64}", form["hub.secret"])
            assert (await scene.get(form, **{"hub.topic": "https://other.example/"})).status_code == 404
            confirmed = await scene.get(form)
            assert (confirmed.status_code, confirmed.text, confirmed.headers["content-type"]) == (
                200,
                "c+ h/1",
                "text/plain; charset=utf-8",
            )
            assert "server" not in confirmed.headers

            scene.show(NEW, OLD)
            before = scene.served()
            assert await scene.push(form, secret="another") == 202
            assert await scene.push(form) == 202
            await until(lambda: "Moscow Format" in service.shown, within=10)
            assert scene.served() == before + 1

            async with httpx.AsyncClient(trust_env=False) as client:
                for path in ("/", "/websub/", "/websub/guessed", "/docs", "/websub/guessed/more"):
                    assert (await client.get(f"http://{scene.own}{path}")).status_code == 404
                assert (await client.post(f"http://{scene.own}/websub/guessed", content=b"x")).status_code == 404
                assert (await client.head(form["hub.callback"])).status_code == 404
                assert (await client.delete(form["hub.callback"])).status_code == 404
    events = [one["event"] for one in logs if one["event"].startswith("websub.")]
    assert events == ["websub.refused", "websub.subscribed", "websub.refused", "websub.pushed"]
    assert form["hub.secret"] not in str(logs)
    assert form["hub.callback"][-64:] not in str(logs)


async def test_a_restart_keeps_the_subscription_and_the_feed_that_goes_is_let_go(scene):
    async with running(scene.config, {}):
        form = await scene.hub.asked("subscribe")
        assert (await scene.get(form)).status_code == 200
    async with running(scene.config, {}) as service:
        scene.show(NEW, OLD)
        assert await scene.push(form, method="sha1") == 202
        await until(lambda: "Moscow Format" in service.shown, within=10)
        assert [one["hub.mode"] for one in scene.hub.forms] == ["subscribe"]

        scene.write(scene.config, {"other": scene.site.url("/other")})
        await service.service.reload()
        goodbye = await scene.hub.asked("unsubscribe")
        assert (goodbye["hub.callback"], goodbye["hub.topic"]) == (form["hub.callback"], scene.topic)
        assert "hub.secret" not in goodbye
        ended = await scene.get(goodbye)
        assert (ended.status_code, ended.text) == (200, "c+ h/1")
        assert await scene.push(form) == 404


async def test_without_a_public_address_no_hub_is_asked(scene):
    async with running(scene.config, {}):
        form = await scene.hub.asked("subscribe")
        assert (await scene.get(form)).status_code == 200
    config(scene.config, {"kabul": scene.topic}, topics={"kabul": "Kabul"}, polling="{shortest: 1s, longest: 1s}")
    async with running(scene.config, {}) as service:
        before = scene.served()
        scene.show(NEW, OLD)
        await until(lambda: "Moscow Format" in service.shown)
        assert scene.served() > before
        with pytest.raises(httpx.ConnectError):
            await scene.get(form)
    assert len(scene.hub.forms) == 1


async def test_an_address_that_is_taken_is_told_as_a_problem_of_the_config(scene):
    host, port = scene.own.split(":")
    with socket.create_server((host, int(port))), pytest.raises(ConfigInvalid, match=r"websub\.listen"):
        async with running(scene.config, {}):
            pass
