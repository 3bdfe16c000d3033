"""What operators may tell the bot. Nobody else comes so far: conversation.py refuses without a word."""
