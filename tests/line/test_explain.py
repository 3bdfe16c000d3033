"""`monitor explain`, from what a person has in hand (an id, a URL, a file) to why it is or is not a topic's."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.cli.explain_fate import HELD, alert_lines, copy_lines
from monitor.errors import ConfigInvalid
from monitor.model import Alert, AlertId, Article, ArticleId, Channel, DeliveryState, Match, StoryId, Topic, TopicId
from monitor.storage.explain import Fate, Raised, Told
from monitor.stories.fingerprint import text_hash
from monitor.text.words import read
from monitor.topics.explain import explain
from tests.line.running import Monitor
from tests.line.site import Site, config, rss

HERONS = ("Herons return to the lake", "After ten years the grey birds nest in the reeds by the mill again, say the wardens of the lake.")
FAIR = ("The fair opens on Sunday", "Traders from three valleys bring cheese, wool and honey; a grey heron was seen at the bridge.")
PAGE = f"""<html lang="en"><head><title>{HERONS[0]}</title></head><body><article><h1>{HERONS[0]}</h1>
{"".join(f"<p>{HERONS[1]} Visit number {n} of the count found more of them in the old willows.</p>" for n in range(6))}</article></body></html>"""
TOPICS = {
    "herons": "heron NEAR/3 (nest* OR lake OR return)",
    "grey-herons": '"grey heron" OR (heron egret)',
    "fairs": "(fair OR market) NOT traders",
    "mills": "title:mill",
    "wolves": "wolf",
}


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def folder(tmp_path, monkeypatch, site):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return config(tmp_path / "config", {"post": site.url("/post"), "echo": site.url("/echo")}, topics=TOPICS)


@pytest.fixture
def explained(folder):
    def call(*words, stdin=None):
        return CliRunner().invoke(cli.monitor, ["explain", *map(str, words), "--config", str(folder)], standalone_mode=False, input=stdin)

    return call


def lines(result):
    assert result.exception is None, result.exception
    return result.output.splitlines()


async def run_once(folder):
    async with Monitor("run", "--once", "--config", folder, folder=folder.parent) as monitor:
        assert await monitor.ended() == 0


# ── the archive ──


def test_an_article_of_the_archive_is_explained_with_all_that_became_of_it(site, folder, explained):
    site.pages["/post"] = rss(FAIR, HERONS)
    site.pages["/echo"] = rss(HERONS, at=datetime.now(UTC) - timedelta(minutes=5))
    asyncio.run(run_once(folder))
    with sqlite3.connect(folder.parent / "monitor.db") as database:
        rows = database.execute("SELECT id, title, copy_of FROM articles ORDER BY copy_of, id").fetchall()
    fair, herons, copied = rows[0][0], rows[1][0], next(row[0] for row in rows if row[2])
    herons = next(row[0] for row in rows if row[1] == HERONS[0] and not row[2])
    fair = next(row[0] for row in rows if row[1] == FAIR[0])

    told = lines(explained(herons))
    assert told[:2] == ["✓ herons: matches in the title", "    [Herons] [return] to the [lake]"]
    assert told[2].startswith("✗ Not ")
    assert "✓ heron NEAR/3 (nest* OR lake OR return)" in "\n".join(told)
    assert "article " + str(herons) + " of the archive" in told
    assert "copy   of none; 1 article is a copy of it" in told
    assert any(re.fullmatch(r"alert  herons: raised .* UTC, for this article", line) for line in told)
    assert "         told 1 sent" in told
    assert any(re.fullmatch(r"         terminal: sent .* UTC", line) for line in told)

    again = "\n".join(lines(explained(copied)))
    assert f"copy   of article {herons} (" in again
    assert "the very same text" in again
    assert f"for article {herons} of the story" in again

    one = lines(explained(fair, "--topic", "fairs"))
    assert one[0] == "✗ Not fairs: NOT traders leaves it out; found in the lead: “Traders”"
    assert one[1] == "    topics/fairs.yaml:4:20  NOT traders"
    assert "  ✓ fair OR market" not in one  # the whole query is opened
    assert "    ✓ fair  in the title: “fair”" in one

    row = json.loads(explained(copied, "--json").output)
    assert row["article"]["id"] == copied
    assert row["archive"]["copy_of"]["because"] == "the very same text"
    assert [alert["told"][0]["state"] for alert in row["archive"]["alerts"]] == ["sent"]
    found = {topic["topic"]: topic for topic in row["topics"]}
    assert found["herons"]["query"]["spots"][0]["spans"] == [["title", 0, 6], ["title", 7, 13]]
    assert found["mills"]["reasons"] == ["no mill in the title; it stands in the lead (“mill”)"]

    url = json.loads(explained(herons, "--json").output)["article"]["url"]
    assert url == ""  # this feed links nothing


def test_a_url_is_looked_up_in_the_archive_and_only_then_fetched(site, folder, explained, tmp_path):
    site.pages["/one"] = PAGE.encode()
    site.pages["/post"] = rss(FAIR).replace(b"<guid", f"<link>{site.url('/one')}</link><guid".encode())
    site.pages["/echo"] = rss()
    before = lines(explained(site.url("/one")))
    assert before[0] == "✓ herons: matches in the title"
    assert f"{site.url('/one')}, fetched now: it is not in the archive" in before
    assert "  source    post, undated" in before
    assert not (tmp_path / "monitor.db").exists()  # to look makes no database
    asyncio.run(run_once(folder))
    site.pages["/one"] = b""
    after = "\n".join(lines(explained(site.url("/one?utm_source=mail"))))
    assert "article 1 of the archive" in after
    assert "The fair opens" in after
    site.pages["/two"] = PAGE.encode()
    assert lines(explained(site.url("/two")))[0] == "✓ herons: matches in the title"  # what is learnt of a source is taken out


def test_a_page_that_does_not_come_is_said_to(site, explained):
    for path, why in (("/none", "its page does not come (http"), ("/empty", "its page")):
        site.pages["/empty"] = b""
        error = explained(site.url(path)).exception
        assert error.exit_code == 1
        assert why in error.message
    site.pages["/binary"] = b"%PDF-1.7 \x00\x01" * 100
    assert "holds no article" in explained(site.url("/binary")).exception.message


def test_no_address_is_asked_that_is_not_allowed(site, folder, explained):
    settings = folder / "monitor.yaml"
    settings.write_text(settings.read_text().replace("127.0.0.0/8", "127.0.0.9/32"))
    assert "blocked" in explained(site.url("/one")).exception.message
    assert site.asked == []


# ── files ──


def test_a_page_in_a_file(site, explained, tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    told = lines(explained(tmp_path / "a.html"))
    assert told[0] == "✓ herons: matches in the title"
    assert not any(line.startswith("  source") for line in told)
    (tmp_path / "b.html").write_bytes(b"<html>")
    assert "holds no article (no_text)" in explained(tmp_path / "b.html").exception.message
    named = PAGE.replace("</title>", f"</title><link rel=canonical href='{site.url('/one')}'>")
    (tmp_path / "c.html").write_text(named)
    told = lines(explained(tmp_path / "c.html"))
    assert "  source    post, undated" in told  # by the URL that the page says is its own
    assert f"  url       {site.url('/one')}" in told


def test_a_round_up_is_explained_item_by_item(folder, explained, tmp_path):
    bridge = (
        "The bridge is closed",
        "Work on the old bridge over the river will last until the end of May, the town said on Monday morning.",
    )
    items = "".join(f"<h2>{n}. {title}</h2><p>{text}</p>" for n, (title, text) in enumerate([bridge, FAIR, HERONS], 1))
    page = f"<html><title>News digest of the day</title><article><h1>News digest of the day</h1>{items}</article></html>"
    (tmp_path / "a.html").write_text(page)
    told = lines(explained(tmp_path / "a.html"))
    assert f"{tmp_path / 'a.html'}; a round-up of 3 items" in told
    assert [line for line in told if line.startswith("item ")] == ["item 1 of it", "item 2 of it", "item 3 of it"]
    assert "✓ herons: matches in the title" in told


JSON = [
    pytest.param({"title": "Heron at the lake", "lang": "en"}, "en, by its letters and words", id="title"),
    pytest.param(
        {"title": "x", "text": "Heron lake", "language": "fr"}, "fr, as the file says (its letters and words look like en)", id="language"
    ),
    pytest.param(
        {"body": "Heron lake", "published": "2026-03-01T10:00:00", "source": "post", "url": "https://a.example/1"}, "en, by its", id="body"
    ),
    pytest.param({"title": "12 34"}, "not known: too little text", id="unknown"),
    pytest.param({"title": "12 34", "lang": "ru"}, "ru, as the file says", id="said"),
]


@pytest.mark.parametrize(("row", "language"), JSON)
def test_an_article_in_json(explained, row, language):
    told = lines(explained("-", stdin=json.dumps(row)))
    assert any(line.startswith(f"  language  {language}") for line in told)
    assert ("  source    post, 2026-03-01 10:00 UTC" in told) is ("source" in row)
    assert ("  url       https://a.example/1" in told) is ("url" in row)


def test_a_plain_text(explained):
    told = lines(explained("-", stdin="Heron\n\nseen by the lake\n"))
    near = "no heron within 3 words of (nest* OR lake OR return); the first stands in the title, the second in the lead"
    assert told[0] == f"✗ Not herons: {near}"
    assert told[-4:] == [
        "herons:",
        "✗ heron NEAR/3 (nest* OR lake OR return): the first stands in the title, the second in the lead",
        "  ✓ heron  in the title: “Heron”",
        "  ✓ nest* OR lake OR return  in the lead: “lake”",
    ]
    body = "\n".join(lines(explained("-", stdin="A day\nHeron by the lake " + "and so on " * 100)))
    assert "✓ herons: matches in the lead" in body


def test_what_matches_is_opened_where_it_does(explained):
    told = lines(explained("-", stdin="An egret and a heron"))
    assert told[-6:] == [
        "grey-herons:",
        "✓ any of 2",
        "  ✓ all of 2",
        "    ✓ heron  in the title: “heron”",
        "    ✓ egret  in the title: “egret”",
        "  … 1 more is not needed",
    ]


def test_a_match_in_the_body_says_what_title_and_lead_lack(explained):
    text = "A day\n" + "and so on " * 80 + "\nHeron by the lake"
    told = lines(explained("-", "--topic", "herons", stdin=text))
    assert told[0] == "✓ herons: matches in the body alone, which is kept without an alert (body: digest)"
    assert told[1] == "    [Heron] by the [lake]"
    assert told[2].startswith(
        "    title and lead: no heron in the title or lead and none of nest*, lake, return in the title or lead; heron: it stands"
    )
    assert "in title and lead alone:" in told


def test_where_the_places_that_are_told_end_before_the_body_no_sentence_is_shown(folder, explained):
    (folder / "topics" / "many.yaml").write_text("id: many\ntitle: {en: Many}\nquery: wren{12}\n")
    told = lines(explained("-", "--topic", "many", stdin=json.dumps({"title": "wren " * 10, "body": "wren wren"})))
    assert told[0].startswith("✓ many: matches in the body alone")
    assert told[1].startswith("    title and lead: wren stands 10 times in the title or lead, and 12 times are asked for")


WRONG = [
    pytest.param("nowhere.txt", None, "is no id of an article, no URL", id="no-file"),
    pytest.param("a\0b", None, "null byte", id="nul"),
    pytest.param("-", "", "is empty: a headline", id="empty"),
    pytest.param("-", "{", "is no article in JSON", id="broken"),
    pytest.param("-", '{"title": 5}', 'needs "title" as text', id="number"),
    pytest.param("-", '{"title": "x", "published": "soon"}', "is no article in JSON", id="time"),
]


@pytest.mark.parametrize(("asked", "stdin", "message"), WRONG)
def test_what_cannot_be_read_says_what_to_give(explained, asked, stdin, message):
    error = explained(asked, stdin=stdin).exception
    assert error.exit_code == 2
    assert message in error.message


def test_what_is_not_there_is_said(explained):
    unknown = explained(5).exception
    assert (unknown.exit_code, unknown.message[:30]) == (1, "there is no article 5 in the a")
    near = explained(5, "--topic", "heron").exception
    assert (near.exit_code, near.message) == (2, "there is no topic 'heron': did you mean \"herons\"?")
    assert "there are fairs, grey-herons" in explained(5, "--topic", "zzz").exception.message


def test_a_config_that_is_invalid_is_not_used(folder, explained):
    (folder / "topics" / "bad.yaml").write_text("id: bad\ntitle: {en: Bad}\nquery: '(('\n")
    assert isinstance(explained("-", stdin="x").exception, ConfigInvalid)


# ── topics with exclusions and stages ──


RICH = """
id: {name}
title: {{en: Herons}}
enabled: {enabled}
query: heron
exclusions:
  - query: rugby
    because: a club is called so.
  - query: "title:cup"
    because: cups are too
