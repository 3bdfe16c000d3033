"""The fewest clauses that would have to be true for a query to be."""

from __future__ import annotations

from monitor.topics.explained.values import Explained, Kind


def wanting(tree: Explained) -> tuple[Explained, ...]:
    """The clauses that keep a query from being true, along the branch that comes nearest; none where it is true.

    Were all of them true, the query would be; were all but one, it would not.
    """
    if tree.holds:
        return ()
    if tree.own:
        return (tree,)
    return tuple(clause for part in lacking(tree) for clause in wanting(part))


def lacking(tree: Explained) -> list[Explained]:
    """The false parts of a false clause that would have to be true: of a list those that come nearest to it."""
    gone = [part for part in tree.parts if not part.holds]
    if tree.kind is not Kind.SOME:
        return gone
    still = tree.needed - (len(tree.parts) - len(gone))
    return sorted(gone, key=lambda part: (part.missing, -part.evidence))[:still]
