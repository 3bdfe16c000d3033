"""The only code that speaks SQL: one function a unit of work, over SQLite or PostgreSQL."""
