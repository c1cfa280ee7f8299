"""Numbers: who is polled when, who does not answer, and which values are worth an alarm."""
