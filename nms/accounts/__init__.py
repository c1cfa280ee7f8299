"""Who may do what, and who did: passwords, roles, tokens, secrets, the audit chain."""
