"""Kept configurations: the archive on git, comparing, searching, and who wrote which line when."""
