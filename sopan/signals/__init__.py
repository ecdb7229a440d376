"""Signals of courtesy and discourtesy: matching the lexicon, then reading the context."""
