"""Feeds: bytes of RSS, RDF, Atom, JSON Feed and news sitemaps become entries, without I/O."""
