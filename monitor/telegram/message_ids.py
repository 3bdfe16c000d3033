"""Which message ids are known, and so which ids a message of unknown fate can have.

Private chats and basic groups share one count of the bot's account; each supergroup and channel has its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

_SUPERGROUPS = -(10**12)  # ids of supergroups and channels are below
_REMEMBERED = 5_000
MOST_PROBES = 60


def count_of(chat_id: int) -> str:
    """The name of the count that this chat's ids come from."""
    return str(chat_id) if chat_id < _SUPERGROUPS else "account"


def shared_with_people(chat_id: int) -> bool:
    """Whether ids of this count go to messages that the bot never hears of: those of people in a supergroup."""
    return chat_id < _SUPERGROUPS


class MessageIds:
    """The ids seen since start-up, sent and received, and those that are recalled from before."""

    def __init__(self) -> None:
        self.recalled = False
        self._newest: dict[str, int] = {}
        self._used: OrderedDict[tuple[str, int], None] = OrderedDict()

    def newest(self, chat_id: int) -> int:
        """The newest id known of this chat's count; 0 where none is."""
        return self._newest.get(count_of(chat_id), 0)

    def note(self, chat_id: int, message_id: int) -> None:
        """Take note of a message that is known, ours or a person's."""
        count = count_of(chat_id)
        self._newest[count] = max(message_id, self.newest(chat_id))
        self._used[count, message_id] = None
        while len(self._used) > _REMEMBERED:
            self._used.popitem(last=False)

    def recall(self, sent: Iterable[tuple[int, int]]) -> None:
        """Take note of chats and ids from before start-up, oldest first."""
        self.recalled = True
        for chat_id, message_id in sent:
            self.note(chat_id, message_id)

    def candidates(self, chat_id: int, *, probe_from: int, reach: int) -> list[int]:
        """The ids that a message sent after ``probe_from`` can have, in order: up to ``reach`` beyond the newest known.

        Empty where that cannot be said, or would be too many to ask for.
        """
        count = count_of(chat_id)
        last = max(probe_from, self.newest(chat_id)) + reach
        if not probe_from or last - probe_from > _REMEMBERED:
            return []
        found = [number for number in range(probe_from + 1, last + 1) if (count, number) not in self._used]
        return found if len(found) <= MOST_PROBES else []
