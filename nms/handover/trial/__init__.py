"""Trials of parameter changes: canary and control cells, waves, and what the counters say before and after."""
