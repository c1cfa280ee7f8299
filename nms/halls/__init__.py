"""Business halls: E1 plans, the hall bundle, WLAN plans, admission of PCs, quality, queues."""
