"""OFAC's list in its "advanced" XML: parties, sanctions entries, places and documents stand apart and point at each other by number.

The format is described in https://ofac.treasury.gov/media/10391/download (Advanced Sanctions Data Model). A party's programs (``SDGT``)
and listing dates stand in its ``SanctionsEntry``, as comments of measures; what a number means, in ``ReferenceValueSets``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.registers.pieces import Element, each_piece, local
from monitor.registers.rows import Row, Rows, Steps, folded

_PIECES: Final = frozenset(("ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"))
_GIVEN: Final = frozenset(("First Name", "Middle Name"))  # parts of a name that stand before the others

Cells = dict[str, dict[str, None]]  # texts by column, each once, in the list's order


def read_ofac(body: bytes) -> Steps:
    """Read the parties of the list, their cells named by OFAC's own words for features, programs and dates.

    Raises:
        NotARegister: ``empty``, ``broken``, ``too_large`` or ``no_rows``.
    """
    reading = _Reading()
    yield from each_piece(body, _PIECES, reading.take)
    return reading.rows()


class _Reading:
    """What was read so far. Places and documents stand before the parties, entries behind them."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], str] = {}  # by kind and number
        self._places: dict[str, str] = {}  # by Location/@ID
        self._papers: dict[str, list[str]] = {}  # by Identity/@ID
        self._parties: dict[str, tuple[str, str, Cells]] = {}  # name, comment and cells, by Profile/@ID

    def rows(self) -> tuple[Row, ...]:
        rows = Rows()
        for key, (name, note, cells) in self._parties.items():
            kept = tuple((column, "; ".join(texts)) for column, texts in cells.items())
            rows.add(Row(key=key, name=name or key, cells=kept, note=note))
        return rows.all()

    def take(self, piece: Element) -> None:
        match local(str(piece.tag)):
            case "ReferenceValueSets":
                self._words |= {(local(str(one.tag)), one.get("ID", "")): _word(one) for one in piece.iter("{*}*") if one.get("ID")}
            case "Location":
                self._places[piece.get("ID", "")] = self._place(piece)
            case "IDRegDocument":
                self._papers.setdefault(piece.get("IdentityID", ""), []).append(self._paper(piece))
            case "DistinctParty":
                self._party(piece)
            case _:
                self._entry(piece)

    def _word(self, kind: str, number: str | None) -> str:
        return self._words.get((kind, number or ""), "")

    def _place(self, piece: Element) -> str:
        parts = [_text(part) for part in piece.iter("{*}Value")]
        areas = [self._word("AreaCode", one.get("AreaCodeID")) for one in piece.iterchildren("{*}LocationAreaCode")]
        countries = [self._word("Country", one.get("CountryID")) for one in piece.iterchildren("{*}LocationCountry")]
        return ", ".join(dict.fromkeys(filter(None, (*parts, *areas, *countries))))

    def _paper(self, piece: Element) -> str:
        kind = self._word("IDRegDocType", piece.get("IDRegDocTypeID"))
        number = _text(_child(piece, "IDRegistrationNo"))
        return " ".join(filter(None, (kind, number, self._word("Country", piece.get("IssuedBy-CountryID")))))

    def _party(self, piece: Element) -> None:
        cells: Cells = {}
        names: list[str] = []
        for profile in piece.iterchildren("{*}Profile"):
            _put(cells, "type", self._type(profile.get("PartySubTypeID")))
            for identity in profile.iterchildren("{*}Identity"):
                names += self._names(identity)
                for paper in self._papers.pop(identity.get("ID", ""), ()):
                    _put(cells, "documents", paper)
            for feature in profile.iterchildren("{*}Feature"):
                kind = self._word("FeatureType", feature.get("FeatureTypeID")).rstrip(" :-") or "feature"
                for text in self._feature(feature):
                    _put(cells, kind, text)
        for alias in names[1:]:
            _put(cells, "aliases", alias)
        key = piece.get("FixedRef", "")
        self._parties[key] = (names[0] if names else "", _text(_child(piece, "Comment")), cells)

    def _type(self, number: str | None) -> str:
        return self._word("PartySubType", number).replace("Unknown", "")

    def _names(self, identity: Element) -> list[str]:
        """Return the names of an identity, the primary one first."""
        groups = {group.get("ID"): self._word("NamePartType", group.get("NamePartTypeID")) for group in identity.iter("{*}NamePartGroup")}
        names: list[str] = []
        for alias in identity.iterchildren("{*}Alias"):
            for documented in alias.iterchildren("{*}DocumentedName"):
                values = list(documented.iter("{*}NamePartValue"))
                values.sort(key=lambda value: groups.get(value.get("NamePartGroupID")) not in _GIVEN)
                name = " ".join(filter(None, map(_text, values)))
                names.insert(0 if alias.get("Primary") == "true" and documented.getprevious() is None else len(names), name)
        return list(dict.fromkeys(filter(None, names)))

    def _feature(self, feature: Element) -> Iterator[str]:
        for one in feature.iter("{*}VersionLocation"):
            yield self._places.get(one.get("LocationID", ""), "")
        for one in feature.iter("{*}DatePeriod"):
            yield _period(one)
        for one in feature.iter("{*}VersionDetail"):
            yield self._word("DetailReference", one.get("DetailReferenceID")) or _text(one)

    def _entry(self, piece: Element) -> None:
        party = self._parties.get(piece.get("ProfileID", ""))
        if party is None:
            return
        _, _, cells = party
        _put(cells, "list", self._word("List", piece.get("ListID")))
        for measure in piece.iterchildren("{*}SanctionsMeasure"):
            kind = self._word("SanctionsType", measure.get("SanctionsTypeID"))
            program = _text(_child(measure, "Comment"))
            _put(cells, "programs" if program else "measures", program or kind)
        for event in piece.iterchildren("{*}EntryEvent"):
            _put(cells, "listed", _date(_child(event, "Date")))
            _put(cells, "legal basis", self._word("LegalBasis", event.get("LegalBasisID")))


def _put(cells: Cells, column: str, text: str) -> None:
    if text:
        cells.setdefault(column, {})[text] = None


def _text(element: Element | None) -> str:
    return "" if element is None else folded(element.text or "")


def _word(element: Element) -> str:
    """Return what a reference value means: its text, or that of the attribute that describes it."""
    return element.get("Description") or _text(element) or element.get("ISO2") or ""


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next(element.iterchildren(f"{{*}}{name}"), None)


def _date(element: Element | None) -> str:
    """Return a date as far as it is given: 2001, 2001-09 or 2001-09-23."""
    parts = [_text(_child(element, unit)) for unit in ("Year", "Month", "Day")]
    return "-".join(part.zfill(2) for part in parts if part)


def _period(element: Element) -> str:
    """Return a period as its first and last day, and one day as it is."""
    first, last = _date(_child(_child(element, "Start"), "From")), _date(_child(_child(element, "End"), "To"))
    return first if last in ("", first) else f"{first} to {last}"
