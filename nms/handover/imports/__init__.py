"""Counters from the CSV files that an OMC exports, by a mapping of columns."""
