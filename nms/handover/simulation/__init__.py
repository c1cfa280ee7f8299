"""A simulated radio network: where sites stand, how waves spread, how people move, and what handovers come of it."""
