"""What other products have and this language has not, or writes otherwise: each by its name, with our way of writing it."""

from __future__ import annotations

import re

from monitor.topics.place import short

_NOT_HERE = "articles here carry nothing of the kind: take it out"
_SOCIAL = "that is for social networks, and articles here are news: take it out"
_PLACE = "places are words here: write the name, or country:XX for the source's country"
_MOOD = "no mood is computed here: write words that show it, with OR between"

FIELDS: dict[str, str] = {
    # Meltwater
    "sourcename": 'write source:id, or domain:example.org ("monitor sources" lists the ids)',
    "sourceurl": "write url:part",
    "metadata.url": "write url:part",
    "sourcereach": _NOT_HERE,
    "reach": _NOT_HERE,
    "sourceregion": _PLACE,
    "sourcecity": _PLACE,
    "socialtype": _SOCIAL,
    "sentiment": _MOOD,
    "keyphrase": "write the words themselves",
    "entity": "write a concept, @name, with the name in every spelling",
    "hashtag": "write the hashtag itself: #MoscowFormat",
    "hashtags": "write the hashtag itself: #MoscowFormat",
    # Brandwatch
    "raw": "write ==Word for a word in this case; signs such as + cannot be searched",
    "engagementtype": _SOCIAL,
    "links": "write url:part, which looks at an article's own address",
    "at_mentions": "write the name as a word",
    "authorgender": _NOT_HERE,
    "exactauthor": 'write author:"First Last"',
    "city": _PLACE,
    "region": _PLACE,
    "continent": _PLACE,
    "rating": _NOT_HERE,
    "channel": "write source:id or feed:7",
    "pagetype": "write type:agency, with the type its source has in the config",
    "contentsource": "write type:agency, with the type its source has in the config",
    "subreddit": _SOCIAL,
    "followers": _SOCIAL,
    # Talkwalker
    "sourcetype": "write type:agency, with the type its source has in the config",
    "sourcegeo": "write country:RU",
    "extra_author_attributes.world_data.country_code": "write country:RU",
    "domainurl": "write domain:example.org",
    "host": "write domain:example.org",
    "engagement": _SOCIAL,
    "published": "write date:2024-10-04 or date:2024-10-01..2024-10-07",
    "searchindexed": "write date:2024-10-04 or date:2024-10-01..2024-10-07",
    "porn_level": _NOT_HERE,
    "post_type": _SOCIAL,
    "tags_internal": "write tag:name, with a tag its source has in the config",
    "author.name": "write author:name",
    # Media Cloud
    "media_name": 'write source:id ("monitor sources" lists the ids)',
    "media_id": 'write source:id ("monitor sources" lists the ids)',
    "media_url": "write domain:example.org",
    "original_url": "write url:part",
    "text_content": "write the words alone, or body:(a OR b) for the text below the lead",
    "publish_date": "write date:2024-10-04 or date:2024-10-01..2024-10-07",
    "publish_day": "write date:2024-10-04",
    "tags_id_media": "write tag:name, with a tag its source has in the config",
    "tags_id_stories": "write a topic for it: tags here are those of sources",
    "stories_id": "write story:7",
    # Google
    "allintitle": "write title:(a b)",
    "allinurl": "write url:a url:b",
    "allintext": "write (a b)",
    "intext": "write the word alone, or body:word for the text below the lead",
    "filetype": "every article here is a page: take it out",
    "ext": "every article here is a page: take it out",
    "related": _NOT_HERE,
    "cache": "write story:7, or look the article up in the archive",
    "link": "write url:part, which looks at an article's own address",
    "inanchor": _NOT_HERE,
    "location": _PLACE,
    "loc": _PLACE,
    "daterange": "write date:2024-10-01..2024-10-07",
    # X
    "from": "write author:name or source:id",
    "to": _SOCIAL,
    "filter": _SOCIAL,
    "has": _SOCIAL,
    "is": _SOCIAL,
    "min_retweets": _SOCIAL,
    "min_faves": _SOCIAL,
    # LexisNexis
    "hlead": "write (title:a OR lead:a)",
    "publication": 'write source:id ("monitor sources" lists the ids)',
    "byline": "write author:name",
    "dateline": _PLACE,
    "section": "write url:part",
    "length": _NOT_HERE,
    # Lucene and Elasticsearch
    "_exists_": "a field is asked for its words: title:word",
    "timestamp": "write date:2024-10-04 or date:2024-10-01..2024-10-07",
    "re": "a regular expression is closed on its line: title:re:/talib[ae]n/",
}

