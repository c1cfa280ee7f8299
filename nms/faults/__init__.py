"""Troubles: from traps and states to alarms."""
