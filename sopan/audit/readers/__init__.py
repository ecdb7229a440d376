"""Readers: whatever a help desk exports -> rows; one interface (`model`), one module a family of files."""
