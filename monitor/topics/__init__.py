"""Standing queries: the language an operator writes, and the matcher that runs all of them over each article."""
