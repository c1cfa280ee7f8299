"""The network management system of a mobile operator's city branch."""
