"""What is served to the web: the callbacks of hubs."""
