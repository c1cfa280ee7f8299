"""Reading a site: its settings and its inventory, every error with file, line, key and remedy."""
