"""The day in figures, for the people who read the logs every day."""
