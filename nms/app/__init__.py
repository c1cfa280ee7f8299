"""The only place that knows all the trades: use cases for pages, API and command line."""
