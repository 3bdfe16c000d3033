"""The door to Apprise: which URLs are places to write to, and what became of a message by what the other side did."""

from __future__ import annotations

import logging
import socket

import pytest

from monitor.notifiers import Answer, Fate, Notifier, Unfit, installed, notifier_of
from tests.line.receiver import HANG, RESET, Receiver, mail_server

pytestmark = pytest.mark.anyio

UNFIT = [
    pytest.param("ntfy.example.org/topic", "not the URL of a service", id="no-scheme"),
    pytest.param("ntfi://ntfy.example.org/topic", "knows no service `ntfi://`: did you mean `ntfy://`?", id="misspelt"),
    pytest.param("qqqqqqqq://x", "knows no service `qqqqqqqq://`", id="unknown"),
    pytest.param("json://", "cannot use this `json://` URL", id="no-host"),
    pytest.param("mailto://me:hunter22@example.org?to=a@example.org,b@example.org", "names 2 receivers", id="two-receivers"),
]
FIT = [
    pytest.param("ntfy://ntfy.example.org/topic", "ntfy", "ntfy://ntfy.example.org/topic", False, False, id="ntfy"),
    pytest.param("json://u:hunter22@h.example/x", "JSON", "json://u:****@h.example/x", True, False, id="json"),
    pytest.param("json://h.example/x?format=html", "JSON", "json://h.example/x", False, True, id="json-html"),
    pytest.param(
        "mailtos://u:hunter22@h.example?to=a@b.example", "E-Mail", "mailtos://u:****@h.example/a@b.example", True, True, id="mail"
    ),
    pytest.param("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack", "slack://T...2/A...D/T...Q//", True, True, id="slack"),
]


@pytest.mark.parametrize(("url", "reason"), UNFIT)
def test_what_cannot_be_used_is_said_without_secrets(url, reason):
    found = notifier_of(url)
    assert isinstance(found, Unfit)
    assert reason in found.reason
    assert "hunter22" not in found.reason


@pytest.mark.parametrize(("url", "name", "shown", "secret", "rich"), FIT)
def test_what_can_is_shown_without_secrets(url, name, shown, secret, rich):
    found = notifier_of(url)
    assert isinstance(found, Notifier)
    assert (found.name, found.shown, found.holds_secret, found.rich) == (name, shown, secret, rich)
    assert not secret or url not in repr(found)
    assert "hunter22" not in repr(found)
    assert found.title_room > 0
    assert found.room > 1000
    assert url not in found.without_secrets(f"error at {url}")


def test_apprise_is_here():
    assert installed()


async def sent(url: str, title: str = "Moscow Format: a", body: str = "text & more") -> Answer:
    notifier = notifier_of(url)
    assert isinstance(notifier, Notifier)
    return await notifier.send(title, body)


async def test_a_message_is_taken():
    with Receiver() as receiver:
        assert await sent(receiver.url()) == Answer(fate=Fate.TAKEN)
        assert await sent(receiver.url("ntfy", "/desk")) == Answer(fate=Fate.TAKEN)
    first, second = receiver.taken
    assert (first["title"], first["message"]) == ("Moscow Format: a", "text & more")
    assert (second["title"], second["message"], second["topic"]) == ("Moscow Format: a", "text & more", "desk")


HTTP = [
    pytest.param(500, Fate.REFUSED, id="error"),
    pytest.param(429, Fate.REFUSED, id="too-many"),
    pytest.param(302, Fate.REFUSED, id="elsewhere"),
    pytest.param(HANG, Fate.UNKNOWN, id="hangs"),
    pytest.param(RESET, Fate.UNKNOWN, id="hangs-up"),
]


@pytest.mark.parametrize(("status", "fate"), HTTP)
async def test_what_http_answers_say(status, fate):
    with Receiver() as receiver:
        receiver.status = status
        answer = await sent(receiver.url(rest="/?rto=0.2"))
    assert answer.fate is fate
    assert "JSON" in answer.detail
    assert receiver.tried == 1  # nothing is tried again behind our back


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.parametrize("scheme", ["json", "ntfy", "mailto"])
async def test_where_nobody_listens_nothing_was_taken(scheme):
    answer = await sent(f"{scheme}://u:hunter22@127.0.0.1:{closed_port()}/x?to=a@b.example&from=c@d.example")
    assert answer.fate is Fate.REFUSED
    assert "hunter22" not in answer.detail


async def test_a_failure_that_a_url_calls_optional_is_one():
    with Receiver() as receiver:
        receiver.status = 500
        assert (await sent(receiver.url(rest="/?optional=yes&retry=3"))).fate is Fate.REFUSED
    assert receiver.tried == 1


async def test_a_mail():
    async with mail_server() as mails:
        assert await sent(mails.url(), body='<a href="https://news.example/">A &amp; B</a>') == Answer(fate=Fate.TAKEN)
    (mail,) = mails.taken
    assert (mail["Subject"], mail["To"], mail["X-Application"]) == ("Moscow Format: a", "desk@example.org", "monitor")
    assert '<a href="https://news.example/">A &amp; B</a>' in mail.get_body(("html",)).get_content()


async def test_what_mail_servers_say():
    async with mail_server() as mails:
        mails.answer = "451 come again"
        assert (await sent(mails.url())).fate is Fate.REFUSED
        mails.answer, mails.refused = "", {"desk@example.org"}
        assert (await sent(mails.url())).fate is Fate.REFUSED
        mails.refused = {"other@example.org"}
        assert (await sent(mails.url("&cc=other@example.org"))).fate is Fate.UNKNOWN  # one has it, one has not
        mails.hang_up = True
        assert (await sent(mails.url())).fate is Fate.UNKNOWN
    assert len(mails.taken) == 2


async def test_what_apprise_logs_reaches_nobody_else():
    heard = []
    ear = logging.Handler()
    ear.emit = heard.append
    logging.getLogger().addHandler(ear)
    try:
        await sent(f"json://u:hunter22@127.0.0.1:{closed_port()}/x")
    finally:
        logging.getLogger().removeHandler(ear)
    assert [record.name for record in heard if record.name.startswith(("apprise", "urllib3"))] == []


def test_parts_of_a_url_are_hidden_wherever_they_stand():
    found = notifier_of("json://user:p%40ss%2Fword@h.example/hook/abcdef?key=value1")
    assert isinstance(found, Notifier)
    assert found.without_secrets("no p@ss/word, p%40ss%2Fword, for user at h.example") == "no •••, •••, for user at h.example"
