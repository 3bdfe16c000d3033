"""The only code that speaks HTTP: it fetches one URL within its limits and says what came of it."""
