"""Whatever is wrong in a file is said at its place, with what to write instead."""

from __future__ import annotations

import pytest

from monitor.catalog.load import load
from monitor.errors import ConfigInvalid, Problem

TOKEN = "123456789:AAfakefakefakefakefakefakefakefake0"
TOPIC = "id: a\ntitle: {en: A}\n"
SOURCE = "sources:\n  - id: a\n    name: A\n"
FEED = SOURCE + "    feeds:\n      - url: https://example.org/rss\n"

SAID = [
    # keys
    pytest.param("monitor.yaml", "fech: {at_once: 5}\n", "1:1: `fech` is not a known key: did you mean `fetch`?", id="unknown-key-with-a-near-one"),
    pytest.param("monitor.yaml", "web: {colour: x}\n", "1:7: `colour` is not a known key: known here are listen", id="unknown-key"),
    pytest.param("monitor.yaml", "web: {password: x}\n", "1:7: `password` looks like a secret", id="secret-key"),
    pytest.param("topics/a.yaml", TOPIC, '1:1: the key `query` is missing here: write for example `query: "Moscow Format"`', id="missing-key"),
    pytest.param("topics/a.yaml", TOPIC + "query: #MoscowFormat\n", "3:1: nothing is written after `query:`", id="hashtag-is-a-comment"),
    pytest.param("topics/a.yaml", TOPIC + "query: #MoscowFormat\n", "put it in quotes if it is text", id="hashtag-is-a-comment-says-so"),
    pytest.param("topics/a.yaml", TOPIC + "query:\n", "3:1: nothing is written after `query:`, write for example", id="key-without-value"),
    pytest.param("topics/a.yaml", TOPIC + "query: x #BRICS\n", "3:10: warning: what follows `#` is a comment", id="half-a-query-is-a-comment"),
    pytest.param("topics/a.yaml", "", "topics/a.yaml: the file is empty", id="empty-topic"),
    pytest.param("concepts/a.yaml", "# nothing yet\n", "concepts/a.yaml: the file is empty", id="empty-concept"),
    pytest.param("topics/a.yaml", "- id: a\n", "1:1: keys with values are expected here, not a list", id="list-for-a-topic"),
    pytest.param("topics/a.yaml", "moscow\n", "1:1: keys with values are expected here", id="word-for-a-topic"),
    # texts
    pytest.param("topics/a.yaml", TOPIC + "query: 1988\n", "3:8: `1988` is read as a number, and text is expected: put it in quotes", id="number-for-text"),
    pytest.param("topics/a.yaml", TOPIC + "query: true\n", "3:8: `true` is read as true or false", id="bool-for-text"),
    pytest.param("topics/a.yaml", TOPIC + "query: [a]\n", "3:1: text is expected here, not a list", id="list-for-text"),
    pytest.param("topics/a.yaml", TOPIC + "query: {a: b}\n", "3:1: text is expected here, and this is read as a key", id="colon-in-text"),
    pytest.param("topics/a.yaml", TOPIC + "query: ''\n", "3:8: there is nothing between the quotes", id="empty-quotes"),
    pytest.param("topics/a.yaml", "id: Moscow Format\ntitle: {en: A}\nquery: x\n", "1:5: `Moscow Format` cannot be an id: use lower-case letters, digits and hyphens, as in `moscow-format`", id="id"),
    pytest.param("topics/a.yaml", "id: формат\ntitle: {en: A}\nquery: x\n", "as in `moscow-format`", id="id-in-cyrillic"),
    pytest.param("topics/a.yaml", "id: a\ntitle: {ru: А}\nquery: x\n", "2:1: the title is not there in English", id="no-english-title"),
    pytest.param("topics/a.yaml", "id: a\ntitle: {en: A, RU: А}\nquery: x\n", "2:16: `RU` is not the code of a language", id="language-key"),
    pytest.param("topics/a.yaml", "id: a\ntitle: A\nquery: x\n", "2:8: keys with values are expected here: write for example `title: {en: Moscow Format}`", id="title-without-language"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nbody: alerts\n", "4:7: `alerts` is not known here: did you mean `alert`?", id="choice"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nenabled: no\n", "4:10: `enabled` is on or off: write `true` or `false`", id="no-is-text"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexamples: {matches: [1988]}\n", "4:22: keys with values are expected here", id="example-is-a-number"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexclusions: [{because: y}]\n", "4:14: the key `query` is missing here: write for example `query: title:cricket`", id="exclusion-without-query"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexclusions:\n  - query: y\n", "5:5: the key `because` is missing here: write for example `because: squads have lists too`", id="exclusion-without-reason"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexclusions: title:cricket\n", "4:13: `exclusions` is a list: write each item on a line of its own", id="exclusion-alone"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexclusions: [{query: a, because: ' '}]\n", "4:34: there is nothing between the quotes", id="exclusion-with-an-empty-reason"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexclusions: [{query: y #BRICS\n, because: z}]\n", "4:24: warning: what follows `#` is a comment", id="half-an-exclusion-is-a-comment"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nstages: {anounced: y}\n", "4:10: `anounced` is not a known key: did you mean `announced`?", id="stage"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nstages: {rumour: y}\n", "known here are denied, proposed, announced, decided, in_force", id="stage-far"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nstages:\n  denied:\n    [a]\n", "5:3: text is expected here, not a list", id="stage-list"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexamples: {matches: [{title: x, stage: decide}]}\n", "4:40: `decide` is not known here: did you mean `decided`?", id="stage-of-an-example"),
    pytest.param("topics/a.yaml", TOPIC + "query: x\nexamples: {ignores: [{title: y, stage: decided}]}\n", "4:33: `stage` is not a known key: known here are", id="stage-of-what-is-ignored"),
    # numbers
    pytest.param("monitor.yaml", "fetch: {at_once: 0}\n", "1:18: `0` is out of bounds: `at_once` must be at least 1, for example `100`", id="too-small"),
    pytest.param("monitor.yaml", "fetch: {at_once: 9999}\n", "`at_once` must be at most 2000", id="too-large"),
    pytest.param("monitor.yaml", "fetch: {at_once: 1.5}\n", "1:18: a whole number is expected here: write for example `at_once: 100`", id="not-whole"),
    pytest.param("monitor.yaml", "fetch: {at_once: ten}\n", "1:18: a whole number is expected here", id="word-for-number"),
    pytest.param("monitor.yaml", "alerts: {fresh_hours: 0}\n", "`fresh_hours` must be more than 0", id="more-than"),
    pytest.param("monitor.yaml", "alerts: {fresh_hours: '24'}\n", "1:23: a number is expected here", id="quoted-number"),
    pytest.param("monitor.yaml", "alerts: {fresh_hours: .nan}\n", "`fresh_hours` is not accepted", id="not-a-number"),
    # the other kinds of value
    pytest.param("monitor.yaml", "database: 5\n", "1:11: `5` is read as a number", id="database-number"),
    pytest.param("monitor.yaml", "database: var/monitor.db\n", "`var/monitor.db` is not a database: write `sqlite:///var/monitor.db`", id="database-path"),
    pytest.param("monitor.yaml", "database: postgres://db/x\n", "spelled `postgresql://`", id="database-spelling"),
    pytest.param("monitor.yaml", "fetch: {allow_networks: 10.0.0.0/8}\n", "1:25: `allow_networks` is a list: write each item on a line of its own, as in `- 10.0.0.0/8`", id="one-for-a-list"),
    pytest.param("monitor.yaml", "fetch: {allow_networks: {a: b}}\n", "a list is expected here, not keys with values", id="keys-for-a-list"),
    pytest.param("monitor.yaml", "fetch: {allow_networks: [10.1.2.3/8]}\n", "1:26: `10.1.2.3/8` is not a network: write its first address and its length, as in `10.0.0.0/8`", id="host-bits"),
    pytest.param("monitor.yaml", "fetch: {allow_networks: [intranet]}\n", "as in `10.1.0.0/16`", id="network-name"),
    pytest.param("monitor.yaml", "fetch: {allow_networks: [~]}\n", "text is expected here, and there is nothing: write it", id="nothing-in-a-list"),
    pytest.param("monitor.yaml", "fetch: {allow_ports: [70000]}\n", "`70000` is out of bounds: `allow_ports` must be at most 65535", id="port"),
    pytest.param("monitor.yaml", "fetch: {contact: me@example.org}\n", "is not a web address", id="contact"),
    pytest.param("monitor.yaml", "telegram: {api_url: 'http://[::1'}\n", "is not a web address", id="broken-url"),
    pytest.param("monitor.yaml", "web: {listen: 8080}\n", "write for example `listen: 127.0.0.1:8080`", id="port-alone"),
    pytest.param("monitor.yaml", "web: {listen: 'localhost:99999'}\n", "is not an address to listen on", id="listen-port"),
    pytest.param("monitor.yaml", "time_zone: asia/almaty\n", "did you mean `Asia/Almaty`?", id="time-zone-case"),
    pytest.param("monitor.yaml", "time_zone: UTC+5h\n", "1:12: `UTC+5h` is not a time zone", id="time-zone-offset"),
    pytest.param("monitor.yaml", "time_zone: ../../etc/passwd\n", "is not a time zone", id="time-zone-path"),
    pytest.param("monitor.yaml", "polling: {shortest: 5}\n", "1:21: `5` is not a length of time: write a number and its unit", id="duration-without-unit"),
    pytest.param("monitor.yaml", "polling: {shortest: ''}\n", "is not a length of time", id="empty-duration"),
    pytest.param("monitor.yaml", "polling: {shortest: 2h, longest: 1h}\n", "1:1: `shortest` must be at least", id="bounds-out-of-order"),
    pytest.param("monitor.yaml", "locale: de\n", "1:9: `de` is not known here: known are en, ru, and those of `locales`", id="locale"),
    # sources
    pytest.param("sources/a.yaml", SOURCE, "2:5: the key `feeds` is missing here", id="no-feeds"),
    pytest.param("sources/a.yaml", SOURCE + "    feeds: []\n", "4:5: `feeds` is empty: write for example `[{url: https://example.org/rss}]`", id="empty-feeds"),
    pytest.param("sources/a.yaml", FEED + "        kind: RSS\n", "6:15: `RSS` is not known here: did you mean `feed`?", id="kind-rss"),
    pytest.param("sources/a.yaml", FEED + "        kind: video\n", "write `feed`, `listing`, `channel`, `sitemap`, `api`, `google_news` or `register`", id="kind"),
    pytest.param("sources/a.yaml", FEED + "        selectors: {item: li}\n", "5:9: `selectors` is for `kind: listing` only", id="selectors-of-a-feed"),
    pytest.param("sources/a.yaml", FEED + "        kind: api\n", "5:9: `kind: api` needs `paths`", id="api-without-paths"),
    pytest.param("sources/a.yaml", FEED + "        kind: api\n        paths: {items: 'a[', title: t}\n", "7:24: `a[` is not a JMESPath expression", id="broken-path"),
    pytest.param("sources/a.yaml", FEED + "        kind: register\n        register: {format: unn}\n", "7:28: `unn` is not a format of registers: did you mean `un`?", id="register-format"),
    pytest.param("sources/a.yaml", FEED + "        kind: register\n        register: {format: xyz}\n", "is not a format of registers: write one of", id="register-format-far"),
    pytest.param("sources/a.yaml", FEED + "        kind: register\n        register: {format: un, lowest: 5, highest: 4}\n", "`lowest` must not be above `highest`", id="register-bounds"),
    pytest.param("sources/a.yaml", FEED + "        kind: register\n        register: {format: un, row: tr}\n", "`row` is for `format: table` only", id="register-selector"),
    pytest.param("sources/a.yaml", FEED + "        kind: register\n        register: {format: un}\n        fallbacks: [{url: https://example.org/b}]\n", "a register has no fallbacks", id="register-fallback"),
    pytest.param("sources/a.yaml", FEED + "        fallbacks: [{url: https://example.org/rss}]\n", "6:22: the feed `https://example.org/rss` is already at sources/a.yaml:5", id="fallback-twice"),
    pytest.param("sources/a.yaml", FEED.replace("example.org/rss", "news.google.com/rss/search?q=x"), "write `kind: google_news`", id="google-news-as-a-feed"),
    pytest.param("sources/a.yaml", FEED + "    tier: D\n", "6:11: `D` is not known here: write `A`, `B` or `C`", id="tier"),
    pytest.param("sources/a.yaml", FEED + "        kind: listing\n        selectors: {link: a}\n", "7:9: the key `item` is missing here: write for example `item: li.news-item`", id="selectors-without-item"),
    pytest.param("sources/a.yaml", FEED + "        kind: listing\n        selectors: {item: 'li['}\n", "7:27: `li[` is not a CSS selector: write for example", id="broken-selector"),
    pytest.param("sources/a.yaml", FEED + "        kind: channel\n", "is not a channel's preview: write `https://t.me/s/name`", id="channel-elsewhere"),
    pytest.param("sources/a.yaml", FEED.replace("example.org/rss", "t.me/tass_agency") + "        kind: channel\n", "write `https://t.me/s/tass_agency`", id="channel-without-preview"),
    pytest.param("sources/a.yaml", FEED.replace("example.org/rss", "t.me/s/tass_agency"), "write `kind: channel` and `url: https://t.me/s/tass_agency`", id="channel-as-a-feed"),
    pytest.param("sources/a.yaml", FEED.replace("https://", ""), "as in `https://example.org/rss`", id="url-without-scheme"),
    pytest.param("sources/a.yaml", FEED.replace("example.org/rss", "example.org/a b"), "is not a web address", id="url-with-a-space"),
    pytest.param("sources/a.yaml", FEED + "    country: Kazakhstan\n", "6:14: `Kazakhstan` is not the code of a country: write two letters", id="country"),
    pytest.param("sources/a.yaml", FEED + "    trust: 5\n", "6:12: `5` is not known here: write `1`, `2` or `3`", id="trust"),
    pytest.param("sources/a.yaml", FEED + "    type: State Agency\n", "is not one word in small letters", id="type"),
    pytest.param("sources/a.yaml", FEED + "  - id: a\n    name: B\n    feeds: [{url: https://example.org/b}]\n", "6:5: the source id `a` is already at sources/a.yaml:2", id="source-twice"),
    pytest.param("sources/a.yaml", FEED + "      - url: https://example.org/rss\n", "6:9: the feed `https://example.org/rss` is already at sources/a.yaml:5", id="feed-twice"),
    pytest.param("sources/a.yaml", "sources: 5\n", "1:10: `sources` is a list", id="sources-number"),
    # concepts
    pytest.param("concepts/a.yaml", "id: a\nterms: {}\n", "2:1: a concept needs at least one term", id="no-terms"),
    pytest.param("concepts/a.yaml", "id: a\nterms: {en: Taliban}\n", "2:13: `en` is a list: write each item on a line of its own, as in `- Taliban`", id="term-for-a-list"),
    pytest.param("concepts/a.yaml", "id: a\nterms:\n  en:\n    - #BRICS\n    - x\n", "4:6: text is expected here, and there is nothing", id="hashtag-term"),
    pytest.param("concepts/a.yaml", "id: a\nterms: {en: [x]}\nnot_only: [b]\n", '3:12: not_only of concept "a" names no other concept', id="unknown-sibling"),
    pytest.param("concepts/a.yaml", "id: a\nterms:\n  en: [good, x*]\n", "3:14:", id="term-that-is-no-word"),
    # secrets
    pytest.param("monitor.yaml", f"# {TOKEN}\n", "1:3: a Telegram token must not stand in a file of config/: set MONITOR_TELEGRAM_TOKEN", id="token-in-a-comment"),
    pytest.param("monitor.yaml", "database: postgresql://me:hunter2@db/x\n", "1:27: a password in a URL must not stand", id="password-in-a-url"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), SAID)
