import json
import urllib.error
import urllib.request

import pytest

from monitor.demo.newsroom import Newsroom, script


def get(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


@pytest.fixture
def newsroom():
    clock = {"at": 0.0}
    with Newsroom(clock=lambda: clock["at"]) as open_room:
        open_room.set_time = lambda at: clock.update(at=at)
        yield open_room


def test_the_script_is_whole():
    outlets, pieces = script()
    ids = [p.id for p in pieces]
    assert len(ids) == len(set(ids))
    assert len({o.language for o in outlets.values()}) >= 8
    assert {o.feed for o in outlets.values()} == {"rss", "atom", "json", "listing", "register"}
    assert {o.manner for o in outlets.values()} == {"", "redirect", "slow", "torn", "broken", "hang"}
    for piece in pieces:
        assert piece.outlet in outlets
        assert [bool(piece.expect), bool(piece.copy_of), bool(piece.none)].count(True) == 1
        assert not piece.copy_of or piece.copy_of in ids


def test_a_row_goes_from_the_register_as_time_goes_by(newsroom):
    outlet = newsroom.outlets["perechen"]
    assert all(row in get(newsroom.feed_url(outlet))[2].decode() for row in outlet.rows)
    newsroom.set_time(newsroom.length)
    (gone,) = [p.removes for p in newsroom.published("perechen")]
    left = get(newsroom.feed_url(outlet))[2].decode()
    assert [row for row in outlet.rows if row not in left] == [gone]


def test_what_a_broken_feed_would_tell_stands_on_the_front_page(newsroom):
    newsroom.set_time(newsroom.length)
    outlet = newsroom.outlets["brokenbugle"]
    assert get(newsroom.feed_url(outlet))[0] == 500
    assert "Ferry runs again" in get(newsroom.spare_url(outlet))[2].decode()


def test_articles_come_as_time_goes_by(newsroom):
    assert newsroom.published("northgate") == []
    newsroom.set_time(newsroom.length)
    assert len(newsroom.published("northgate")) == len([p for p in newsroom.pieces if p.outlet == "northgate"])


def test_an_unchanged_feed_is_not_sent_again(newsroom):
    url = newsroom.feed_url(newsroom.outlets["northgate"])
    status, headers, body = get(url)
    assert (status, body[:5]) == (200, b"<?xml")
    assert get(url, **{"If-None-Match": headers["ETag"]})[0] == 304
    newsroom.set_time(newsroom.length)
    assert get(url, **{"If-None-Match": headers["ETag"]})[0] == 200


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [
        pytest.param("northgate", "Muttaqi to lead", id="RSS"),
        pytest.param("stolitsa", "приостановил запрет", id="Atom"),
        pytest.param("turon", "taqiqni", id="a listing"),
        pytest.param("vostok", "Московского формата", id="RSS in windows-1251"),
        pytest.param("silkroad", "莫斯科模式", id="RSS in GB 18030"),
        pytest.param("harbour", "Afghan foreign minister", id="behind a redirect"),
    ],
)
def test_each_outlet_has_its_format(newsroom, outlet, expected):
    newsroom.set_time(newsroom.length)
    _, _, body = get(newsroom.feed_url(newsroom.outlets[outlet]))
    assert expected in body.decode(newsroom.outlets[outlet].charset)


def test_a_json_feed_is_json(newsroom):
    newsroom.set_time(newsroom.length)
    assert json.loads(get(newsroom.feed_url(newsroom.outlets["lagoon"]))[2])["items"]


def test_bad_manners(newsroom):
    newsroom.set_time(newsroom.length)
    assert get(f"{newsroom.url}/feed/brokenbugle")[0] == 500
    assert b"</rss>" not in get(f"{newsroom.url}/feed/ganga")[2]
    assert get(f"{newsroom.url}/nothing")[0] == 404


def test_every_article_has_a_page(newsroom):
    status, _, body = get(f"{newsroom.url}/page/delisting-uz")
    assert status == 200
    assert "<article>" in body.decode()


def test_the_slow_and_the_silent_are_let_go_when_the_newsroom_closes():
    with Newsroom() as newsroom:
        request = urllib.request.Request(f"{newsroom.url}/feed/slowpost")
        newsroom._closing.set()
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
