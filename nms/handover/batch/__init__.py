"""The handover engine for many calls at once: the decisions of `nms.handover.engine`, in NumPy arrays."""
