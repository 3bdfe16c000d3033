"""Which articles repeat another's text, and which tell the same happening: pure, over words that were cut once."""
