"""Operators' files become values; every error names its file, line and column, and what to write instead."""
