"""A media monitor: watches news sources for what an operator asks for and tells subscribers, each thing once."""
