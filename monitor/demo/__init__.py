"""A newsroom on loopback with its own invented articles, so that the whole product can be seen without a network."""
