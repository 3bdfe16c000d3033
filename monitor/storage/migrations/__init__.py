"""Every shape the tables have had, in order, and the way from one to the next."""
