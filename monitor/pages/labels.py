"""What the class and id of an element tell of its part in a page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborNode

NEVER_TEXT: Final = (
    "script,style,noscript,template,svg,iframe,object,embed,nav,footer,aside,button,select,textarea,input,figure,figcaption,picture,video,"
    'audio,canvas,dialog,menu,[hidden],[aria-hidden="true"],[role="navigation"],[role="complementary"],[role="contentinfo"],[role="banner"],'
    '[role="dialog"],[role="search"],[role="toolbar"]'
)
"""Elements whose text is no part of an article, as a selector."""

CONSENT: Final = ",".join(f'div[{key}*="{word}" i]' for word in ("cookie", "consent", "gdpr") for key in ("id", "class"))
"""Notices about cookies: often the longest running text of a page."""

# A word of a class: beside an article wherever it stands ("related-links"), or as the head of a compound ("right-sidebar", while a
# "sidebar-grid" is a grid).
_ANYWHERE: Final = (
    "adv?|ads|advert\\w*|sponsor\\w*|promo\\w*|related\\w*|recommend\\w*|newsletter\\w*|subscri\\w*|shar(?:e|ing)|social\\w*|caption\\w*|comments?"
    "|disqus\\w*|byline\\w*|copyright|breadcrumbs?|teasers?|trending|popular|outbrain|taboola|login|sign-?up|survey|toolbar|donat\\w*|follow\\w*"
    "|reactions?|disclaimer|(?:most|more|read|see)-?(?:read|more|next|also|on|from|stories|news|articles)|author-?(?:bio|box|info|card)"
    "|sr-only|visually-?hidden|screen-?reader\\w*|print-?only|app-?promo|pagination"
)
_AT_THE_END: Final = (
    "bio|biography|tags?|taglist|credits?|popup|modal|overlay|side-?bar|footer|widget|hidden|nav|navigation|menu|pager|metadata|meta|timestamp"
    "|dateline|masthead|banner|carousel|slider|slideshow|gallery|infobox|factbox|rating|whatsapp|poll|quiz"
)
_BESIDE: Final = re.compile(rf"(?:^|[\s_-])(?:(?:{_ANYWHERE})(?=$|[\s_-])|(?:{_AT_THE_END})(?=$|\s))", re.IGNORECASE)
_BODY: Final = re.compile(
    r"article-?_?(?:body|text|content|main|inner)|(?:story|entry|post|news|rich|page)-?_?(?:body|text|content)"
    r"|(?:content|text|body)-?_?(?:body|main|text|article)|post-content",
    re.IGNORECASE,
)
_LONGEST: Final = 500  # characters of class and id together
_INVISIBLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_beside(node: LexborNode) -> bool:
    """Tell whether an element names itself as something beside an article (related links, share buttons …) or is not displayed."""
    attributes = node.attributes
    if _names_beside(attributes.get("class"), attributes.get("id")):
        return True
    style = attributes.get("style")
    return bool(style and _INVISIBLE.search(style))


def is_body(node: LexborNode) -> bool:
    """Tell whether an element names itself as an article or its text."""
    attributes = node.attributes
    return (
        node.tag == "article"
        or attributes.get("itemprop") == "articleBody"
        or bool(_BODY.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))
    )


@lru_cache(maxsize=4096)
def _names_beside(classes: str | None, identity: str | None) -> bool:
    if not classes and not identity:
        return False
    name = f"{classes or ''} {identity or ''}"[:_LONGEST]
    return bool(_BESIDE.search(name)) and not _BODY.search(name)
