"""The nouns: frozen values without I/O, named as in docs/glossary.md. Times are aware datetimes in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

SourceId = NewType("SourceId", str)
FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
TopicId = NewType("TopicId", str)
StoryId = NewType("StoryId", int)
AlertId = NewType("AlertId", int)
SubscriberId = NewType("SubscriberId", int)
DeliveryId = NewType("DeliveryId", int)


# ── sources and their feeds ────────────────────────────────────────────────────────────────────────


class FeedKind(StrEnum):
    """How the bytes of a feed are read."""

    FEED = "feed"  # RSS, RDF, Atom or JSON Feed: told apart by content
    LISTING = "listing"  # an HTML page with links to articles
    CHANNEL = "channel"  # the public preview of a Telegram channel
    SITEMAP = "sitemap"  # a news sitemap, or an index of sitemaps
    API = "api"  # JSON of any shape, read by path expressions
    GOOGLE_NEWS = "google_news"  # a query feed of Google News: its entries are other publishers' articles
    REGISTER = "register"  # an official list, watched row by row


class Tier(StrEnum):
    """How often a source is worth asking: A is never made to wait for the others, C waits first."""

    A = "A"
    B = "B"
    C = "C"


class Health(StrEnum):
    """What a feed is like, in the one word that says what to do."""

    OK = "ok"
    QUIET = "quiet"  # answers, and has said nothing for longer than its own weekly rhythm explains
    ZOMBIE = "zombie"  # answers, but with next to nothing or the same items for ever
    CHALLENGE = "challenge"  # a page that asks whether we are human
    BLOCKED = "blocked"  # refuses us: 401, 403, 451, robots.txt, 429 without end
    GONE = "gone"  # 410, or 404 for days
    BROKEN = "broken"  # no answer, an error of the server, or bytes that cannot be read
    REDIRECTED = "redirected"  # leads to something else, a channel with its preview off for example
    SHRUNK = "shrunk"  # a register with none or far fewer rows: held for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors of an HTML listing. ``item`` is required; the others are looked up within it."""

    item: str
    link: str = "a[href]"
    title: str = ""
    time: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """JMESPath expressions of a JSON API. ``items`` yields a list; the others are looked up within each of it."""

    items: str
    title: str
    link: str = ""  # relative to the feed's URL
    id: str = ""
    time: str = ""
    summary: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSpec:
    """How an official list is read, and what a reading of it must keep to before it is believed."""

    form: str  # a name of registers/formats.py
    row: str = ""  # CSS selectors, of a `table` only
    cell: str = ""
    name: int = 1  # the column with the name, from 1
    key: int = 0  # the column with the list's own id; 0 is none
    note: int = 0  # the column with the note; 0 is none
    without: tuple[int, ...] = ()  # columns that say nothing of a row, a running number for example
    lowest: int = 1  # fewer rows are a fault
    highest: int = 1_000_000
    shrink: float = 0.2  # the share of rows that may go at once


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed as an operator writes it."""

    url: str
    kind: FeedKind = FeedKind.FEED
    language: str = ""  # overrides the source's
    selectors: Selectors | None = None  # listings only
    paths: Paths | None = None  # APIs only
    register: RegisterSpec | None = None  # registers only
    pages: bool = True  # fetch the article's page where the feed gives no full text
    fallbacks: tuple[FeedSpec, ...] = ()  # in order: each is asked only while all before it fail


OFFICIAL = frozenset({"ministry", "official", "igo", "register"})
"""Types of sources that speak for themselves: what they say is not a report of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher: outlet, ministry, agency."""

    id: SourceId
    name: str
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    language: str = ""  # BCP 47 primary subtag, lower case; empty where a source writes in several
    type: str = "outlet"  # agency, state_agency, ministry, outlet, channel, register …
    trust: int = 2  # 1 (official or agency) … 3 (aggregator, blog)
    tier: Tier = Tier.B
    tags: tuple[str, ...] = ()
    quirk: str = ""  # what an operator should know of it
    feeds: tuple[FeedSpec, ...] = ()
    enabled: bool = True

    @property
    def official(self) -> bool:
        """Whether it is who decides, and not who reports."""
        return self.type in OFFICIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One URL that is checked again and again, with what is remembered between checks."""

    id: FeedId
    source: SourceId
    url: str
    kind: FeedKind = FeedKind.FEED
    language: str = ""
    country: str = ""
    selectors: Selectors | None = None
    paths: Paths | None = None
    register: RegisterSpec | None = None
    pages: bool = True
    tier: Tier = Tier.B
    chain: str = ""  # URL of the feed whose fallback this is, or its own
    rank: int = 0  # place in that chain; 0 is the feed itself
    standby: bool = False  # a fallback that is not needed now: not asked
    etag: str = ""  # verbatim, as the server gave it
    last_modified: str = ""  # verbatim
    body_hash: str = ""  # of the last body that was read
    interval: timedelta = timedelta(minutes=15)
    next_at: datetime
    failures: int = 0  # in a row
    checks: int = 0  # successful ones ever; 0 before the first
    unconditional_at: datetime | None = None  # when it was last asked without validators
    gone: bool = False  # 410
    address: str = ""  # where it is asked since it moved for good; empty where it never did
    moved_to: str = ""  # where every hop of the last answers led for good, before that is believed
    moved_since: datetime | None = None
    moved_times: int = 0
    health: Health = Health.OK
    health_since: datetime | None = None
    told: Health = Health.OK  # what operators were told last
    told_at: datetime | None = None
    news_at: datetime | None = None  # when it last said something new
    rhythm: tuple[int, ...] = ()  # by slot of the week, the weeks in which it had something new
    rhythm_since: datetime | None = None
    hub: str = ""  # of WebSub, as the feed said last
    topic: str = ""  # what the hub knows it as
    pushed_until: datetime | None = None  # until when the hub has promised to push what is new
    pushed_at: datetime | None = None  # when it last did

    @property
    def asked(self) -> str:
        """The URL to fetch."""
        return self.address or self.url


