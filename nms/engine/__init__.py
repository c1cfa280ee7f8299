"""The running process: one asyncio loop that polls and hears, one thread that writes, ticks from a scheduler."""
