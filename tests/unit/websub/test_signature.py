from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.websub.signature import METHODS, read_signature

SECRET = "s" * 64
BODY = b"<rss/>"


def signed(method="sha256", secret=SECRET, body=BODY):
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def holds(header, body=BODY):
    signature = read_signature(header, SECRET)
    if signature is None:
        return None
    for start in range(0, len(body), 2):
        signature.feed(body[start : start + 2])
    return signature.holds()


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_of_the_standard(method):
    assert holds(signed(method)) is True
    assert holds(signed(method), b"<other/>") is False
    assert holds(signed(method, secret="another")) is False


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(signed().upper(), True, id="letters of any size"),
        pytest.param(f" {signed()} ", True, id="spaces around"),
        pytest.param(signed()[:-2], False, id="cut short"),
        pytest.param("sha256=", False, id="nothing"),
        pytest.param(signed().replace("sha256", "sha512"), False, id="of another method"),
        pytest.param("md5=" + "0" * 32, None, id="a method that is none"),
        pytest.param(signed().replace("=", ":"), None, id="no equals sign"),
        pytest.param("sha256=zz", None, id="no digits"),
        pytest.param("", None, id="no header"),
        pytest.param("sha256=" + "0" * 300, None, id="too long"),
    ],
)
def test_what_may_stand_in_the_header(header, expected):
    assert holds(header) is expected


@given(st.text(max_size=210), st.binary(max_size=50))
def test_no_header_that_was_not_made_with_the_secret_holds(header, body):
    assert not holds(header, body)
