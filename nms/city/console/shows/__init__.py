"""What show commands print, one module per command line; formats that the published parsers read."""
