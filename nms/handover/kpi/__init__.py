"""Key figures of handover: counters by cell, relation, cause and hour, and the formulas over them."""
