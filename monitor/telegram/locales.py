"""What the bot says in more than one place, in the language of whoever reads it. Texts are Telegram's HTML."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.locales import translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``page`` holds ``{number}`` and ``{count}``; the others stand as they are."""

    welcome: str
    welcome_back: str
    already: str
    commands: str
    stopped: str
    not_subscribed: str
    topics: str
    no_topics: str
    page: str
    unknown_command: str


def said(locale: str) -> Said:
    """The texts of a locale such as ``ru`` or ``ru-RU``; English for one that we do not have."""
    say = translator(locale).say
    return Said(
        welcome=say("You will get an alert for every story on the topics watched here: once, and again when it has moved on."),
        welcome_back=say("Welcome back. Alerts come again, on the topics that you had."),
        already=say("You are subscribed already."),
        commands=say(
            "/topics – choose topics\n/settings – how and when alerts come\n/mute – quiet for a time\n"
            "/latest – the last alerts\n/search – look in the archive\n/story – who told a story, and when\n"
            "/why – why an article is of a topic, or is not\n/stop – no more alerts\n/help – all this again"
        ),
        stopped=say("No more alerts. Your settings are kept for 30 days: /start brings everything back."),
        not_subscribed=say("You are not subscribed. /start subscribes you."),
        topics=say("<b>Your topics</b>\nTap a topic to switch it on or off."),
        no_topics=say("No topics are watched at the moment."),
        page=say("Page {number} of {count}"),
        unknown_command=say("There is no such command. /help lists all."),
    )
