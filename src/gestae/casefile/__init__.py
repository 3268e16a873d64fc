"""The case becomes pages that a person can read and check."""
