"""The customers' desk: tickets and their clock, notifications, surveys, knowledge."""
