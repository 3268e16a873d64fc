"""Files become originals: copied bit for bit, hashed, never altered; custody begins."""
