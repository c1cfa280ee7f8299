"""Sending messages: each way is a small sender behind the same call, none speaks to a host that is not allowed."""
