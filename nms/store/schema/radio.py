"""Controllers as they were read, and stored counters of the radio network."""
