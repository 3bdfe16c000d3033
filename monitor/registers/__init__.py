"""Official lists, row by row: bytes to rows, and what differs between two of them. Pure."""
