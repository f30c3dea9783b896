"""The procedure: one table per stateful noun, one function that moves."""

from award.workflow.engine import Choice, available, perform

__all__ = ["Choice", "available", "perform"]
