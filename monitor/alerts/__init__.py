"""What to say, to whom, and when: pure decisions and texts."""
