"""Trials of handover parameters."""