# ── one check ──────────────────────────────────────────────────────────────────────────────────────


class Failure(StrEnum):
    """Why a fetch failed. The words are those of ``monitor inspect fetch``."""

    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    NETWORK = "network"
    REDIRECT = "redirect"
    BLOCKED = "blocked"  # an address that is not public
    HTTP = "http"  # a status that is an error
    GONE = "gone"  # 410
    RATE_LIMITED = "rate_limited"  # 429, or 503 with Retry-After
    PARSE = "parse"  # a feed, but broken beyond repair
    NOT_FEED = "not_feed"  # something else, an HTML page for example
    EMPTY = "empty"  # no body
    HELD = "held"  # a register whose rows are not to be believed without a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body came."""

    url: str  # where it came from, after redirects
    status: int
    body: bytes  # decoded from its content encoding
    content_type: str = ""  # the header, verbatim
    etag: str = ""
    last_modified: str = ""
    max_age: timedelta | None = None  # from Cache-Control or Expires
    moved_to: str = ""  # set where every hop was permanent (301, 308)
    headers: tuple[tuple[str, str], ...] = ()  # of the answer, names in lower case: evidence
    elapsed: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: what was read last time still stands. Empty strings keep what was remembered."""

    etag: str = ""
    last_modified: str = ""
    max_age: timedelta | None = None
    elapsed: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No body, and why. ``detail`` is for people and holds no password of a URL."""

    failure: Failure
    status: int = 0
    detail: str = ""
    challenge: bool = False  # a page that asks whether we are human
    refused: bool = False  # by robots.txt: nothing was asked
    retry_after: timedelta | None = None
    url: str = ""  # where a body came from that could not be read, after redirects; empty where none came
    elapsed: timedelta = timedelta()


