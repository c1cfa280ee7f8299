"""The tuner: parameters that make drops, failures and ping-pongs few, found on simulated worlds, proven on others."""
