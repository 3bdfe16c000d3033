"""Articles that change after they were told, and pages that go: on loopback, an hour passing between two runs where a test says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import select

from monitor import service
from monitor.app import opened
from monitor.catalog.load import load
from monitor.model import Article, Revision, RevisionKind
from monitor.storage import overview, revisions, tables
from monitor.storage.database import Transaction
from monitor.text.diff import headline_diff, restored, sentence_diff
from tests.line.site import Site, config

pytestmark = pytest.mark.anyio

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUMMARY = "Envoys of ten states met on Tuesday in the old town hall of the capital."
SENTENCES = [
    "The meeting was held behind closed doors and lasted for most of the day.",
    "Delegates spoke of canals, of prices, and of a road through the mountains that nobody has paid for yet.",
    "The host thanked all sides for their patience and for the work of the months before.",
    "Farmers in the valley say that they have heard such words in every one of the last nine years.",
    "A further round is planned for the spring, officials said after the session had ended.",
]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def feed(site: Site, *items: dict[str, Any]) -> bytes:
    """A feed of items: title, summary, path of the page (and of the guid), newest first."""
    return (
        "<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>A feed</title>"
        + "".join(
            f"<item><title>{escape(i['title'])}</title><description>{escape(i.get('summary', SUMMARY))}</description>"
            f"<link>{escape(site.url(i['path']))}</link><guid isPermaLink='false'>{i.get('guid', i['path'])}</guid>"
            f"<pubDate>{format_datetime(BEGAN - timedelta(minutes=5))}</pubDate>"
            + (f"<atom:updated>{i['updated'].isoformat()}</atom:updated>" if "updated" in i else "")
            + "</item>"
            for i in items
        )
        + "</channel></rss>"
    ).encode()


def page(title: str, sentences: list[str]) -> bytes:
    paragraphs = "".join(f"<p>{escape(s)}</p>" for s in sentences)
    return f"<html><head><title>{escape(title)}</title></head><body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>".encode()


def asked(site: Site) -> list[str]:
    return [path for path, _ in site.asked if path != "/robots.txt"]


class Watch:
    """Runs the service once at a time of its own, again and again."""

    def __init__(self, folder, monkeypatch) -> None:
        self.folder = folder
        self.patch = monkeypatch
        self.articles: list[Article] = []
        self.revisions: list[Revision] = []

    async def at(self, moment: datetime) -> int:
        """Return how many alerts the terminal showed."""
        self.patch.setattr(service, "now", lambda: moment)
        out = io.StringIO()
        async with opened(self.folder, load(self.folder), console=Console(file=out, width=100)) as running:
            await running.once()
            await running.deliver_to_terminal()
            self.articles = [fate.article for fate in await running.database.read(overview.fates)]
            self.revisions = [r for a in self.articles for r in await running.database.read(revisions.revisions_of, a.id)]
            self.waiting = await running.database.read(waiting)
        return out.getvalue().count("●")


def waiting(tx: Transaction) -> list[tuple[int, datetime]]:
    return [(row.article_id, row.due) for row in tx.execute(select(tables.rechecks.c.article_id, tables.rechecks.c.due))]


@pytest.fixture
def watch(tmp_path, site, monkeypatch) -> Watch:
    folder = config(tmp_path / "config", {"wire": site.url("/rss")}, topics={"talks": "talks", "canals": "canals", "denial": "denied"})
    return Watch(folder, monkeypatch)


async def test_a_headline_that_changes_after_its_alert_is_a_revision_and_no_second_alert(site, watch):
    site.pages["/rss"] = feed(site, {"title": "Envoys may meet for talks", "path": "/1"})
    assert await watch.at(BEGAN) == 1
    site.pages["/rss"] = feed(site, {"title": "Envoys met for talks", "path": "/1"})
    assert await watch.at(BEGAN + HOUR) == 0
    assert await watch.at(BEGAN + 2 * HOUR) == 0
    (article,), (revision,) = watch.articles, watch.revisions
    assert headline_diff(revision.title, article.title) == "Envoys may meet for talks → Envoys met for talks"
    assert (revision.kind, revision.times, revision.body) == (RevisionKind.HEADLINE, 1, ())
    assert 0.8 < revision.similarity < 1


async def test_a_summary_that_gains_a_topics_words_is_told_then_and_once(site, watch):
    site.pages["/rss"] = feed(site, {"title": "Envoys meet", "path": "/1"})
    assert await watch.at(BEGAN) == 0
    site.pages["/rss"] = feed(site, {"title": "Envoys meet", "path": "/1", "summary": f"{SUMMARY} The talks go on."})
    assert await watch.at(BEGAN + HOUR) == 1
    assert await watch.at(BEGAN + 2 * HOUR) == 0
    (article,), (revision,) = watch.articles, watch.revisions
    assert (revision.kind, revision.lead) == (RevisionKind.BODY, SUMMARY)
    assert sentence_diff(revision.lead, article.lead).added == ("The talks go on.",)


async def test_an_edit_back_and_forth_is_two_revisions_of_one_article(site, watch):
    for hour, title in enumerate(("Envoys meet", "Envoys quarrel", "Envoys meet", "Envoys meet")):
        site.pages["/rss"] = feed(site, {"title": title, "path": "/1"})
        assert await watch.at(BEGAN + hour * HOUR) == 0
    assert len(watch.articles) == 1
    assert [r.title for r in watch.revisions] == ["Envoys meet", "Envoys quarrel"]


async def test_one_article_told_twice_in_one_feed_does_not_change_with_every_check(site, watch):
    twice = [{"title": "Envoys meet", "path": "/1"}, {"title": "Envoys: the background", "path": "/1"}]
    for hour in range(3):
        site.pages["/rss"] = feed(site, *twice[:: 1 if hour % 2 else -1]) + b"\n" * hour
        await watch.at(BEGAN + hour * HOUR)
    assert (len(watch.articles), watch.revisions) == (1, [])


async def test_a_counter_in_every_headline_is_no_revision(site, watch):
    for hour in range(3):
        site.pages["/rss"] = feed(site, *({"title": f"Report {n} ({hour * 7 + n})", "path": f"/{n}"} for n in range(5)))
        await watch.at(BEGAN + hour * HOUR)
    assert (len(watch.articles), watch.revisions) == (5, [])


async def test_a_live_page_that_changes_with_every_check_stays_bounded_and_is_told_once(site, watch):
    told = 0
    for number in range(revisions.KEPT + 5):
        site.pages["/rss"] = feed(site, {"title": f"Live: talks, hour {number}", "path": "/1"})
        told += await watch.at(BEGAN + number * timedelta(minutes=1))
    assert told == 1
    assert [r.times for r in watch.revisions] == [1] * (revisions.KEPT - 1) + [5]


async def test_a_site_that_renames_all_its_articles_raises_no_flood(site, watch):
    texts = [f"In city number {n} " + " ".join(f"w{n}x{j}" for j in range(20)) for n in range(60)]
    items = [{"title": f"City {n}", "path": f"/{n}", "summary": text} for n, text in enumerate(texts)]
    site.pages["/rss"] = feed(site, *items)
    assert await watch.at(BEGAN) == 0
    site.pages["/rss"] = feed(site, *(item | {"title": f"{item['title']} | Talks daily"} for item in items))
    assert 0 < await watch.at(BEGAN + HOUR) <= 20
    assert await watch.at(BEGAN + 2 * HOUR) == 1  # all others, in one message
    assert await watch.at(BEGAN + 3 * HOUR) == 0
    assert len(watch.articles) == len(watch.revisions) == 60


async def test_what_another_article_told_in_these_words_is_not_told_again(tmp_path, site, monkeypatch):
    two = {"wire": site.url("/rss"), "paper": site.url("/paper")}
    watch = Watch(config(tmp_path / "config", two, topics={"talks": "talks"}), monkeypatch)
    told = " ".join(SENTENCES)
    site.pages["/rss"] = feed(site, {"title": "Envoys meet for talks", "path": "/1", "summary": told})
    site.pages["/paper"] = feed(site, {"title": "Harvest is up", "path": "/2", "summary": "Traders credit new stores for it."})
    assert await watch.at(BEGAN) == 1
    site.pages["/paper"] = feed(site, {"title": "Envoys meet for talks", "path": "/2", "summary": told})
    assert await watch.at(BEGAN + timedelta(minutes=5)) == 0
    assert len(watch.revisions) == 1
    site.pages["/paper"] = feed(
        site, {"title": "Envoys hold talks", "path": "/2", "summary": "Something else altogether is said here of them."}
    )
    assert await watch.at(BEGAN + timedelta(minutes=10)) == 0  # it has matched before


async def test_a_topic_that_was_in_the_text_alone_is_told_when_it_comes_to_the_headline(site, watch):
    text = [*SENTENCES, "Both sides called the talks useful."]
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet", "path": "/1"}), "/1": page("Envoys meet", text)}
    assert await watch.at(BEGAN) == 0
    site.pages["/rss"] = feed(site, {"title": "Envoys meet for talks", "path": "/1"})
    assert await watch.at(BEGAN + timedelta(minutes=5)) == 1
    assert await watch.at(BEGAN + timedelta(minutes=9)) == 0


async def test_an_old_article_that_is_edited_is_no_news(site, watch):
    site.pages["/rss"] = feed(site, {"title": "Envoys meet", "path": "/1"})
    assert await watch.at(BEGAN) == 0
    site.pages["/rss"] = feed(site, {"title": "Envoys meet for talks", "path": "/1"})
    assert await watch.at(BEGAN + timedelta(days=30)) == 0
    assert [r.kind for r in watch.revisions] == [RevisionKind.HEADLINE]


async def test_a_round_up_that_grows_tells_what_is_new_in_it(site, watch):
    def roundup(*items: tuple[str, str]) -> bytes:
        text = "\n".join(f"<p>{number}. {title}</p><p>{said}</p>" for number, (title, said) in enumerate(items, 1))
        return feed(site, {"title": "News digest of the day", "path": "/1", "summary": text})

    bridge = ("Bridge is mended", "Engineers finished the repair of the old bridge two months early and lorries cross the river again.")
    harvest = ("Harvest is up", "Farmers in the north brought in a fifth more wheat than last year, after the wettest spring in a decade.")
    lifts = ("Lifts open", "The resorts hired another hundred people because snow had already fallen on the slopes in October.")
    talks = ("Talks begin", "Envoys of ten states met in the capital on Tuesday and agreed on the agenda of the spring round of it.")
    site.pages["/rss"] = roundup(bridge, harvest, lifts)
    assert await watch.at(BEGAN) == 0
    assert len(watch.articles) == 4
    site.pages["/rss"] = roundup(talks, bridge, harvest, lifts)
    assert await watch.at(BEGAN + timedelta(minutes=5)) == 1
    assert [article.title for article in watch.articles[4:]] == ["Talks begin"]
    site.pages["/rss"] = roundup(harvest, talks, bridge, lifts)
    assert await watch.at(BEGAN + timedelta(minutes=10)) == 0
    assert len(watch.articles) == 5


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_summary_that_changes_takes_nothing_back_that_the_page_gave(site, watch):
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet for talks", "path": "/1"}), "/1": page("Envoys meet", SENTENCES)}
    await watch.at(BEGAN)
    assert SENTENCES[1] in watch.articles[0].body
    later = [*SENTENCES, "The ministry has since denied that a road was spoken of at all."]
    site.pages |= {
        "/rss": feed(
            site, {"title": "Envoys met for talks", "path": "/1", "summary": "Ministers left without a word to the press on Tuesday night."}
        ),
        "/1": page("Envoys meet", later),
    }
    await watch.at(BEGAN + timedelta(minutes=30))
    (article,) = watch.articles
    assert article.title == "Envoys met for talks"
    assert article.lead.startswith("Ministers left")
    assert article.body.split("\n")[-1] == later[-1]
    headline, body = watch.revisions
    assert (headline.kind, headline.title, headline.lead) == (RevisionKind.HEADLINE, "Envoys meet for talks", SUMMARY)
    assert sentence_diff(restored(article.body, body.body), article.body).added == (later[-1],)


async def test_a_page_is_fetched_again_when_its_feed_says_that_it_was_changed(site, watch):
    items = [{"title": f"Report {n}", "path": f"/{n}", "summary": f"In city number {n}.", "updated": BEGAN} for n in range(4)]
    site.pages |= {f"/{n}": page(f"Report {n}", [f"In city {n} {' '.join(f'w{n}x{j}' for j in range(9))}."] * 3) for n in range(4)}
    site.pages["/1"] = page("Report 1", SENTENCES)
    site.pages["/rss"] = feed(site, *items)
    await watch.at(BEGAN)
    before = len(asked(site))
    site.pages["/1"] = page("Report 1", [*SENTENCES[:4], "The ministry has since denied that a road was spoken of at all."])
    site.pages["/rss"] = feed(site, items[0], items[1] | {"updated": BEGAN + timedelta(minutes=30)}, *items[2:])
    await watch.at(BEGAN + timedelta(minutes=40))
    assert asked(site)[before:] == ["/rss", "/1"]
    assert [r.kind for r in watch.revisions] == [RevisionKind.BODY]
    site.pages["/rss"] = feed(site, *(item | {"updated": BEGAN + timedelta(minutes=55)} for item in items))  # as it says of all
    await watch.at(BEGAN + timedelta(minutes=56))
    assert asked(site)[before + 2 :] == ["/rss"]


async def test_a_page_that_changes_after_its_alert_is_seen_an_hour_later(site, watch):
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet for talks", "path": "/1"}), "/1": page("Envoys meet", SENTENCES)}
    told = await watch.at(BEGAN)
    site.pages["/1"] = page("Envoys meet", [*SENTENCES[:3], "The ministry has since denied that a road was spoken of at all."])
    assert await watch.at(BEGAN + timedelta(minutes=50)) == 0
    assert watch.revisions == []
    assert told + await watch.at(BEGAN + HOUR) >= 1
    (revision,) = watch.revisions
    (article,) = watch.articles
    diff = sentence_diff(restored(article.body, revision.body), article.body)
    assert (diff.removed, len(diff.added)) == (tuple(SENTENCES[3:]), 1)
    site.pages["/1"] = page(
        "Envoys met, and denied it", [*SENTENCES[:3], "The ministry has since denied that a road was spoken of at all."]
    )
    assert await watch.at(BEGAN + 6 * HOUR) == 1  # the headline says it now
    assert watch.revisions[-1].kind is RevisionKind.HEADLINE
    assert watch.waiting == [(article.id, BEGAN + 24 * HOUR)]
    await watch.at(BEGAN + 24 * HOUR)
    assert watch.waiting == []
    assert len(watch.revisions) == 2


async def test_an_article_whose_page_is_gone_twice_is_withdrawn_and_restored_when_it_is_back(site, watch):
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet for talks", "path": "/1"}), "/1": page("Envoys meet", SENTENCES)}
    assert await watch.at(BEGAN) == 1
    there = site.pages.pop("/1")
    await watch.at(BEGAN + HOUR)
    assert watch.articles[0].withdrawn is None
    await watch.at(BEGAN + HOUR + timedelta(minutes=10))
    assert watch.waiting == [(watch.articles[0].id, BEGAN + HOUR + timedelta(minutes=20))]
    await watch.at(BEGAN + HOUR + timedelta(minutes=20))
    assert watch.articles[0].withdrawn == BEGAN + HOUR + timedelta(minutes=20)
    assert [r.kind for r in watch.revisions] == [RevisionKind.WITHDRAWN]
    site.pages["/1"] = page("Welcome", ["Harvest is up a fifth, as traders say.", "Rain fell in the south for the third day now."])
    await watch.at(BEGAN + 6 * HOUR)
    assert watch.articles[0].withdrawn is not None  # the front page came in its place
    site.pages["/1"] = there
    assert await watch.at(BEGAN + 24 * HOUR) == 0
    (article,) = watch.articles
    assert article.withdrawn is None
    assert SENTENCES[1] in article.body
    assert [r.kind for r in watch.revisions] == [RevisionKind.WITHDRAWN, RevisionKind.RESTORED]
    assert watch.waiting == []


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_a_site_that_refuses_says_nothing_of_its_articles(site, watch, status):
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet for talks", "path": "/1"}), "/1": page("Envoys meet", SENTENCES)}
    await watch.at(BEGAN)

    def refuses(request) -> None:
        request.send_response(status)
        request.end_headers()

    site.pages["/1"] = refuses
    for hours in (1, 2, 6, 7, 24, 25):
        await watch.at(BEGAN + hours * HOUR)
    assert watch.articles[0].withdrawn is None
    assert watch.revisions == []


async def test_a_page_that_never_was_there_is_not_gone(site, watch):
    site.pages["/rss"] = feed(site, {"title": "Envoys meet for talks", "path": "/1"})
    for hours in (0, 1, 2, 6, 7, 24, 25):
        await watch.at(BEGAN + hours * HOUR)
    assert watch.articles[0].withdrawn is None


async def test_a_host_that_asks_for_quiet_is_asked_again_and_what_is_no_page_says_nothing(site, watch):
    site.pages |= {"/rss": feed(site, {"title": "Envoys meet for talks", "path": "/1"}), "/1": page("Envoys meet", SENTENCES)}
    assert await watch.at(BEGAN) == 1
    site.pages["/1"] = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    await watch.at(BEGAN + HOUR)
    assert watch.waiting == [(watch.articles[0].id, BEGAN + 6 * HOUR)]
    assert watch.revisions == []


async def test_an_article_that_moved_is_not_gone(site, watch):
    site.pages |= {
        "/rss": feed(site, {"title": "Envoys meet for talks", "path": "/may-meet", "guid": "7"}),
        "/may-meet": page("Envoys meet", SENTENCES),
    }
    assert await watch.at(BEGAN) == 1
    del site.pages["/may-meet"]
    site.pages |= {
        "/rss": feed(site, {"title": "Envoys meet for talks", "path": "/met", "guid": "7"}),
        "/met": page("Envoys meet", SENTENCES),
    }
    for hours in (0.9, 1, 2, 6, 24):
        assert await watch.at(BEGAN + hours * HOUR) == 0
    assert watch.articles[0].withdrawn is None
    assert watch.articles[0].url == site.url("/met")
    assert (len(watch.articles), watch.revisions) == (1, [])
