"""What people may tell the bot: one file a command, and a table that lists them."""
