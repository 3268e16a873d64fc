"""The journal and what follows from it, kept in one SQLite file of a case folder."""