_FACTIVA: dict[str, str] = {
    "hd": "write title:(…)",
    "hl": "write title:(…)",
    "hlp": "write (title:a OR lead:a)",
    "lp": "write lead:(…)",
    "td": "write body:(…)",
    "by": "write author:name",
    "art": _NOT_HERE,
    "la": "write lang:ru",
    "rst": 'write source:id ("monitor sources" lists the ids)',
    "sn": 'write source:id ("monitor sources" lists the ids)',
    "sc": 'write source:id ("monitor sources" lists the ids)',
    "re": "write country:RU for the source's country, or the name of the place",
    "pd": "write date:2024-10-04",
    "date": "write date:2024-10-04",
    "co": "write a concept, @name, with the company in every spelling",
    "fds": "write a concept, @name, with the company in every spelling",
    "ns": "write a concept, @name, with the subject's words",
    "in": "write a concept, @name, with the trade's words",
    "pe": "write a concept, @name, with the name in every spelling",
    "cr": _NOT_HERE,
    "se": "write url:part",
    "an": "write story:7",
    "wc": "take it out, for texts are not counted here",
}

_WORDS: dict[str, str] = {
    "SAME": "write PARAGRAPH",
    "XOR": "write (a OR b) AND NOT (a AND b)",
    "ANDNOT": "write AND NOT, two words",
    "BUTNOT": "write AND NOT, two words",
}

# What a whole word of a query looks like in other products. Each begins with a letter, a slash or a digit.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape), advice)
    for shape, advice in (
        (r"(?:PRE|pre|P)/(\d+)", "write ONEAR/{0}"),
        (r"(?:W|w|NEAR|near)?/[sS]", "write SENTENCE"),
        (r"(?:W|w|NEAR|near)?/[pP]", "write PARAGRAPH"),
        (r".*/[nN](\d+)/.*", "write a NEAR/{0} b, with spaces"),
        (r".*/[fF]\d+/.*", "write (title:a OR lead:a), for the beginning of a text is its title and lead"),
        (r"[nN]/?(\d+)", "write NEAR/{0}"),
        (r"/(\d+)", "write NEAR/{0}"),
        (r"(?:NEAR|ONEAR)[:~(](\d+)\)?", "write NEAR/{0}"),
        (r"NEAR/(\d+)[a-z]+", "write NEAR/{0}, or NEAR/{0}f for this order"),
        (r"([^\W\d]{3,})\$[1-9]?", "write {0}*"),
        (r"wc[<>]=?\d+", "take it out, for texts are not counted here"),
    )
)
_GLUED = re.compile(r"(AND|OR|NOT|O?NEAR(?:/\d++f?)?+)[-!+@#=].+", re.DOTALL)
_FACTIVA_FIELD = re.compile(r"([a-z]{2,4})=(?!=)", re.IGNORECASE)
_SUSPECT = re.compile(r"[/$=<>]|N\d|n\d|(?:NEAR|SAME|XOR|ANDNOT|BUTNOT)\b")


def field_advice(name: str) -> str:
    """What to write instead of another product's field; empty where the name is not known."""
    return FIELDS.get(name.casefold(), "")


def no_word(written: str) -> str:
    """What to write instead of a bare word that is a sign, or an operator of another product; empty where it may be a word."""
    if written[0] == "@" and written[1:].isdecimal():
        return f"{written} stands right behind a list, without a space: (a OR b OR c)@2"
    if "\\" in written:
        return "a backslash makes no sign plain here: put the words in quotes"
    if glued := _GLUED.fullmatch(written):
        return f'write a space behind {glued[1]}; as a word it is written "{short(written)}"'
    if not _SUSPECT.search(written):
        return ""
    field = _FACTIVA_FIELD.match(written)
    if field and field[1].casefold() in _FACTIVA:
        return f"Factiva's {field[1]}=…: {_FACTIVA[field[1].casefold()]}"
    advice = _WORDS.get(written) or next((a.format(*m.groups()) for shape, a in _SHAPES if (m := shape.fullmatch(written))), "")
    return f'{short(written)} is another product\'s: {advice}; as a word it is written "{short(written)}"' if advice else ""


def piece_advice(written: str) -> str:
    """What to write instead of a piece of a query that only other products have."""
    if written[0] == "d":
        return "Factiva's date from …: write date:2024-10-01..2024-10-07, since:2024-10-01 or before:2024-10-08"
    if written[0] == "/":
        return no_word(written) or f"a regular expression stands behind title: or url:, as re:{short(written)}"
    inside = written[1:-1]
    if " TO " in inside:
        return "a range begins with a square bracket: date:[2024-10-01 TO 2024-10-07}"
    if inside.isdecimal():
        return f"{short(written)} stands right behind a word, without a space: word{short(written)}"
    return f"a word in this case is written =={short(inside.strip())}, without brackets"
