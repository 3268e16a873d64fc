"""The nouns: frozen records, checked at birth, with no knowledge of any room."""