stages:
  denied: denied
"""


def test_exclusions_stages_and_topics_that_are_off(folder, explained):
    (folder / "topics" / "rich.yaml").write_text(RICH.format(name="rich", enabled="true"))
    (folder / "topics" / "off.yaml").write_text(RICH.format(name="off", enabled="false"))
    told = lines(explained("-", "--topic", "rich", stdin="Heron cup of rugby"))
    assert told[:3] == [
        "✗ Not rich: excluded: a club is called so; found in the title: “rugby”",
        "    topics/rich.yaml:7:12  rugby",
        "    and: cups are too; found in the title: “cup”",
    ]
    assert "left out where it says this: a club is called so." in told
    both = lines(explained("-", "--topic", "rich", stdin="An egret at the rugby cup"))
    assert both[0] == "✗ Not rich: nothing that it asks for is in the text"
    assert both[1] == "    and it would be excluded: a club is called so; found in the title: “rugby”"
    staged = lines(explained("-", stdin="Heron denied"))
    assert "✓ rich: matches in the title, stage denied" in staged
    assert "✓ off: matches in the title, stage denied (the topic is switched off: the line does not ask it)" in staged
    assert "stage denied:" in staged


@pytest.mark.parametrize(("exclusion", "why"), [("lang:en", "its language is en"), ("lang:en NOT lake", "lang:en NOT lake is true")])
def test_an_exclusion_without_words_says_what_is_so(folder, explained, exclusion, why):
    (folder / "topics" / "rich.yaml").write_text(RICH.format(name="rich", enabled="true").replace("rugby", exclusion))
    assert lines(explained("-", "--topic", "rich", stdin="Herons of the reeds"))[0] == f"✗ Not rich: excluded: a club is called so; {why}"


def test_of_much_that_lacks_the_first_is_told(folder, explained):
    (folder / "topics" / "long.yaml").write_text("id: long\ntitle: {en: Long}\nquery: a1 b1 c1 d1 e1 f1 g1 OR ((a1 OR h1^2) (i1 k1)~2)\n")
    told = lines(explained("-", "--topic", "long", stdin="a1, i1 and then by and by k1"))
    assert told[0] == (
        "✗ Not long: no (i1 k1)~2: its parts do not stand so near in one sentence; "
        "nearest: 5 other words among them (“i1 and then by and by k1”)"
    )
    assert told[1] == "    topics/long.yaml:3:47  (i1 k1)~2, the nearest of its 2 branches"
    (folder / "topics" / "long.yaml").write_text("id: long\ntitle: {en: Long}\nquery: a1 b1 c1 d1 e1 f1 g1\n")
    told = lines(explained("-", "--topic", "long", stdin="a1"))
    assert told[6] == "    and no e1 in the text"
    assert told[8] == "    and 2 more"


def test_what_was_taken_out_is_shown(explained):
    told = lines(explained("-", stdin="Heron\nThe paper of the movement (banned in Russia) wrote of a lake"))
    assert "  left out  of the lead, as a disclaimer: “(banned in Russia)”" in told


# ── what a hostile text may do ──


HOSTILE = [
    pytest.param("\x1b[2J\x1b[31mHeron\u202e by the lake\x07", id="escapes"),
    pytest.param("Heron lake " + "\ud800", id="surrogates"),
    pytest.param("✓ heron ✗ lake", id="marks"),
    pytest.param("heron " * 20_000, id="long"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_moves_the_cursor_or_ends_the_command(explained, text):
    written = json.dumps({"title": text, "body": text})
    result = explained("-", stdin=written)
    if "\ud800" in text:  # no JSON text: refused, not a fault
        assert result.exception.exit_code == 2
        return
    told = "\n".join(lines(result))
    assert not set(told) & set("\x1b\x07\u202e\ud800")
    assert len(told) < 20_000
    json.loads(explained("-", "--json", stdin=written).output)


def test_a_query_as_deep_as_may_be_is_explained(folder, explained):
    query = "heron"
    for _ in range(58):
        query = f"(NOT {query} lake)"
    (folder / "topics" / "deep.yaml").write_text(f"id: deep\ntitle: {{en: Deep}}\nquery: 'lake ({query})'\n")
    assert len(lines(explained("-", "--topic", "deep", stdin="Heron by the lake"))) > 100
    json.loads(explained("-", "--topic", "deep", "--json", stdin="Heron by the lake").output)


# ── what became of it, case by case ──

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"


def article(number=1, **values):
    made = Article(id=ArticleId(number), source="post", seen=NOW, **({"title": "T", "lead": WORDS} | values))
    return (
        made if "text_hash" in values else Article(**{**{f: getattr(made, f) for f in made.__slots__}, "text_hash": text_hash(read(made))})
    )


COPIES = [
    pytest.param(article(), article(2), "the very same text", id="text"),
    pytest.param(
        article(canonical_url="u"),
        article(2, lead=WORDS + " and", canonical_url="u"),
        "the same URL, and 100% of the shorter text's runs",
        id="url",
    ),
    pytest.param(article(), article(2, lead=WORDS + " and more"), "100% of the shorter text's runs of words are in the other", id="near"),
    pytest.param(
        article(), article(2, lead="x " * 40), "0% of the shorter text's runs of words are in the other: it was linked by", id="far"
    ),
]


@pytest.mark.parametrize(("mine", "first", "because"), COPIES)
def test_why_it_is_a_copy(mine, first, because):
    (line,) = copy_lines(Fate(article=mine, original=first))
    assert line.startswith(f"copy   of article 2 (post, 2026-03-01 12:00 UTC): {because}")


def test_of_what_is_no_copy_and_is_gone():
    assert list(copy_lines(Fate(article=article(withdrawn=NOW)))) == [
        "copy   of none, and none is a copy of it",
        "gone   its page was found to be gone 2026-03-01 12:00 UTC",
    ]
    assert next(copy_lines(Fate(article=article(), copies=3))) == "copy   of none; 3 articles are copies of it"


def test_its_story_is_listed_without_it():
    told = list(copy_lines(Fate(article=article(story=StoryId(4)), story=(article(), article(2, title="", lead="L " * 100)))))
    assert told[1] == "story  4, 2 articles"
    assert told[2].startswith("         article 2 (post, 2026-03-01 12:00 UTC): “L L")
    assert len(told) == 3


def alert(**values):
    return Alert(**({"id": AlertId(1), "topic": TopicId("t"), "story": StoryId(1), "article": ArticleId(1), "raised": NOW} | values))


def told_of(fate, **topic):
    one = Topic(**({"id": TopicId("t"), "query": "heron"} | topic))
    return list(alert_lines(fate, [explain(one, fate.article)], {one.id: one}))


@pytest.mark.parametrize("reason", HELD)
def test_why_an_alert_was_held(reason):
    fate = Fate(article=article(), alerts=(Raised(alert=alert(held=reason)),))
    assert told_of(fate) == ["alert  t: found 2026-03-01 12:00 UTC, for this article", f"         held back: {HELD[reason]}"]


def test_who_was_told_is_counted_and_listed():
    some = [Told(channel=Channel.TELEGRAM, chat_id=n, state=DeliveryState.SENT, at=NOW) for n in range(1, 25)]
    parked = Told(channel=Channel.TELEGRAM, chat_id=9, state=DeliveryState.PARKED, at=NOW, reason="blocked")
    told = told_of(Fate(article=article(), alerts=(Raised(alert=alert(stage="denied", article=ArticleId(2)), told=(parked, *some)),)))
    assert told[:3] == [
        "alert  t, stage denied: raised 2026-03-01 12:00 UTC, for article 2 of the story",
        "         told 1 parked, 24 sent",
        "         telegram 9: parked 2026-03-01 12:00 UTC (blocked)",
    ]
    assert told[-1] == "         and 5 more"
    nobody = told_of(Fate(article=article(), alerts=(Raised(alert=alert()),)))
    assert nobody[1] == "         told to nobody: no subscriber hears this topic"


KEPT = (Match(topic=TopicId("t"), spans=(), field="title"),)
NONE = [
    pytest.param({"title": "heron"}, {}, (), "it did not match when the article came, by the config or the text of then", id="new"),
    pytest.param({"title": "heron"}, {}, KEPT, "its match is kept, and no alert was raised", id="kept"),
    pytest.param({"body": "heron"}, {}, KEPT, "it was found in the body alone (body: digest)", id="body"),
    pytest.param({"title": "heron"}, {"enabled": False}, (), "the topic is switched off", id="off"),
]


@pytest.mark.parametrize(("text", "topic", "kept", "because"), NONE)
def test_why_there_is_no_alert(text, topic, kept, because):
    assert told_of(Fate(article=article(**text), matches=kept), **topic) == [f"alert  none for t: {because}"]


def test_what_matched_then_and_does_not_now():
    assert told_of(Fate(article=article(), matches=KEPT)) == [
        "then   t matched when the article came; by the config and the text of now it does not"
    ]
    assert told_of(Fate(article=article())) == []
