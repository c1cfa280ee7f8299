"""Rounds over many agents at once: arrays instead of objects, a few sockets instead of one exchange per agent."""
