"""A simulated city: agents, faults and traps for demos, tests and benchmarks, without root."""
