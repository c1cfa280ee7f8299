"""What people see: one module per page over Flask, its HTML and static files beside it."""
