"""``notify`` of monitor.yaml: what an entry is, where its secret comes from, and what is wrong with one, at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.catalog import notify
from monitor.catalog.load import load
from monitor.catalog.notify import NotifyText
from monitor.errors import ConfigInvalid
from monitor.model import Channel, Pace, Quiet

TOPIC = "id: {0}\ntitle: {{en: {0}}}\nquery: x\n"
TOPICS = {f"topics/{name}.yaml": TOPIC.format(name) for name in ("brics", "moscow-format")}
MAIL = "mailtos://me:hunter22@example.org?to=desk@example.org"
DOCS = (Path(__file__).parents[3] / "docs/notify.md").read_text(encoding="utf8")


def test_an_entry_is_a_subscriber(write):
    written = """
        notify:
          - {name: phones, url: ntfy://ntfy.example.org/desk}
          - name: desk-mail
            topics: [brics]
            pace: weekly
            digest_hour: 7
            digest_day: sunday
            quiet: 22:30-07:00
            languages: [ru]
            corroboration: 2
            locale: ru
            time_zone: Asia/Almaty
        time_zone: Europe/Paris
    """
    catalog = load(write({"monitor.yaml": written, **TOPICS}), {"MONITOR_NOTIFY_DESK_MAIL": MAIL})
    phones, mail = catalog.readers
    assert (phones.channel, phones.name, phones.pace, phones.timezone, phones.locale) == (
        Channel.APPRISE,
        "phones",
        Pace.NOW,
        "Europe/Paris",
        "en",
    )
    assert phones.muted_topics == frozenset()
    assert phones.chat_id != mail.chat_id
    assert mail.muted_topics == {"moscow-format"}
    assert (mail.pace, mail.digest_hour, mail.digest_weekday, mail.quiet) == (Pace.WEEKLY, 7, 6, Quiet(start=1350, end=420))
    assert (mail.languages, mail.corroboration, mail.locale, mail.timezone) == ({"ru"}, 2, "ru", "Asia/Almaty")
    assert {name: each.name for name, each in catalog.notifiers.items()} == {"phones": "ntfy", "desk-mail": "E-Mail"}
    assert "hunter22" not in repr(catalog)


def test_a_secret_may_stand_in_a_file(write, tmp_path):
    (tmp_path / "url").write_text(f"{MAIL}\n")
    catalog = load(write({"monitor.yaml": "notify: [{name: m}]\n"}), {"MONITOR_NOTIFY_M_FILE": str(tmp_path / "url")})
    assert catalog.notifiers["m"].url == MAIL


WRONG = [
    pytest.param("{name: a}", "2:12: its URL is missing: set MONITOR_NOTIFY_A or MONITOR_NOTIFY_A_FILE", id="no-url"),
    pytest.param("{name: a, url: ntfi://h/t}", "2:20: Apprise knows no service `ntfi://`: did you mean `ntfy://`?", id="unknown-service"),
    pytest.param("{name: a, url: 'json://'}", "2:20: Apprise cannot use this `json://` URL", id="not-usable"),
    pytest.param("{name: a, url: json://u:hunter22@h}", "2:20: a URL with a password or token must not stand in a file", id="password"),
    pytest.param(
        "{name: a, url: 'ntfys://tk_hunter22x@h/t?auth=token'}", "2:20: a URL with a password or token must not stand", id="token"
    ),
    pytest.param("{name: m, url: json://h}", "2:20: the URL stands here and in MONITOR_NOTIFY_M", id="twice"),
    pytest.param("{name: bad}", "2:12: MONITOR_NOTIFY_BAD: Apprise knows no service `nonsense://`", id="secret-that-is-no-url"),
    pytest.param("{name: lost}", "MONITOR_NOTIFY_LOST_FILE names /nowhere/at/all, which cannot be read", id="no-file"),
    pytest.param("{name: m, topics: [brics, talks]}", "2:31: there is no topic `talks`", id="topic"),
    pytest.param("{name: m, topics: []}", "2:23: it hears no topic: name some", id="no-topic"),
    pytest.param("{name: m, quiet: 22:00}", "`22:00` is no stretch of the day", id="half-a-stretch"),
    pytest.param("{name: m, quiet: '7:00-07:00'}", "`7:00-07:00` is no stretch of the day", id="empty-stretch"),
    pytest.param("{name: m}\n  - {name: m}", "3:12: the name `m` is taken", id="same-name"),
    pytest.param("{name: m, pase: daily}", "did you mean `pace`?", id="key"),
]
ENVIRON = {
    "MONITOR_NOTIFY_M": MAIL,
    "MONITOR_NOTIFY_BAD": "nonsense://hunter22",
    "MONITOR_NOTIFY_LOST_FILE": "/nowhere/at/all",
}


@pytest.mark.parametrize(("entry", "said"), WRONG)
def test_what_is_wrong_with_an_entry(write, entry, said):
    with pytest.raises(ConfigInvalid) as refused:
        load(write({"monitor.yaml": f"notify:\n  - {entry}\n", **TOPICS}), ENVIRON)
    assert said in str(refused.value)
    assert "hunter22" not in str(refused.value)


def test_without_the_extra_it_says_what_to_install(write, monkeypatch):
    monkeypatch.setattr(notify, "installed", lambda: False)
    with pytest.raises(ConfigInvalid) as refused:
        load(write({"monitor.yaml": "notify:\n  - {name: a, url: json://h}\n"}))
    assert str(refused.value).startswith(
        "monitor.yaml:2:3: Apprise is not installed, which writes to these places: pip install 'monitor[apprise]'"
    )
    assert load(write({"monitor.yaml": "locale: en\n"})).notifiers == {}


def test_every_key_is_in_the_docs_and_their_example_is_a_config(write):
    assert set(re.findall(r"^\| `([a-z_]+)` \|", DOCS, re.MULTILINE)) == set(NotifyText.model_fields)
    (example,) = re.findall(r"```yaml\n(# monitor.yaml\n.*?)```", DOCS, re.DOTALL)
    catalog = load(write({"monitor.yaml": example, **TOPICS}), {"MONITOR_NOTIFY_DESK_MAIL": MAIL})
    assert list(catalog.notifiers) == ["desk-mail", "phones"]
