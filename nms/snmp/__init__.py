"""Speaking SNMP: sessions, traps, rates."""
