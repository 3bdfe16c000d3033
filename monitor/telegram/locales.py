"""What the bot says for itself, by locale. Texts are Telegram's HTML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``page`` holds ``{number}`` and ``{count}``, ``invitation`` holds ``{link}``; the others stand as they are."""

    welcome: str
    welcome_back: str
    already: str
    commands: str
    stopped: str
    not_subscribed: str
    topics: str
    no_topics: str
    page: str
    invitation: str
    unknown_command: str
    menu: dict[str, str]


_SAID = {
    "en": Said(
        welcome="You will get an alert for every story on the topics watched here: once, and again when it has moved on.",
        welcome_back="Welcome back. Alerts come again, on the topics that you had.",
        already="You are subscribed already.",
        commands="/topics – choose topics\n/stop – no more alerts\n/help – what this bot does",
        stopped="No more alerts. /start brings them back.",
        not_subscribed="You are not subscribed. /start subscribes you.",
        topics="<b>Your topics</b>\nA press switches one on or off.",
        no_topics="No topics are watched at the moment.",
        page="Page {number} of {count}",
        invitation="To invite somebody, pass on this link:\n{link}",
        unknown_command="This command is not known here.",
        menu={"start": "Subscribe to alerts", "stop": "No more alerts", "topics": "Choose topics", "help": "What this bot does"},
    ),
    "ru": Said(
        welcome="Вы будете получать сообщение о каждом сюжете по темам, за которыми здесь следят: один раз и снова, если дело сдвинулось.",
        welcome_back="С возвращением. Сообщения снова приходят по тем темам, которые вы выбрали.",
        already="Вы уже подписаны.",
        commands="/topics – выбрать темы\n/stop – больше не присылать\n/help – что умеет этот бот",
        stopped="Больше ничего не придёт. /start – подписаться снова.",
        not_subscribed="Вы не подписаны. /start – подписаться.",
        topics="<b>Ваши темы</b>\nНажмите, чтобы включить или выключить.",
        no_topics="Сейчас нет ни одной темы.",
        page="Страница {number} из {count}",
        invitation="Чтобы пригласить кого-то, передайте эту ссылку:\n{link}",
        unknown_command="Такой команды здесь нет.",
        menu={"start": "Подписаться", "stop": "Больше не присылать", "topics": "Выбрать темы", "help": "Что умеет этот бот"},
    ),
}

LOCALES = tuple(_SAID)


def said(locale: str) -> Said:
    """The texts of a locale such as ``ru`` or ``ru-RU``; English for one that we do not have."""
    return _SAID.get(locale.partition("-")[0].lower(), _SAID["en"])


def nearest(language: str, default: str) -> str:
    """The locale for a person whose Telegram speaks this language."""
    primary = language.partition("-")[0].lower()
    return primary if primary in _SAID else default
