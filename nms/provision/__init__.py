"""Changes: templates, plans, pushes, undo, backups, drift, playbooks."""
