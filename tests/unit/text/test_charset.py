import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.charset import charset_of, codec_of, decode

RUSSIAN = "Делегации встретились в Москве и договорились о формате переговоров, сообщает агентство."
CHINESE = "代表团在莫斯科会面并就谈判形式达成一致。这是今天的主要新闻。"
FRENCH = "Les délégations se sont réunies à Moscou, où l'été fut déjà très avancé."

CASES = [
    pytest.param(RUSSIAN.encode(), "", "", RUSSIAN, id="UTF-8 without a claim"),
    pytest.param(b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/xml; charset=windows-1251", "", RUSSIAN, id="a mark outweighs all claims"),
    pytest.param(RUSSIAN.encode("utf-16"), "", "", RUSSIAN, id="UTF-16 with a mark"),
    pytest.param(b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), "", "", RUSSIAN, id="UTF-16, big end first"),
    pytest.param(RUSSIAN.encode("utf-32"), "", "", RUSSIAN, id="UTF-32 with a mark"),
    pytest.param(("<a>" + RUSSIAN).encode("utf-16-le"), "", "", "<a>" + RUSSIAN, id="markup in UTF-16 without a mark"),
    pytest.param(("<a>" + RUSSIAN).encode("utf-32-be"), "", "", "<a>" + RUSSIAN, id="markup in UTF-32 without a mark"),
    pytest.param(RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251", "", RUSSIAN, id="the header's charset"),
    pytest.param(RUSSIAN.encode("koi8-r"), "", "koi8-r", RUSSIAN, id="the declared charset"),
    pytest.param(RUSSIAN.encode("koi8-r"), 'text/xml;charset="KOI8-R"', "windows-1251", RUSSIAN, id="the header before the declaration"),
    pytest.param(
        RUSSIAN.encode(), "text/html; charset=iso-8859-1", "windows-1251", RUSSIAN, id="UTF-8 where a single-byte charset is claimed"
    ),
    pytest.param(RUSSIAN.encode("cp1251"), "", "utf-8", RUSSIAN, id="UTF-8 claimed, windows-1251 sent"),
    pytest.param(RUSSIAN.encode("cp1251"), "", "", RUSSIAN, id="windows-1251 without a claim"),
    pytest.param(RUSSIAN.encode("cp1251"), "x; charset=hex", "rot13", RUSSIAN, id="claims that are no charsets"),
    pytest.param(RUSSIAN.encode("cp1251") + b"\x98", "", "windows-1251", RUSSIAN + "\ufffd", id="a byte that the charset lacks"),
    pytest.param(CHINESE.encode("gbk"), "", "gb2312", CHINESE, id="GB 2312 claimed"),
    pytest.param(CHINESE.encode(), "", "gb2312", CHINESE, id="GB 2312 claimed, UTF-8 sent"),
    pytest.param(CHINESE.encode("gbk"), "", "", CHINESE, id="GBK without a claim"),
    pytest.param(CHINESE.encode("gbk"), "", "utf-8", CHINESE, id="UTF-8 claimed, GBK sent"),
    pytest.param("日本語".encode("iso2022_jp"), "", "iso-2022-jp", "日本語", id="escapes are plain ASCII"),
    pytest.param(b"\xc4\xa1", "", "big5", b"\xc4\xa1".decode("big5"), id="two bytes that are UTF-8 and Big5"),
    pytest.param(b"\xc2\xa9", "", "iso-2022-jp", "©", id="two bytes that are UTF-8 alone"),
    pytest.param(FRENCH.encode("latin-1"), "", "utf-8", FRENCH, id="UTF-8 claimed, Latin-1 sent"),
    pytest.param(b"\x93quoted\x94", "", "iso-8859-1", "“quoted”", id="Latin-1 means windows-1252"),
    pytest.param(RUSSIAN.encode() + b"\xff", "", "", RUSSIAN + "\ufffd", id="UTF-8 but for one byte"),
    pytest.param(
        "“quotes” and dashes — only".encode() + b" \xe9\xff" * 20,
        "",
        "",
        "“quotes” and dashes — only" + " \ufffd\ufffd" * 20,
        id="UTF-8 with many bad bytes",
    ),
    pytest.param(b"plain", "", "utf-16", "plain", id="a declaration that can be read is in no wide charset"),
    pytest.param(b"", "", "", "", id="nothing"),
]


@pytest.mark.parametrize(("body", "content_type", "declared", "expected"), CASES)
def test_bytes_become_text(body: bytes, content_type: str, declared: str, expected: str) -> None:
    assert decode(body, content_type, declared) == expected


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        ("x-sjis", "cp932"),
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("tis-620", "cp874"),
        ("koi8-t", "koi8-t"),
        ("kz1048", "kz1048"),
        (" windows-1251 ", "cp1251"),
        ("utf-16", "utf-16-le"),
        ("unicode_escape", ""),
        ("idna", ""),
        ("nosuch", ""),
        ("../etc", ""),
        ("a\x00b", ""),
        ("", ""),
        ("x" * 100, ""),
    ],
)
def test_labels(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("header", "label"),
    [("text/html; charset=utf-8", "utf-8"), ("text/html;CHARSET = 'koi8-r'; x", "koi8-r"), ("text/html", ""), ("charset=", "")],
)
def test_the_label_in_a_header(header: str, label: str) -> None:
    assert charset_of(header) == label


@given(st.binary(max_size=300), st.text(max_size=30), st.text(max_size=30))
def test_whatever_the_bytes_there_is_text(body: bytes, content_type: str, declared: str) -> None:
    assert isinstance(decode(body, f"x; charset={content_type}", declared), str)


def test_what_tells_a_charset_may_come_late():
    body = b"<p>" + b"plain words. " * 60_000 + "Переговоры о формате начались в среду, сообщила газета.".encode("cp1251")
    assert decode(body).endswith("Переговоры о формате начались в среду, сообщила газета.")
