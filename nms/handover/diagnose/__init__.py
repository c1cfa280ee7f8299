"""What is wrong with the radio network: rules over counters, configuration and the graph of neighbours."""
