"""One spelling per word, tokens with offsets, scripts, languages, inflection: pure functions over text."""
