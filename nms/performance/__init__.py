"""Numbers: when to ask, what counters mean, when a value is too high."""
