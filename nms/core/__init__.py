"""The nouns of the trade and every seam between its parts; standard library only."""
