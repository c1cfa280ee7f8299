"""Who was seen in which hall, cases of PCs that nobody admitted, what was done about them."""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
