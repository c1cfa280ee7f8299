"""Controllers of base stations as text: what their reports mean, and what a changed parameter looks like there."""
