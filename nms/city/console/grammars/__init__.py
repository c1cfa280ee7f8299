"""Grammar tables, one module per command line."""
