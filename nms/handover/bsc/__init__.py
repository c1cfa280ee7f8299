"""A base station controller as osmo-bsc 1.9 decides: handover algorithms 1 and 2 with the channels they need."""
