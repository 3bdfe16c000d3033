"""What an explanation of a topic is made of: see monitor/topics/explain.py."""
