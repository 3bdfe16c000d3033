from __future__ import annotations

from monitor.text.markup import MAX_DEPTH, MAX_TAGS, harmless, parse_html

ORDINARY = "<html><body><div><p>One <b>word</b><br><img src=x></div><select><option>a</select></body></html>"


def depth(markup: str) -> int:
    node, levels = parse_html(markup).body, 0
    while node is not None:
        node, levels = node.last_child, levels + 1
    return levels


def test_an_ordinary_page_passes_untouched():
    assert harmless(ORDINARY) == ORDINARY


def test_a_large_ordinary_page_passes_untouched():
    page = "<table>" + "<tr><td>a<br><p>b<td><p>c<div>d</div></tr>" * 2000 + "</table></p>"
    assert harmless(page) == page


def test_the_deepest_elements_are_unwrapped():
    markup = harmless("<div>" * 5000 + "text" + "</div>" * 5000)
    assert markup.count("<div>") == MAX_DEPTH
    assert "text" in markup
    assert depth(markup) < MAX_DEPTH + 3


def test_an_end_tag_does_not_reach_out_of_a_table():
    assert depth("<div><table></div></table>" * 5000) < MAX_DEPTH + 5


def test_an_end_tag_without_its_element_ends_nothing():
    assert harmless("<div></p>" * 5000).count("<div>") == MAX_DEPTH


def test_formatting_that_could_multiply_is_dropped():
    assert harmless("<p><b id=1><I>x" * 2000) == "<p>x" * 2000


def test_countless_choices_are_dropped():
    assert harmless("<select><option>x" * 2000) == "x" * 2000


def test_tags_beyond_the_limit_are_not_read():
    assert harmless("<br>" * (MAX_TAGS + 5)) == "<br>" * MAX_TAGS


def test_a_tag_of_countless_attributes_is_dropped_but_a_long_one_is_not():
    picture = f'<img src="data:image/png;base64,{"A" * 50_000}">'
    assert harmless(f"<div {'a b ' * 15_000}>text</div>{picture}") == f"text</div>{picture}"
