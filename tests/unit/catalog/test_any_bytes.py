"""The specification of the reader: whatever bytes stand in a config folder, it is a catalog or it is invalid, with places."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.catalog.load import FOLDERS, load
from monitor.errors import ConfigInvalid

FILES = {
    "monitor.yaml": b"fetch: {at_once: 5, allow_networks: [10.0.0.0/8]}\npolling:\n  shortest: 2m\n",
    "topics/a.yaml": 'id: a\ntitle: {en: A, ru: А}\nquery: |\n  "moscow format" NEAR/3 (@taliban OR талибан)\nexamples:\n  matches: [x, {lang: ru, title: y}]\n'.encode(),
    "concepts/a.yaml": "id: taliban\nterms:\n  any: [IEA]\n  fa: [طالبان]\nnot_only: []\n".encode(),
    "sources/a.yaml": b"sources:\n  - id: a\n    name: A\n    feeds:\n      - url: https://example.org/rss\n        kind: listing\n        selectors: {item: li}\n",
}
PIECES = st.sampled_from([b"", b"\n", b"\t", b": ", b"- ", b"[", b"}", b'"', b"'", b"#", b"*", b"&", b"!", b"|", b">", b"\x00", b"\xff", b"null", b"-1", b"1e9", b"  ", b"@", b"?", b"(", "ё".encode(), b"true"])  # fmt: skip


@st.composite
def folders(draw: st.DrawFn) -> dict[str, bytes]:
    """A good folder in which one file was cut, written over or filled with anything."""
    files = dict(FILES)
    name = draw(st.sampled_from(sorted(files)))
    body = files[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 12)))
        body = body[:start] + draw(PIECES) + body[end:]
    files[name] = draw(st.just(body) | st.binary(max_size=200)) if draw(st.booleans()) else body[: draw(st.integers(0, len(body)))]
    return files


@settings(deadline=None, max_examples=150)
@given(folders())
def test_any_folder_is_a_catalog_or_invalid(files):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, body in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(body)
        try:
            problems = load(folder).warnings
        except ConfigInvalid as refused:
            problems = refused.problems
        for one in problems:
            lines = files.get(one.file, b"").count(b"\n") + files.get(one.file, b"").count(b"\r") + 2
            assert 0 <= one.line <= lines
            assert one.file in {*files, *FOLDERS}
            assert len(one.message) < 1000
