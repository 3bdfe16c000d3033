"""Is this page an answer, or does it ask whether we are human?

What guards sites (Cloudflare, DDoS-Guard, Qrator, Akamai, Imperva, Sucuri, AWS WAF, DataDome, HUMAN, Anubis, Imunify360, testcookie)
sends a script or a captcha instead of the page, with status 403, 429 or 503, and often enough with 200. An article *about* captchas
names the same things in its text; so a sign counts in the markup only, and only on a page that has next to nothing to read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.text.html import strip_tags

MOST_BYTES = 64 << 10
"""What of a page is looked at."""

LITTLE = 2_500
"""Characters that a person can read on a page with a guard's own mark."""

LEAST = 700
"""The same where the signs are weaker: a title, a captcha."""

HEADERS = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
    ("x-vercel-mitigated", "challenge"),
)
MARKS = (
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-captcha-container",
    "check.ddos-guard.net",
    "/.well-known/ddos-guard/",
    "/__qrator/",
    "sec-if-cpt-container",
    "/_sec/cp_challenge/",
    "bm-verify",
    "_incapsula_resource?cwudnsai",
    "sucuri_cloudproxy_js",
    "gokuprops",
    "captcha-delivery.com",
    "px-captcha",
    "anubis_challenge",
    "wsidchk",
    "slowaes.decrypt",
    "/showcaptcha",
)
"""In scripts and attributes of these guards' challenges, and not of the pages behind them."""

TITLES = frozenset(
    title.strip()
    for line in (
        "just a moment | one moment, please | please wait | checking your browser | checking your browser before accessing | ddos-guard",
        "making sure you're not a bot | pardon our interruption | access to this page has been denied | human verification",
        "are you a robot | are you human | verify you are human | verifying you are human | robot check | bot verification",
        "security check | captcha | captcha challenge",
        "один момент | проверка браузера | проверка вашего браузера | проверка безопасности | вы робот | вы не робот | я не робот",
        "подтвердите, что вы не робот | bir dakika lütfen | robot musunuz | einen moment bitte | un instant",
        "安全验证 | 人机验证 | 访问验证 | 验证码 | 滑动验证页面",
    )
    for title in line.split("|")
)
WIDGETS = ("g-recaptcha", "h-captcha", "cf-turnstile", "smart-captcha", "/recaptcha/api.js", "hcaptcha.com/1/api.js", "geetest")
SOMETHING_ELSE = ("<article", "password")
"""A captcha beside an article guards its comments; beside a password, an account."""

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|title|body|script|meta|iframe|form)\b")
_MARKUP = re.compile(r"<(?:!--.*?(?:-->|\Z)|script\b.*?(?:</script|\Z)|[a-z/][^>]*(?:>|\Z))", re.DOTALL)
_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,200})")
_ENDS = " \t\r\n.…!?。"


def challenge(body: bytes, headers: Mapping[str, str]) -> bool:
    """Return whether this page asks if we are human. ``headers``: names in lower case. Never raises."""
    if any(headers.get(name, "").strip().lower() == value for name, value in HEADERS):
        return True
    page = body[:MOST_BYTES].decode("utf-8", "replace").lower()
    found = _TITLE.search(page)
    title = " ".join((found[1] if found else "").split()).strip(_ENDS).replace("’", "'")
    if not (title in TITLES or any(sign in page for sign in (*MARKS, *WIDGETS))) or not _HTML.search(page):
        return False
    markup = "".join(piece[0] for piece in _MARKUP.finditer(page))
    readable = len(strip_tags(page))
    if readable <= LITTLE and any(mark in markup for mark in MARKS):
        return True
    if readable > LEAST or len(body) > MOST_BYTES or any(sign in markup for sign in SOMETHING_ELSE):
        return False
    return (title in TITLES and ("<script" in markup or "<form" in markup)) or any(widget in markup for widget in WIDGETS)