def test_what_is_said(said, name, text, words):
    lines = said({name: text})
    place = words if words.startswith(name) else words if not words[0].isdigit() else f"{name}:{words}"
    assert any(place in line for line in lines), lines


def test_no_message_repeats_a_secret(write):
    folder = write({"monitor.yaml": f"database: {TOKEN}\nlocale: postgresql://me:hunter2@db/x\nfetch: {TOKEN}\n"})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert len(refused.value.problems) >= 5
    assert TOKEN not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_all_problems_of_all_files_come_at_once_and_in_order(write):
    folder = write(
        {
            "monitor.yaml": "locale: de\nwebb: {}\n",
            "topics/a.yaml": "id: a\ntitle: {en: A}\nquery: |\n  x AND\n  (y\n",
            "topics/b.yaml": "id: b\n\ttitle: x\n",
            "concepts/a.yaml": "id: A\nterms: {en: [x]}\n",
            "sources/a.yaml": FEED + "    trust: 9\n",
        }
    )
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    problems = refused.value.problems
    assert {one.file for one in problems} == {"monitor.yaml", "topics/a.yaml", "topics/b.yaml", "concepts/a.yaml", "sources/a.yaml"}
    assert [(one.file, one.line, one.column) for one in problems] == sorted((one.file, one.line, one.column) for one in problems)
    assert all(one.line and one.column and isinstance(one, Problem) for one in problems)


def test_a_query_may_name_a_concept_whose_file_is_broken(said):
    topic = TOPIC + "query: x AND @taliban\n"
    lines = said({"topics/a.yaml": topic, "concepts/t.yaml": "id: taliban\nterms: 5\n", "sources/a.yaml": FEED})
    assert len(lines) == 1
    assert lines[0].startswith("concepts/t.yaml:2:8:")
    lines = said({"topics/a.yaml": topic, "concepts/t.yaml": "\t", "concepts/taliban.yaml": "\t", "sources/a.yaml": FEED})
    assert not any("topics/a.yaml" in line for line in lines)
