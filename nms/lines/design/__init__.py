"""The design of whole lines: resources, ways, steps and certificates out of an order and what is taken."""

from nms.lines.design.refusal import ImpossibleError
from nms.lines.design.seeds import seed
from nms.lines.design.standing import observed
from nms.lines.design.taken import Taken
from nms.lines.design.whole import design, feasible, redesign

__all__ = ["ImpossibleError", "Taken", "design", "feasible", "observed", "redesign", "seed"]
