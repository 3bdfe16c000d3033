"""The line, top to bottom: check.py, pages.py and registers.py begin it, place.py ends it in the outbox. Bound by the composition root."""