Outcome = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One visit to a feed, as the review reads it. ``outcome``: ``ok``, ``not_modified`` or a word of Failure."""

    feed: FeedId
    at: datetime
    outcome: str
    status: int = 0
    entries: int = 0
    new: int = 0
    size: int = 0  # bytes of the body
    elapsed: timedelta = timedelta()
    detail: str = ""


# ── what was read ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as its feed describes it. Texts may hold HTML; ``title`` does not."""

    guid: str  # the feed's own id, else the URL, else a hash of title and text: never empty
    url: str = ""  # absolute
    title: str = ""
    summary: str = ""
    content: str = ""  # the full text, where the feed gives it
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""  # BCP 47, as the entry or its feed says
    publisher: str = ""  # whose article it is, where a feed gathers those of others and says so


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's own facts and its entries, in its order."""

    title: str = ""
    url: str = ""  # its web page
    language: str = ""
    ttl: timedelta | None = None  # how long it asks to be left alone (ttl, sy:updatePeriod)
    older: str = ""  # URL of the page with older entries, where the feed pages back
    parts: tuple[str, ...] = ()  # URLs of the sitemaps of an index, the newest first
    hub: str = ""  # of WebSub
    topic: str = ""  # what the hub knows the feed as: its rel=self
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an article's web page says of itself; ``text`` is plain, paragraphs parted by newlines."""

    title: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    canonical_url: str = ""
    stub: str = ""  # why ``text`` is not the article's: paywall, cookies, challenge; empty where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry with its text and language known. Title, lead and body are plain text."""

    id: ArticleId = ArticleId(0)  # 0 until it is stored
    feed: FeedId = FeedId(0)
    source: SourceId = SourceId("")
    guid: str = ""
    url: str = ""
    canonical_url: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""
    language: str = ""
    country: str = ""  # of its source
    publisher: str = ""  # whose it is, where its source gathers those of others
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    seen: datetime | None = None  # when we first saw it
    text_hash: int = 0  # of the whole folded text, 63 bits: exact copies
    copy_of: ArticleId | None = None
    story: StoryId | None = None
    withdrawn: datetime | None = None  # when its page was found to be gone
    entry_hash: int = 0  # of what its feed said of it, as it came: 63 bits; 0 is not known
    page_hash: int = 0  # of the text of its page when that was read last; 0 where the text is the feed's alone
    page_title_hash: int = 0  # of the headline there; 0 is not known


class RevisionKind(StrEnum):
    """What became of an article after it was stored."""

    HEADLINE = "headline"  # its headline changed, and perhaps its text with it
    BODY = "body"  # its text alone did
    WITHDRAWN = "withdrawn"  # its page is gone
    RESTORED = "restored"  # its page is there again


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change of an article, with what stood there before it."""

    id: int
    article: ArticleId
    at: datetime
    kind: RevisionKind
    similarity: float  # of the words before and after, from 0 to 1
    title: str
    lead: str
    body: tuple[tuple[int, int, str], ...] = ()  # a patch: what turns the body after it into the one before (text/diff.py)
    times: int = 1  # how many changes it stands for: of an article that changes without end, the last holds all the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """An article that people were told of, whose page is to be seen again."""

    article: ArticleId
    told: datetime
    step: int = 0  # how many times it was seen again
    missing: datetime | None = None  # since when its page has not been there


# ── topics and matches ─────────────────────────────────────────────────────────────────────────────


class Body(StrEnum):
    """What a hit in the body alone is worth; one in title or lead always alerts."""

    ALERT = "alert"
    DIGEST = "digest"
    IGNORE = "ignore"


class Stage(StrEnum):
    """How far what a text claims has come. "The court may lift the ban" and "the court lifted it" are different news."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    DECIDED = "decided"
    IN_FORCE = "in_force"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageQuery:
    """What a text says that claims this stage of its topic."""

    stage: Stage
    query: str
    line: int = 0  # where the query begins, for errors
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What an article of the topic must not say, and why the operator wants none of it."""

    query: str
    because: str
    line: int = 0  # where the query begins, for errors
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What an operator wants to hear about."""

    id: TopicId
    query: str  # in the language of docs/query-language.md
    exclusions: tuple[Exclusion, ...] = ()  # an article of which one is true is none of the topic's
    stages: tuple[StageQuery, ...] = ()  # the first that is true of an article is its stage
    title: Mapping[str, str] = field(default_factory=dict)  # by locale, "en" always there
    body: Body = Body.DIGEST
    alert_when: str = ""  # what must stand behind a story before it alerts (alerts/when.py); empty is one article of any source
    urgent: bool = False  # its alerts go out before all others that wait
    enabled: bool = True
    file: str = ""
    line: int = 0  # where the query begins, for errors
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A named list of terms per language, shared by topics. A term is a phrase in the query language's words."""

    id: str
    terms: Mapping[str, tuple[str, ...]]  # by language; "" holds those of any language
    not_only: tuple[str, ...] = ()  # sibling concepts that do not count: @taliban is not the TTP
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one field of an article: offsets into the original text, in characters, end excluded."""

    field: str  # title, lead, body
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Article × topic, with the spans that prove it. ``field`` is the strongest: title, then lead, then body."""

    topic: TopicId
    spans: tuple[Span, ...]
    field: str
    stage: Stage | None = None  # None where none of the topic's is told of


