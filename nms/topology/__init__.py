"""The graph of devices and links."""
