"""The handover engine: from measurement reports to ranked candidates and decisions that explain themselves."""
