"""Published networks read in: GraphML, SNDlib and Repetita."""
