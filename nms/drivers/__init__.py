"""Speaking CLI: per-platform dialects as data, sessions on netmiko, host keys, parsing."""
