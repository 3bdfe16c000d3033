"""The file of a list, where its address is that of a page which links to it under a name that changes: the Kyrgyz list for one."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from monitor.registers.columns import Columns
from monitor.registers.formats import Form
from monitor.registers.table import Cells
from monitor.text.charset import decode
from monitor.text.markup import parse_html
from monitor.urls import host_key

_HTML: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_START: Final = 4_096
_MOST: Final = 4_000_000


def linked_file(body: bytes, form: Form, *, url: str, content_type: str = "") -> str:
    """Return the URL of the first file in this format that a page of the same site links to; empty where the body is no such page."""
    if isinstance(form, Cells) or len(body) > _MOST or not _HTML.match(body[:_START]):
        return ""
    suffix = ".csv" if isinstance(form, Columns) else ".xml"
    for link in parse_html(decode(body, content_type).replace("\0", "")).css("a[href]"):
        target = _joined(url, link.attributes.get("href") or "")
        if target and urlsplit(target).path.lower().endswith(suffix) and host_key(target) == host_key(url):
            return target
    return ""


def _joined(url: str, href: str) -> str:
    try:
        target = urljoin(url, href.strip())
        return target if urlsplit(target).scheme in ("http", "https") else ""
    except ValueError:
        return ""
