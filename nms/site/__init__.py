"""A site: its settings and inventory, read from the folder that a user edits."""
