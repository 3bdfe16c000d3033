"""HTML pages: bytes of the web become an article, the rows of a listing, or the posts of a Telegram channel."""
