"""Simulated command lines of the city's elements: grammars as tables, one interpreter, faults on demand."""
