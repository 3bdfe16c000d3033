"""What binds tighter: random trees, written with the fewest brackets the grammar asks for, are read as what they were."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from monitor.topics.syntax import parse
from tests.unit.topics.trees import tree

OR, AND, NOT, NEAR, PRIM = range(5)  # from what binds least to what binds most


@dataclass(frozen=True)
class Written:
    """A query, the tree it must have, and how tightly its outermost operator binds."""

    text: str
    tree: str
    level: int
    placed: bool = True

    def at(self, level: int) -> str:
        """The text as it must stand under an operator of some level."""
        return self.text if self.level >= level else f"({self.text})"


words = st.sampled_from(["alpha", "beta", "gamma"]).map(lambda word: Written(word, word, PRIM))
atoms = words | st.sampled_from(
    [
        Written('"alpha beta"', '"alpha beta"', PRIM),
        Written("@name", "@name", PRIM),
        Written("=alpha", "=alpha", PRIM),
        Written("alp*", "alp*", PRIM),
        Written('"alpha beta"~3', '"alpha beta"~3', PRIM),
        Written("title:alpha", "(title alpha)", PRIM),
        Written("ATLEAST/2 alpha", "(atleast/2 alpha)", PRIM, placed=False),
        Written("alpha{2}", "(atleast/2 alpha)", PRIM, placed=False),
        Written("lang:ru", "lang=ru", PRIM, placed=False),
    ]
)


def either(parts: list[Written], sign: str) -> Written:
    text, trees = f" {sign} ".join(part.at(AND) for part in parts), " ".join(part.tree for part in parts)
    return Written(text, f"(or {trees})", OR, all(part.placed for part in parts))


def both(parts: list[Written], sign: str) -> Written:
    return Written(sign.join(part.at(NOT) for part in parts), f"(and {' '.join(part.tree for part in parts)})", AND, placed=False)


def without(part: Written, sign: str) -> Written:
    return Written(sign + part.at(NEAR), f"(not {part.tree})", NOT, placed=False)


def near(left: Written, operator: tuple[str, str], right: Written) -> Written:
    """Two parts near each other; the right one in brackets where it is another NEAR, as these are read from left to right."""
    written, name = operator
    left, right = (part if part.placed else Written("alpha", "alpha", PRIM) for part in (left, right))
    return Written(f"{left.at(NEAR)} {written} {right.at(PRIM)}", f"({name} {left.tree} {right.tree})", NEAR)


def under(part: Written) -> Written:
    return Written(f"title:{part.at(PRIM)}", f"(title {part.tree})", PRIM, part.placed)


operators = st.sampled_from(
    [("NEAR", "near/4"), ("NEAR/2f", "onear/2"), ("ONEAR/3", "onear/3"), ("W/5", "near/5"), ("adj1", "onear/1"), ("SENTENCE", "sentence")]
)


def grown(part: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    several = st.lists(part, min_size=2, max_size=3)
    return (
        st.builds(either, several, st.sampled_from(["OR", "|", "||"]))
        | st.builds(both, several, st.sampled_from([" ", " AND ", " && ", " & "]))
        | st.builds(without, part, st.sampled_from(["NOT ", "-", "!"]))
        | st.builds(near, part, operators, part)
        | part.map(under)
    )


@given(st.recursive(atoms, grown, max_leaves=12))
def test_a_tree_is_read_as_it_was_written(written: Written) -> None:
    assert tree(parse(f"omega ({written.text})")) == f"(and omega {written.tree})"
    assert tree(parse(f"omega AND\n({written.text}\n) # a remark")) == f"(and omega {written.tree})"
