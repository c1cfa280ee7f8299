"""Speaking SNMP: asking agents, hearing their notifications, sending some."""
