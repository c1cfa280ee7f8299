"""Playbooks: what they may say, which hosts they mean, and how a run walks through them."""
