"""Report -> edits, safe and unsafe, and the text with them made: spelling and form, rewritten sentences, what is missing."""

from sopan.fixes.draft import Situation
from sopan.fixes.edits import Edit, apply
from sopan.fixes.fixer import Fixed, Fixer, fix

__all__ = ["Edit", "Fixed", "Fixer", "Situation", "apply", "fix"]
