"""Where stages run: here, or on many machines. A runner takes stage names with ids and promises that each is done at least once."""
