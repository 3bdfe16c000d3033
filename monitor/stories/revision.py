"""Revisions: what an article says now beside what it said, and whether the difference is worth keeping.

Like is compared with like. A feed that gives summaries never takes back the text that the article's page gave, and a page is compared
by its sentences, as what surrounds them changes with every visit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.model import Article, Page, RevisionKind
from monitor.stories.copies import same_page
from monitor.stories.fingerprint import shingles, text_hash, titles_alike
from monitor.text.counters import telling_words
from monitor.text.diff import changes, sentence_diff, similarity
from monitor.text.words import Reading, read, tokenize

_RESPELT = 0.6  # of the longer word, in common at both ends: the same word, spelt otherwise
_SENTENCE = 5  # words: what is shorter on a page is a label
_STOPS = ".!?…。！？؟۔।॥"
_NONE = tokenize("")
_CLOSING = "\"'”’»)]」』）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How an article changed. ``kind`` is None where no word that counts did; ``respelt`` says that some are spelt otherwise."""

    kind: RevisionKind | None
    respelt: bool = False
    similarity: float = 1.0


def change_between(before: Article, after: Article) -> Change:
    """Return what changed: the headline where any word of it did, else the text where more than the spelling of a word did."""
    headlines = telling_words(before.title), telling_words(after.title)
    old, new = telling_words(_text(before)), telling_words(_text(after))
    kind = RevisionKind.HEADLINE if headlines[0] != headlines[1] else RevisionKind.BODY
    if kind is RevisionKind.BODY and (old == new or _respelt(old, new)):
        return Change(kind=None, respelt=old != new)
    return Change(kind=kind, similarity=round(similarity(headlines[0] + old, headlines[1] + new), 3))


def retold(stored: Article, told: Article, *, full: bool) -> Article:
    """Return a stored article as its feed tells it now.

    What the feed leaves out stays, so does what it only cuts shorter; the times it was published and seen stay as well. Where the text is
    the page's, a summary takes the place of the lead only if it says something that the text does not.

    Args:
        stored: the article as it is.
        told: the article that its entry tells of now.
        full: whether the entry gives the whole text.
    """
    text, mine = _text(stored), _text(told)
    if not told.lead or (not full and (_cut_short(mine, text) or _says_less(mine, text, of_page=bool(stored.page_hash)))):
        lead, body, page_hash = stored.lead, stored.body, stored.page_hash
    elif stored.page_hash and not full:
        lead, body, page_hash = told.lead, text_of_page(stored), stored.page_hash
    else:
        lead, body, page_hash = told.lead, told.body, 0
    headline_stays = not told.title or telling_words(told.title) == telling_words(stored.title)
    return replace(
        stored,
        url=told.url or stored.url,
        canonical_url=told.canonical_url if told.canonical_url and told.url != stored.url else stored.canonical_url,
        title=told.title or stored.title,
        lead=lead,
        body=body,
        language=stored.language if body == stored.body else told.language,
        authors=told.authors or stored.authors,
        updated=told.updated or stored.updated,
        page_hash=page_hash,
        page_title_hash=stored.page_title_hash if headline_stays else 0,
    )


def page_changed(before: str, text: str) -> bool:
    """Return whether a page's sentences are others than those it gave before. Lines that are no sentences come and go."""
    diff = sentence_diff(before, text)
    gone, came = ([s for s in some if _is_prose(s)] for some in (diff.removed, diff.added))
    old, new = ([word for sentence in some for word in telling_words(sentence)] for some in (gone, came))
    return old != new and not _respelt(old, new)


def is_its_page(article: Article, page: Page) -> bool:
    """Return whether a page tells this article at all, and is no front page, wall or error that came in its place."""
    theirs = shingles(read(Article(title=page.title, body=page.text, language=article.language)))
    return not page.stub and same_page(shingles(read(article)), theirs, same_title=titles_alike(article.title, page.title))


def lead_of_feed(article: Article) -> str:
    """Return the lead where it is the feed's, and nothing where the text of the article's page begins with it."""
    return article.lead if words_hash(article.body) == article.page_hash else ""


def text_of_page(article: Article) -> str:
    """Return the text that an article's page gave, without a lead that is the feed's."""
    return article.body if lead_of_feed(article) else _text(article)


def words_hash(text: str) -> int:
    """Return a hash (63 bits) of a text's words in their one spelling; 0 where there are none."""
    words = tokenize(text)
    return text_hash(Reading("", _NONE, _NONE, words)) if words.tokens else 0


def headline_hash(title: str) -> int:
    """Return a hash (63 bits) of the words of a headline that count; 0 where there are none."""
    return words_hash(" ".join(telling_words(title)))


def _text(article: Article) -> str:
    return f"{article.lead}\n{article.body}"


def _cut_short(told: str, text: str) -> bool:
    """Whether a text is the beginning of another: its last word may be cut."""
    mine, whole = tokenize(told).folded(), tokenize(text).folded()
    known = len(mine) - (len(mine) >= _SENTENCE)
    return len(mine) <= len(whole) and mine[:known] == whole[:known]


def _says_less(told: str, text: str, *, of_page: bool) -> bool:
    """Whether all that is told stands in a longer text: a page's, or one that the feed gave when it still gave more."""
    mine, theirs = (shingles(Reading("", _NONE, _NONE, tokenize(some))) for some in (told, text))
    return mine <= theirs and (of_page or 2 * len(mine) <= len(theirs))


def _respelt(old: list[str], new: list[str]) -> bool:
    """Whether all that differs are words put in the place of words that are spelt nearly alike."""
    return len(old) == len(new) and all(
        change.end - change.start == change.new_end - change.new_start
        and all(map(_nearly, old[change.start : change.end], new[change.new_start : change.new_end]))
        for change in changes(old, new)
    )


def _nearly(one: str, other: str) -> bool:
    if one[:2] != other[:2] or not (one.isalpha() and other.isalpha()):
        return False
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    return head + tail >= _RESPELT * max(len(one), len(other))


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_prose(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING)[-1:] in _STOPS and len(tokenize(sentence)) >= _SENTENCE
