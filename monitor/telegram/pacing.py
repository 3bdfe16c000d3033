"""How fast Telegram may be written to: decided from times that are given, in seconds of any steady clock.

About 30 messages a second in all, one a second to a person, 20 a minute to a group (https://core.telegram.org/bots/faq#broadcasting-to-users).
Each message has its own moment, so there is never a burst; a 429 holds the chat that met it, several at once hold everything.
"""

from __future__ import annotations

from collections import deque

OVERALL_GAP = 1 / 28
PERSON_GAP = 1.05
GROUP_GAP = 3.1
WHOLE_BOT_AFTER = 3
"""So many different chats told to wait within ``WHOLE_BOT_WITHIN`` seconds mean that the whole bot is."""
WHOLE_BOT_WITHIN = 5.0
_REMEMBERED = 10_000


class Pacer:
    """When each chat may be written to next."""

    def __init__(self) -> None:
        self._next = 0.0
        self._next_in: dict[int, float] = {}
        self._told_to_wait: deque[tuple[float, int, float]] = deque()

    def wait_for_chat(self, chat_id: int, now: float) -> float:
        """Seconds until this chat may be written to, as far as the chat itself goes."""
        return max(0.0, self._next_in.get(chat_id, now) - now)

    def wait_for_all(self, now: float) -> float:
        """Seconds until anyone may be written to."""
        return max(0.0, self._next - now)

    def sent(self, chat_id: int, now: float) -> None:
        """Take note of a message that is being sent now."""
        self._next = max(self._next, now + OVERALL_GAP)
        self.answered(chat_id, now)

    def answered(self, chat_id: int, now: float) -> None:
        """Take note of an answer to a message: from now on its chat has to be left alone for a while."""
        self._hold(chat_id, now + (PERSON_GAP if chat_id > 0 else GROUP_GAP), now)

    def asked(self, now: float) -> None:
        """Take note of a request that leaves no message: an edit."""
        self._next = max(self._next, now + OVERALL_GAP)

    def told_to_wait(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram answered 429: hold the chat, and everything where other chats were told so just now."""
        self._hold(chat_id, now + seconds, now)
        while self._told_to_wait and now - self._told_to_wait[0][0] > WHOLE_BOT_WITHIN:
            self._told_to_wait.popleft()
        self._told_to_wait.append((now, chat_id, now + seconds))
        if len({chat for _, chat, _ in self._told_to_wait}) >= WHOLE_BOT_AFTER:
            self.hold_all(min(until for _, _, until in self._told_to_wait) - now, now)

    def hold_all(self, seconds: float, now: float) -> None:
        """Write to nobody for so long."""
        self._next = max(self._next, now + seconds)

    def _hold(self, chat_id: int, until: float, now: float) -> None:
        if len(self._next_in) >= _REMEMBERED:
            self._next_in = {chat: moment for chat, moment in self._next_in.items() if moment > now}
        self._next_in[chat_id] = max(until, self._next_in.get(chat_id, until))
