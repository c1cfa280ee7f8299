"""GSM handover: decisions, diagnosis, tuning."""
