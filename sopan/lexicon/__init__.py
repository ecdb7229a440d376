"""The language as data: model, loader, pattern notation, and compilation to tables for the matcher."""