# ── stories ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that tell one happening, across sources and languages."""

    id: StoryId
    opened: datetime
    changed: datetime  # when an article last joined it, or a person changed it
    merged_into: StoryId | None = None  # where a person put all its articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A running story that an article did not join although it is like it, and what forbade it."""

    story: StoryId
    score: float
    veto: str  # date, ordinal, stage, country, number, person: a word of stories/vetoes.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Why an article is in its story."""

    article: ArticleId
    story: StoryId
    at: datetime
    score: float = 0.0  # how like it was to the story; 0 of a story's first article
    shared: tuple[str, ...] = ()  # words and facts that both have, the weightiest first
    refused: tuple[Refusal, ...] = ()
    by: str = ""  # the person who put it there; empty where nobody did


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySource:
    """A source that tells a story, by its first article there."""

    story: StoryId
    source: SourceId
    country: str
    official: bool
    first_at: datetime  # when it was published, or seen where that is not known
    article: ArticleId


# ── alerts, subscribers, deliveries ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Topic × story × stage. ``held`` says why it was not sent to anyone: empty where it was."""

    id: AlertId = AlertId(0)
    topic: TopicId
    story: StoryId
    stage: Stage | None = None
    change: str = ""  # what else is news of a story that was told: official, language:ru
    article: ArticleId
    raised: datetime
    held: str = ""  # first_check, old, body_only, uncorroborated, superseded, silenced


class Channel(StrEnum):
    """Where a subscriber reads."""

    TELEGRAM = "telegram"
    TERMINAL = "terminal"
    APPRISE = "apprise"  # a mailbox, a room, a channel: whatever Apprise writes to


class Pace(StrEnum):
    """How soon a subscriber wants to be told."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Sound(StrEnum):
    """How an alert announces itself. OFF: it does not come, and is shown by /latest alone."""

    NORMAL = "normal"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a subscriber chose for one topic. None: as he chose for all."""

    topic: TopicId
    on: bool = True
    pace: Pace | None = None
    sound: Sound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which nothing sounds, in minutes after local midnight; they may pass midnight. What comes meanwhile is held."""

    start: int
    end: int
    but_urgent: bool = False  # alerts of urgent topics come all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A Telegram chat, the terminal or a place that Apprise writes to, with what it chose."""

    id: SubscriberId = SubscriberId(0)
    channel: Channel = Channel.TELEGRAM
    chat_id: int = 0
    thread_id: int = 0  # of a forum, where it was asked in; 0 is none
    kind: str = "private"  # private, group, supergroup, channel
    managed_by: int = 0  # of a channel: the private chat that it is managed from
    name: str = ""  # of one that stands in the config
    locale: str = "en"
    active: bool = True
    reason: str = ""  # why not active: stopped, blocked, kicked …
    since: datetime | None = None  # when it last became active or stopped
    timezone: str = ""  # IANA; empty is UTC
    pace: Pace = Pace.NOW
    digest_hour: int = 8  # local
    digest_weekday: int = 0  # 0 is Monday
    quiet: Quiet | None = None
    sound: Sound = Sound.NORMAL
    languages: frozenset[str] = frozenset()  # of articles; none is all
    muted_sources: frozenset[SourceId] = frozenset()
    corroboration: int = 1  # sources that must tell a story
    muted_until: datetime | None = None
    subscriptions: Mapping[TopicId, Subscription] = field(default_factory=dict)  # a topic that is not there is heard by the above

    @property
    def muted_topics(self) -> frozenset[TopicId]:
        """The topics that it switched off."""
        return frozenset(topic for topic, chosen in self.subscriptions.items() if not chosen.on)


class DeliveryState(StrEnum):
    """Each change is committed before the next act."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    PARKED = "parked"
    COLLAPSED = "collapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Alert × subscriber: one line of the transactional outbox."""

    id: DeliveryId
    alert: AlertId
    subscriber: SubscriberId
    state: DeliveryState = DeliveryState.QUEUED
    due: datetime
    attempts: int = 0
    html: str = ""  # what was sent, kept from `sending` on so that its fate can be asked
    probe_from: int = 0  # the newest message id known before the send; 0 where none was
    message_id: int = 0
    reason: str = ""
    sent: datetime | None = None
    bundle: str = ""  # those of one bundle come as one digest; empty: as a message of its own
    edit_due: datetime | None = None  # when what was sent is to be shown anew, as its story has grown
    priority: int = 0  # above 0: of an urgent topic

    @property
    def urgent(self) -> bool:
        """Whether it goes out before all others that wait. What is told with others, in a digest, is not."""
        return self.priority > 0 and not self.bundle
